import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { conditions: ["development"] },
  // Nothing waits for time; a test that takes so long stands still.
  test: { include: ["*/tests/**/*.test.ts"], environment: "node", restoreMocks: true, testTimeout: 60_000 },
});
