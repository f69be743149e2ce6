import { defineConfig } from "vitest/config";

/** Real builds with a container engine; see test/e2e/engine.setup.ts for where the engine comes from. */
export default defineConfig({
  test: {
    include: ["test/e2e/**/*.test.ts"],
    globalSetup: ["test/e2e/engine.setup.ts"],
    fileParallelism: false,
    testTimeout: 600_000,
    hookTimeout: 600_000,
  },
});
