// Builds the documentation: pages of plain HTML, one style sheet, and the scripts of what can be tried and searched.
import { fileURLToPath } from "node:url";

import encodeQR from "qr";
import { defineConfig, type Plugin } from "vite";
import { controls } from "@linekeeper/ui/controls.ts";
import { tokens } from "@linekeeper/ui/tokens.ts";

import { filesOf, placesOf, siteOf } from "./src/site/site.ts";

const source = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const root = new URL("../../../", import.meta.url);

/** Entries of the scripts by name. */
const SCRIPTS = ["main", "preview", "screens"];
const STYLE = "style";
const VIRTUAL = "virtual:";

function pages(): Plugin {
  const site = siteOf(root);
  const modules: Readonly<Record<string, string>> = {
    "virtual:places": `export default ${JSON.stringify(placesOf(site))};`,
    "virtual:qr": `export default ${JSON.stringify(encodeQR("2@demonstration,of,a,code,that,no,phone,accepts", "svg"))};`,
  };
  return {
    name: "pages",
    resolveId: (id) => (id.startsWith(VIRTUAL) ? id : null),
    load: (id) => (id.startsWith(VIRTUAL) ? modules[id] : null),
    transform(code, id) {
      if (!id.endsWith("/docs/src/docs.css")) return null;
      // The colours and controls of all pages, which are written for shadow roots.
      const shared = [tokens, ...controls].map(({ cssText }) => cssText).join("\n");
      return { code: `${shared}\n${code}`, map: null };
    },
    generateBundle(_, bundle) {
      const files = Object.values(bundle);
      const script = (name: string): string => {
        const chunk = files.find((file) => file.type === "chunk" && file.isEntry && file.name === name);
        if (chunk === undefined) throw new Error(`the script ${name} is not built`);
        return `/${chunk.fileName}`;
      };
      const style = files.find((file) => file.fileName.endsWith(".css"));
      if (style === undefined) throw new Error("the style sheet is not built");
      for (const [fileName, text] of filesOf(site, { style: `/${style.fileName}`, script })) {
        this.emitFile({ type: "asset", fileName, source: text });
      }
    },
  };
}

export default defineConfig({
  plugins: [pages()],
  publicDir: false,
  build: {
    target: "es2022",
    assetsDir: "assets",
    modulePreload: false,
    assetsInlineLimit: 0,
    rolldownOptions: {
      input: {
        ...Object.fromEntries(SCRIPTS.map((name) => [name, source(`src/browser/${name}.ts`)])),
        [STYLE]: source("src/docs.css"),
      },
      output: {
        entryFileNames: "assets/docs-[name]-[hash].js",
        chunkFileNames: "assets/docs-[name]-[hash].js",
        assetFileNames: "assets/docs-[name]-[hash][extname]",
      },
    },
  },
});
