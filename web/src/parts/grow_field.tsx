// SPDX-License-Identifier: Apache-2.0

export interface GrowFieldProps {
  value: string;
  label?: string;
  hint?: string;
  onText(text: string): void;
}

/** A field for one line that wraps and grows: what stands in it is always seen whole, as half an address is another one. */
export function GrowField({ value, label, hint = "", onText }: GrowFieldProps) {
  return (
    <span class="grow" data-text={value === "" ? hint : value}>
      <textarea class="mono" rows={1} value={value} placeholder={hint} aria-label={label} spellcheck={false} autocomplete="off"
        onKeyDown={(event) => event.key === "Enter" && event.preventDefault()}
        onInput={(event) => onText(event.currentTarget.value.replaceAll(/\s*\n\s*/g, " "))} />
    </span>
  );
}
