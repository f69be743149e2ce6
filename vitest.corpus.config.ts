import { defineConfig } from "vitest/config";

/** The tests over real files (`npm run test:corpus`). They take minutes and need data that is not part of the project. */
export default defineConfig({
  test: {
    include: ["test/corpus/**/*.test.ts"],
    globalSetup: ["test/corpus/setup.ts"],
    testTimeout: 900_000,
    hookTimeout: 900_000,
    maxWorkers: 2,
  },
});
