// SPDX-License-Identifier: Apache-2.0
import { defineConfig } from "vite";

// One script and one style sheet with fixed names: the program compiles them in, and `report html`
// writes them into one file. What the map's layout needs is a second script, loaded when it is shown.
// `--mode single` puts all scripts into one, for that one file.
export default defineConfig(({ mode }) => ({
  base: "./",
  esbuild: { jsx: "automatic", jsxImportSource: "preact" },
  build: {
    outDir: mode === "single" ? "single" : "dist",
    target: "es2022",
    assetsInlineLimit: 0,
    cssCodeSplit: false,
    modulePreload: false,
    reportCompressedSize: true,
    rollupOptions: {
      output: {
        inlineDynamicImports: mode === "single",
        entryFileNames: "page.js",
        chunkFileNames: "[name].js",
        assetFileNames: "[name][extname]",
      },
    },
  },
}));
