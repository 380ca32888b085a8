// Builds the languages of the element as modules that it loads when they are needed: for each its texts, and those of
// the screens of a passkey. English is part of the scripts. The first of the builds, it empties the folder.
import { defineConfig, type Plugin } from "vite";

import * as es from "./src/languages/es.ts";
import * as kk from "./src/languages/kk.ts";
import * as pt from "./src/languages/pt.ts";
import * as ru from "./src/languages/ru.ts";
import * as uz from "./src/languages/uz.ts";

import type { Dictionary } from "./src/languages/dictionary.ts";

const languages: Readonly<Record<string, Dictionary>> = { es, kk, pt, ru, uz };

/** Contents of the modules by name: `kk`, `kk-passkey`. */
const modules = Object.fromEntries(
  Object.entries(languages).flatMap(([language, { element, more, passkey, failures = {} }]) => [
    [language, { element, more, failures }],
    [`${language}-passkey`, passkey],
  ]),
);

const PREFIX = "language:";

/** Writes the texts as data: whole files would contain those of all screens. */
const texts: Plugin = {
  name: "texts",
  resolveId: (id) => (id.startsWith(PREFIX) ? id : null),
  load: (id) => (id.startsWith(PREFIX) ? `export default ${JSON.stringify(modules[id.slice(PREFIX.length)])};` : null),
};

export default defineConfig({
  plugins: [texts],
  publicDir: false,
  build: {
    outDir: "dist",
    emptyOutDir: true,
    target: "es2022",
    modulePreload: false,
    rolldownOptions: {
      input: Object.fromEntries(Object.keys(modules).map((name) => [name, `${PREFIX}${name}`])),
      preserveEntrySignatures: "strict",
      output: { entryFileNames: "linekeeper-onboarding/languages/[name]-[hash].js" },
    },
  },
});
