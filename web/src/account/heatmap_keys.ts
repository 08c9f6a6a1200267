// SPDX-License-Identifier: Apache-2.0
import type { HeatStage } from "./heatmap_stage";

const far = 10;

/** The heat map's keys. */
export function handleKey(event: KeyboardEvent, stage: HeatStage): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const by = event.shiftKey ? far : 1;
  const all = Number.MAX_SAFE_INTEGER / 2;
  const keys: Record<string, () => void> = {
    ArrowUp: () => stage.step(-by, 0),
    ArrowDown: () => stage.step(by, 0),
    ArrowLeft: () => stage.step(0, -by),
    ArrowRight: () => stage.step(0, by),
    PageUp: () => stage.step(-far, 0),
    PageDown: () => stage.step(far, 0),
    Home: () => stage.step(0, -all),
    End: () => stage.step(0, all),
    Enter: () => stage.openCursor(),
    " ": () => stage.openCursor(),
    "+": () => stage.zoomCursor(1.5),
    "=": () => stage.zoomCursor(1.5),
    "-": () => stage.zoomCursor(1 / 1.5),
    "0": () => stage.whole(),
  };
  const act = keys[event.key];
  if (!act) return;
  event.preventDefault();
  act();
}
