// SPDX-License-Identifier: Apache-2.0
import type { RefObject } from "preact";
import type { Example } from "../../state/load_example";
import { askWords } from "../../text/ask_words";
import { CopyButton } from "../copy_button";

export interface AskToolsProps {
  examples: Example[];
  pasting: boolean;
  pasteButton: RefObject<HTMLButtonElement>;
  onExample(example: Example): void;
  onPaste(): void;
  /** The address of what is shown. */
  link(): string;
}

/** Examples, paste, start over, and the link that shares all of it. */
export function AskTools({ examples, pasting, pasteButton, onExample, onPaste, link }: AskToolsProps) {
  const [first] = examples;
  return (
    <div class="ask-tools">
      {examples.map((example) => (
        <button type="button" class="quiet-button" key={example.id} onClick={() => onExample(example)}>{example.title}</button>
      ))}
      <button type="button" class="quiet-button" ref={pasteButton} aria-expanded={pasting} onClick={onPaste}>{askWords.paste}</button>
      {first && <button type="button" class="quiet-button" onClick={() => onExample(first)}>{askWords.reset}</button>}
      <CopyButton text={link} label={askWords.share} />
    </div>
  );
}
