// The element and all it needs as one classic script, which runs in any page.
import { fileURLToPath } from "node:url";
import { defineConfig, type Plugin } from "vite";

const client = fileURLToPath(new URL("../client/src/index.ts", import.meta.url));

/** What is left of line breaks and indentation stands in templates of HTML and CSS, where it means a space at most. */
const unindented: Plugin = {
  name: "unindented",
  generateBundle(_, bundle) {
    for (const file of Object.values(bundle)) if (file.type === "chunk") file.code = file.code.replace(/\n\s+/g, "\n");
  },
};

export default defineConfig({
  plugins: [unindented],
  // The plans of numbers as they are: as a string within a string they would be larger.
  json: { stringify: false, namedExports: false },
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
