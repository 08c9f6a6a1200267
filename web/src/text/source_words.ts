// SPDX-License-Identifier: Apache-2.0
// English of texts that the reader brings.
import { grouped } from "./numbers";

export const sourceWords = {
  choose: "Choose files",
  paste: "Paste a rule table, an export of the AWS CLI, a template or a plan, or drop files here.",
  pasteHere: "Paste a rule table, an export of the AWS CLI, a template or a plan as JSON, or drop files here. The engine in this page reads no YAML: halfopen serve does.",
  /** The name of a text that was typed or pasted: messages say which side they are about. */
  typed: (label: string) => `${label.toLowerCase()}.txt`,
  letters: (count: number) => `${grouped(count)} letters`,
  tooLarge: "These files are larger than 8 MiB together. Start the program with them instead: halfopen serve FOLDER.",
} as const;
