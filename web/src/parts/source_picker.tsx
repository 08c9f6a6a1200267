// SPDX-License-Identifier: Apache-2.0
// Texts that the reader brings: pasted, chosen or dropped.
import { useState } from "preact/hooks";
import type { Source } from "../engine/engine";
import { pageSession } from "../engine/session";
import { sourceWords as words } from "../text/source_words";

export interface SourcePickerProps {
  label: string;
  sources: Source[];
  onSources(sources: Source[]): void;
}

const mostBytes = 8 << 20;

async function readFiles(files: FileList): Promise<Source[]> {
  return Promise.all([...files].map(async (file) => ({ name: file.name, text: await file.text() })));
}

/** One text to edit; several are listed by name. */
export function SourcePicker({ label, sources, onSources }: SourcePickerProps) {
  const [over, setOver] = useState(false);
  const [refused, setRefused] = useState("");
  const take = async (files: FileList | null | undefined) => {
    if (!files || files.length === 0) return;
    const bytes = [...files].reduce((sum, { size }) => sum + size, 0);
    if (bytes > mostBytes) {
      setRefused(words.tooLarge);
      return;
    }
    setRefused("");
    onSources(await readFiles(files));
  };
  const [first] = sources;
  return (
    <div
      class={over ? "picker picker-over" : "picker"}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        void take(event.dataTransfer?.files);
      }}
    >
      <div class="picker-head">
        <span class="picker-title">{label}</span>
        <span class="quiet picker-name">{sources.map(({ name }) => name).join(", ")}</span>
        <label class="quiet-button picker-file">
          {words.choose}
          <input type="file" multiple onChange={(event) => void take(event.currentTarget.files)} />
        </label>
      </div>
      {sources.length > 1 ? (
        <ul class="picker-many">
          {sources.map(({ name, text }) => (
            <li key={name}>
              {name} <span class="quiet">{words.letters(text.length)}</span>
            </li>
          ))}
        </ul>
      ) : (
        <textarea
          class="picker-text"
          aria-label={label}
          spellcheck={false}
          rows={14}
          placeholder={pageSession() === null ? words.paste : words.pasteHere}
          value={first?.text ?? ""}
          onInput={(event) =>
            onSources(
              event.currentTarget.value === ""
                ? []
                : [{ name: first?.name ?? words.typed(label), text: event.currentTarget.value }],
            )}
        />
      )}
      {refused !== "" && <p role="alert" class="refused">{refused}</p>}
    </div>
  );
}
