import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const client = fileURLToPath(new URL("../client/src/index.ts", import.meta.url));
const platform = fileURLToPath(new URL("../client/src/platform/browser.ts", import.meta.url));

export default defineConfig({
  // The page routes `/admin/…` itself: every such URL is answered with the one document.
  appType: "spa",
  publicDir: false,
  // The client is taken from its source. The condition `development` would do that too, but would also select Lit's far
  // larger debug build.
  resolve: { alias: { "@linekeeper/client": client, "#platform": platform } },
  build: {
    target: "es2022",
    // No inlined assets: the page's Content-Security-Policy forbids them.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: "admin.html" },
  },
  server: { proxy: { "/api": { target: "http://127.0.0.1:8080", ws: true } } },
});
