import { defineConfig } from "vitest/config";

// Tests that need the built programs; not among the unit tests.
export default defineConfig({ test: { include: ["tests/**/*.service.ts"], testTimeout: 90_000, hookTimeout: 90_000 } });
