// Builds the background and the settings page. Not minified: what people install here can be read.
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

export default defineConfig({
  publicDir: "public",
  base: "./",
  build: {
    outDir: "dist/common",
    emptyOutDir: true,
    target: "es2022",
    minify: false,
    modulePreload: false,
    assetsInlineLimit: 0,
    rolldownOptions: {
      input: {
        background: fileURLToPath(new URL("src/background.ts", import.meta.url)),
        settings: fileURLToPath(new URL("settings.html", import.meta.url)),
      },
      output: {
        entryFileNames: "[name].js",
        chunkFileNames: "[name].js",
        assetFileNames: "[name][extname]",
      },
    },
  },
});
