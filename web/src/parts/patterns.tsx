// SPDX-License-Identifier: Apache-2.0
// Fills that differ without colour. The ids are the same in every picture, and so is what they draw.

export function Patterns() {
  return (
    <defs>
      <pattern id="fill-deny" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <rect class="fill-deny-paper" width="6" height="6" />
        <rect class="fill-deny-line" width="2.5" height="6" />
      </pattern>
      <pattern id="fill-unknown" width="6" height="6" patternUnits="userSpaceOnUse">
        <rect class="fill-unknown-paper" width="6" height="6" />
        <circle class="fill-unknown-line" cx="2" cy="2" r="1.2" />
      </pattern>
      <pattern id="fill-allow-1" width="5" height="5" patternUnits="userSpaceOnUse">
        <rect class="fill-allow-paper" width="5" height="5" />
        <rect class="fill-allow-line" y="0" width="5" height="1" />
      </pattern>
      <pattern id="fill-allow-2" width="5" height="5" patternUnits="userSpaceOnUse">
        <rect class="fill-allow-paper" width="5" height="5" />
        <rect class="fill-allow-line" x="0" width="1" height="5" />
      </pattern>
      <pattern id="fill-allow-3" width="7" height="7" patternUnits="userSpaceOnUse">
        <rect class="fill-allow-paper" width="7" height="7" />
        <circle class="fill-allow-line" cx="3.5" cy="3.5" r="1.2" />
      </pattern>
      <pattern id="fill-allow-4" width="8" height="8" patternUnits="userSpaceOnUse">
        <rect class="fill-allow-paper" width="8" height="8" />
        <path class="fill-allow-stroke" d="M0 4H8M4 0V8" />
      </pattern>
    </defs>
  );
}
