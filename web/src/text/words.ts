// SPDX-License-Identifier: Apache-2.0
// English that several views say. Each view has a file of its own beside this one.
import type { Verdict } from "../engine/documents";

export const words = {
  name: "halfopen",
  tagline: "Does this connection work, both legs, for every client port?",
  ask: "Ask",
  account: "Account",
  change: "Change",
  learn: "Learn",
  skip: "Skip to the answer",
  engineGone: "the program that answers has stopped",
  engineGoneMend: "start `halfopen serve` again and reload this page",
  mend: "mend",
  thinking: "asking …",
  copied: "copied",
  copy: "Copy",
  saveSvg: "Save as SVG",
} as const;

export const verdictWords: Record<Verdict, { title: string; meaning: string }> = {
  works: { title: "Works", meaning: "request and reply pass, for every client asked about" },
  partial: { title: "Partial", meaning: "some client ports get their reply, others hang" },
  "half-open": { title: "Half-open", meaning: "the request arrives, the reply dies: the client hangs" },
  denied: { title: "Denied", meaning: "the request dies on its way" },
  "no-route": { title: "No route", meaning: "there is no way for the packets, whatever the filters say" },
  unknown: { title: "Unknown", meaning: "what decides is not known" },
};
