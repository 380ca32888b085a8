// Builds the screens of a passkey as modules that the element loads: their names have a hash, so that browsers keep them.
// Built after the languages.
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

export default defineConfig({
  publicDir: false,
  build: {
    outDir: "dist",
    emptyOutDir: false,
    target: "es2022",
    modulePreload: false,
    rolldownOptions: {
      input: { passkey: fileURLToPath(new URL("src/passkey/main.ts", import.meta.url)) },
      preserveEntrySignatures: "strict",
      output: {
        entryFileNames: "linekeeper-onboarding/[name]-[hash].js",
        chunkFileNames: "linekeeper-onboarding/[name]-[hash].js",
      },
    },
  },
});
