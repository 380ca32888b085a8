import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { conditions: ["development"] },
  // No test waits for real time: one that takes this long hangs.
  test: { include: ["*/tests/**/*.test.ts"], environment: "node", restoreMocks: true, testTimeout: 60_000 },
});
