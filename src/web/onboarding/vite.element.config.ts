// The element and all it needs as one classic script, which runs in any page.
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const client = fileURLToPath(new URL("../client/src/index.ts", import.meta.url));

export default defineConfig({
  publicDir: "../ui/public",
  // By its source, as the condition `development` would have it too; but with that Lit comes in its far larger build for debugging.
  resolve: { alias: { "@linekeeper/client": client } },
  build: {
    outDir: "dist",
    emptyOutDir: true,
    target: "es2022",
    lib: {
      entry: "src/main.ts",
      formats: ["iife"],
      name: "linekeeperOnboarding",
      fileName: () => "linekeeper-onboarding.js",
    },
  },
});
