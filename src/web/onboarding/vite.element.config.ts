// Builds the element with all its dependencies as one classic script, which runs in any page.
import { fileURLToPath } from "node:url";
import { defineConfig, type Plugin } from "vite";

const client = fileURLToPath(new URL("../client/src/index.ts", import.meta.url));

/**
 * Removes indentation: after minification the remaining line breaks are in HTML and CSS templates, where they mean a
 * space at most.
 */
const unindented: Plugin = {
  name: "unindented",
  generateBundle(_, bundle) {
    for (const file of Object.values(bundle)) if (file.type === "chunk") file.code = file.code.replace(/\n\s+/g, "\n");
  },
};

export default defineConfig({
  plugins: [unindented],
  // The numbering plans as an object: as a string within a string they would be larger.
  json: { stringify: false, namedExports: false },
  publicDir: "../ui/public",
  // The client is taken from its source. The condition `development` would do that too, but would also select Lit's far
  // larger debug build.
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
