// SPDX-License-Identifier: Apache-2.0
// What the page says when the engine that it carries cannot answer.
export const engineWords = {
  stopped: "the engine in this page stopped while it answered",
  stoppedMend: "ask again; for large accounts use the command line, which has more memory",
  noStart: "the engine in this page does not start",
  noStartMend: "open the file in a newer browser: it needs WebAssembly and DecompressionStream",
} as const;
