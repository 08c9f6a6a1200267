// SPDX-License-Identifier: Apache-2.0
import { useTypedPort } from "../../state/use_typed_port";
import { rulerWords } from "../../text/ruler_words";
import { CheckedField } from "../checked_field";

/** A field for one port; what is no port is asked about as none. */
export function PortField({ label, port, onPort }: { label: string; port: number | null; onPort(port: number | null): void }) {
  const { text, wrong, type } = useTypedPort(port, onPort);
  return (
    <CheckedField label={label} wrong={wrong ? rulerWords.noPort : ""} class="mono port-field" inputMode="numeric"
      value={text} placeholder={rulerWords.portHint} onInput={(event) => type(event.currentTarget.value)} />
  );
}
