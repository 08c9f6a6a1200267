// SPDX-License-Identifier: Apache-2.0
import type { InputHTMLAttributes } from "preact";
import { useId } from "preact/hooks";

export interface CheckedFieldProps extends InputHTMLAttributes<HTMLInputElement> {
  label: string;
  /** What is wrong with its text; empty: nothing. */
  wrong: string;
  /** A class of the whole field. */
  field?: string;
}

/** A field that keeps what was typed, and says beside it what is wrong. */
export function CheckedField({ label, wrong, field = "", ...input }: CheckedFieldProps) {
  const id = useId();
  return (
    <div class={`field ${field}`}>
      <label for={id}>{label}</label>
      <input {...input} id={id} aria-invalid={wrong !== ""} aria-describedby={wrong === "" ? undefined : `${id}-wrong`}
        spellcheck={false} autocomplete="off" />
      {wrong !== "" && <small class="field-wrong" id={`${id}-wrong`} role="alert">{wrong}</small>}
    </div>
  );
}
