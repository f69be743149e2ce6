import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/corpus/**", "test/e2e/**", "node_modules/**"],
    setupFiles: ["test/random.setup.ts"],
    testTimeout: 60_000,
  },
});
