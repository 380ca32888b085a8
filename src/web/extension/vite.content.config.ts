// Builds the content script, which is a classic script, into the same folder.
import { defineConfig } from "vite";

export default defineConfig({
  publicDir: false,
  build: {
    outDir: "dist/common",
    emptyOutDir: false,
    target: "es2022",
    minify: false,
    lib: { entry: "src/content.ts", formats: ["iife"], name: "linekeeperPasskeyContent", fileName: () => "content.js" },
  },
});
