// SPDX-License-Identifier: Apache-2.0
import { useEffect, useState } from "preact/hooks";
import { rulerWords } from "../../text/ruler_words";

/** A field for one port; what is no port leaves the last one. */
export function PortField({ label, port, onPort }: { label: string; port: number | null; onPort(port: number | null): void }) {
  const [text, setText] = useState(port === null ? "" : String(port));
  useEffect(() => {
    setText((before) => (port === null ? (/^\d+$/.test(before) ? "" : before) : Number(before) === port && before !== "" ? before : String(port)));
  }, [port]);
  const typed = (value: string) => {
    setText(value);
    if (value.trim() === "") onPort(null);
    else if (/^\d{1,5}$/.test(value.trim()) && Number(value) <= 65535) onPort(Number(value));
  };
  const wrong = text.trim() !== "" && !(/^\d{1,5}$/.test(text.trim()) && Number(text) <= 65535);
  return (
    <label class="field">
      <span>{label}</span>
      <input class="mono port-field" inputMode="numeric" value={text} placeholder={rulerWords.portHint} aria-invalid={wrong}
        onInput={(event) => typed(event.currentTarget.value)} />
    </label>
  );
}
