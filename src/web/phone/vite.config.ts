import { defineConfig } from "vite";

export default defineConfig({
  appType: "mpa",
  publicDir: false,
  build: {
    target: "es2022",
    assetsDir: "sandbox/assets",
    // No inlined assets: the page's Content-Security-Policy forbids them.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: "sandbox/phone.html" },
  },
  server: { proxy: { "/sandbox/api": "http://127.0.0.1:8080" } },
});
