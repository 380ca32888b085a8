// Builds one of the modules that the element loads later, named by `--mode`: their names have a hash, so that browsers
// keep them. Each is built alone, so that it is one file and needs no second request. Built after the languages.
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const source = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const lent = source("src/lit-lent.ts");

export default defineConfig(({ mode: name }) => ({
  publicDir: false,
  // They render with the element's copy of Lit.
  resolve: { alias: [{ find: /^lit(\/html\.js)?$/, replacement: lent }] },
  build: {
    outDir: "dist",
    emptyOutDir: false,
    target: "es2022",
    modulePreload: false,
    rolldownOptions: {
      input: { [name]: source(`src/${name}/main.ts`) },
      preserveEntrySignatures: "strict",
      output: {
        entryFileNames: "linekeeper-onboarding/[name]-[hash].js",
        chunkFileNames: "linekeeper-onboarding/[name]-[hash].js",
      },
    },
  },
}));
