// SPDX-License-Identifier: Apache-2.0
import type { Example } from "../../state/load_example";
import { askWords } from "../../text/ask_words";
import { CopyButton } from "../copy_button";

export interface AskToolsProps {
  examples: Example[];
  onExample(example: Example): void;
  onPaste(): void;
}

/** Examples, paste, start over, and the link that shares all of it. */
export function AskTools({ examples, onExample, onPaste }: AskToolsProps) {
  const [first] = examples;
  return (
    <div class="ask-tools">
      {examples.map((example) => (
        <button type="button" class="quiet-button" key={example.id} onClick={() => onExample(example)}>{example.title}</button>
      ))}
      <button type="button" class="quiet-button" onClick={onPaste}>{askWords.paste}</button>
      {first && <button type="button" class="quiet-button" onClick={() => onExample(first)}>{askWords.reset}</button>}
      <CopyButton text={() => location.href} label={askWords.share} />
    </div>
  );
}
