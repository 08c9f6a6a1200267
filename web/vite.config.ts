// SPDX-License-Identifier: Apache-2.0
import { defineConfig } from "vite";

// One script and one style sheet with fixed names: the program compiles them in, and `report html`
// writes them into one file. What the map's layout needs is a second script, loaded when it is shown.
export default defineConfig({
  base: "./",
  esbuild: { jsx: "automatic", jsxImportSource: "preact" },
  build: {
    target: "es2022",
    assetsInlineLimit: 0,
    cssCodeSplit: false,
    modulePreload: false,
    reportCompressedSize: true,
    rollupOptions: {
      output: {
        entryFileNames: "page.js",
        chunkFileNames: "[name].js",
        assetFileNames: "[name][extname]",
      },
    },
  },
});
