// Builds the client for browsers as one ES module, `/client.js`, which pages of any origin may import.
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const source = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  publicDir: false,
  resolve: { alias: { "#platform": source("src/platform/browser.ts") } },
  build: {
    outDir: "dist/served",
    emptyOutDir: true,
    target: "es2022",
    modulePreload: false,
    rolldownOptions: {
      input: { client: source("src/index.ts") },
      // What is imported from the module keeps its name.
      preserveEntrySignatures: "strict",
      output: { entryFileNames: "[name].js" },
    },
  },
});
