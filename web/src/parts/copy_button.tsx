// SPDX-License-Identifier: Apache-2.0
import { useState } from "preact/hooks";
import { words } from "../text/words";

/** Copies a text; where the browser does not let it, the text is selected in `from` instead. */
export function CopyButton({ text, label = words.copy, from }: { text: string | (() => string); label?: string; from?: () => Element | null }) {
  const [done, setDone] = useState(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(typeof text === "string" ? text : text());
      setDone(true);
      setTimeout(() => setDone(false), 2000);
    } catch {
      const element = from?.();
      if (element) getSelection()?.selectAllChildren(element);
    }
  };
  return (
    <button type="button" class="quiet-button" onClick={() => void copy()}>
      <span aria-live="polite">{done ? `✓ ${words.copied}` : label}</span>
    </button>
  );
}
