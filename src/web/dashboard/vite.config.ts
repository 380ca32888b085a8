import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const client = fileURLToPath(new URL("../client/src/index.ts", import.meta.url));
const platform = fileURLToPath(new URL("../client/src/platform/browser.ts", import.meta.url));

export default defineConfig({
  // `/admin/…` is the page's own business: every address of it is answered with the one document.
  appType: "spa",
  publicDir: false,
  // By its source, as the condition `development` would have it too; but with that Lit comes in its far larger build for debugging.
  resolve: { alias: { "@linekeeper/client": client, "#platform": platform } },
  build: {
    target: "es2022",
    // Nothing inline: the page's policy forbids it.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: "admin.html" },
  },
  server: { proxy: { "/api": { target: "http://127.0.0.1:8080", ws: true } } },
});
