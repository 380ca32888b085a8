// Builds the element with all its dependencies as one classic script, which runs in any page. The modules
// that it loads later, the languages among them, were built before.
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineConfig, type Plugin } from "vite";

import { DEFAULT, LANGUAGES } from "./src/languages/known.ts";

const client = fileURLToPath(new URL("../client/src/index.ts", import.meta.url));

const FOLDER = "linekeeper-onboarding";

/** Returns the path of a module that was built before, relative to the script. */
function builtModule(folder: string, name: string): string {
  const files = readdirSync(fileURLToPath(new URL(`dist/${folder}/`, import.meta.url)));
  const file = files.find((each) => each.replace(/-[\w-]{8}\.js$/, "") === name);
  if (file === undefined) throw new Error(`the module ${name} is not built`);
  return `${folder}/${file}`;
}

/** Returns the paths of the languages by their tags; English is part of the script. */
function languageModules(part: string): Record<string, string> {
  const lazy = LANGUAGES.filter((language) => language !== DEFAULT);
  return Object.fromEntries(lazy.map((tag) => [tag, builtModule(`${FOLDER}/languages`, `${tag}${part}`)]));
}

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

/** Removes comments and line ends from styles, which minifiers take for text. */
const compactStyles: Plugin = {
  name: "compact-styles",
  enforce: "pre",
  transform(code) {
    const compact = (style: string): string => style.replace(/\/\*[^]*?\*\//g, "").replace(/([;{}])\s+/g, "$1");
    return code.includes("css`") ? { code: code.replace(/\bcss`[^`]*`/g, compact), map: null } : null;
  },
};

export default defineConfig({
  plugins: [compactStyles, unindented],
  // The numbering plans as an object: as a string within a string they would be larger.
  json: { stringify: false, namedExports: false },
  define: {
    MORE_MODULE: JSON.stringify(builtModule(FOLDER, "more")),
    PASSKEY_MODULE: JSON.stringify(builtModule(FOLDER, "passkey")),
    LANGUAGE_MODULES: JSON.stringify(languageModules("")),
    PASSKEY_LANGUAGE_MODULES: JSON.stringify(languageModules("-passkey")),
  },
  publicDir: "../ui/public",
  // The client is taken from its source. The condition `development` would do that too, but would also select Lit's far
  // larger debug build.
  resolve: { alias: { "@linekeeper/client": client } },
  build: {
    outDir: "dist",
    emptyOutDir: false,
    target: "es2022",
    lib: {
      entry: "src/main.ts",
      formats: ["iife"],
      name: "linekeeperOnboarding",
      fileName: () => "linekeeper-onboarding.js",
    },
  },
});
