// SPDX-License-Identifier: Apache-2.0
// Holds a heat map's scene and its canvas, and draws it when something has changed. Not a component:
// moving about must not go through the page's rendering.
import type { HeatmapDocument } from "../engine/heatmap_document";
import {
  type Camera, type Frame, approachCell, cellAt, clampCamera, panCamera, showCell, smallestCell,
  wholeCamera, zoomCamera,
} from "./heatmap_camera";
import { drawHeatmap } from "./heatmap_draw";
import type { Axis } from "./heatmap_order";
import { paintPicture } from "./heatmap_picture";
import { type Place, type Scene, letterAt } from "./heatmap_scene";
import { makeInks, readTheme } from "./heatmap_theme";

const narrow = 640;
const gridBorder = 2;
const noAxis: Axis = { ends: [], bands: [] };
const noHeatmap: HeatmapDocument = {
  schema: "halfopen.heatmap/1", service: "", family: "", clients: [], ends: [], rows: [],
};

export class HeatStage {
  readonly scene: Scene;
  private readonly pen: CanvasRenderingContext2D | null;
  private readonly watch: ResizeObserver;
  /** What changes the colours of the style sheet. */
  private readonly schemes = ["(prefers-color-scheme: dark)", "(forced-colors: active)", "print"].map((one) => matchMedia(one));
  private ratio = 1;
  private due = 0;
  private focused = false;
  private cursor: Place = { row: 0, column: 0 };

  constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly say: (place: Place | null) => void,
    private readonly open: (place: Place) => void,
  ) {
    this.pen = canvas.getContext("2d", { alpha: false });
    const theme = readTheme(canvas.parentElement ?? document.body);
    const frame: Frame = { width: 1, height: 1, rowHeader: 0, columnHeader: 0, rows: 0, columns: 0 };
    this.scene = {
      heatmap: noHeatmap, rows: noAxis, columns: noAxis, frame, camera: wholeCamera(frame), theme,
      inks: makeInks(theme, 1, null), picture: paintPicture(noHeatmap, noAxis, noAxis, theme, null), cursor: null,
      hover: null, chosen: null, letter: null,
    };
    this.watch = new ResizeObserver(() => this.resize());
    this.watch.observe(canvas.parentElement ?? canvas);
    for (const scheme of this.schemes) scheme.addEventListener("change", this.recolour);
  }

  close(): void {
    this.watch.disconnect();
    for (const scheme of this.schemes) scheme.removeEventListener("change", this.recolour);
    cancelAnimationFrame(this.due);
  }

  /** A new picture; where the eye was stays if the size of the grid does. */
  show(heatmap: HeatmapDocument, rows: Axis, columns: Axis): void {
    const { scene } = this;
    const same = scene.rows.ends.length === rows.ends.length &&
      scene.columns.ends.length === columns.ends.length;
    Object.assign(scene, { heatmap, rows, columns, hover: null });
    scene.picture = paintPicture(heatmap, rows, columns, scene.theme, scene.letter);
    const last = (count: number, at: number) => Math.max(0, Math.min(count - 1, at));
    this.cursor = {
      row: last(rows.ends.length, this.cursor.row),
      column: last(columns.ends.length, this.cursor.column),
    };
    scene.cursor = this.focused ? this.cursor : null;
    this.resize();
    if (!same) this.look(wholeCamera(scene.frame));
    this.tell(scene.cursor);
  }

  choose(place: Place | null): void {
    this.scene.chosen = place;
    if (place) this.cursor = place;
    this.redraw();
  }

  filter(letter: string | null): void {
    if (this.scene.letter === letter) return;
    this.scene.letter = letter;
    this.recolour();
    this.redraw();
  }

  focus(focused: boolean): void {
    this.focused = focused;
    this.scene.cursor = focused && this.scene.frame.rows > 0 ? this.cursor : null;
    this.tell(this.scene.cursor);
    this.redraw();
  }

  hover(place: Place | null): void {
    const before = this.scene.hover;
    if (before?.row === place?.row && before?.column === place?.column) return;
    this.scene.hover = place;
    this.say(place ?? this.scene.cursor);
    this.redraw();
  }

  /** Moves the keyboard's cell. */
  step(rows: number, columns: number): void {
    const { frame } = this.scene;
    const within = (at: number, count: number) => Math.max(0, Math.min(count - 1, at));
    this.go({
      row: within(this.cursor.row + rows, frame.rows),
      column: within(this.cursor.column + columns, frame.columns),
    });
  }

  go(place: Place): void {
    const { scene } = this;
    this.cursor = place;
    scene.cursor = place;
    scene.hover = null;
    this.tell(place);
    this.look(showCell(scene.camera, scene.frame, place.row, place.column));
  }

  /** The next cell with the letter (any but "no pair" without one), row by row. */
  seek(letter: string | null, step: 1 | -1): void {
    const { rows, columns } = this.scene.frame;
    const cells = rows * columns;
    const start = this.cursor.row * columns + this.cursor.column;
    for (let count = 1; count <= cells; ++count) {
      const at = (((start + step * count) % cells) + cells) % cells;
      const place = { row: Math.floor(at / columns), column: at % columns };
      const found = letterAt(this.scene, place);
      if (letter === null ? found !== "." : found === letter) {
        this.scene.camera = approachCell(this.scene.camera, this.scene.frame, place.row, place.column);
        this.go(place);
        return;
      }
    }
  }

  openAt(place: Place | null): void {
    if (place) this.open(place);
  }

  openCursor(): void {
    this.openAt(this.scene.cursor);
  }

  cellAt(x: number, y: number): Place | null {
    return cellAt(this.scene.camera, this.scene.frame, x, y);
  }

  pan(dx: number, dy: number): void {
    this.look(panCamera(this.scene.camera, this.scene.frame, dx, dy));
  }

  /** False if it cannot be zoomed further that way. */
  zoom(factor: number, x: number, y: number): boolean {
    const before = this.scene.camera.cell;
    this.look(zoomCamera(this.scene.camera, this.scene.frame, factor, x, y));
    return this.scene.camera.cell !== before;
  }

  zoomCursor(factor: number): void {
    const { frame, camera } = this.scene;
    const x = frame.rowHeader + (this.cursor.column + 0.5) * camera.cell - camera.left;
    const y = frame.columnHeader + (this.cursor.row + 0.5) * camera.cell - camera.top;
    this.zoom(factor, x, y);
    this.look(showCell(this.scene.camera, frame, this.cursor.row, this.cursor.column));
  }

  whole(): void {
    this.look(wholeCamera(this.scene.frame));
  }

  /** Says where the keyboard stands; in the page, too, for tests and style sheets. */
  private tell(place: Place | null): void {
    this.canvas.dataset["cursor"] = place ? `${place.row} ${place.column}` : "";
    this.say(place);
  }

  private look(camera: Camera): void {
    this.scene.camera = clampCamera(camera, this.scene.frame);
    this.redraw();
  }

  private readonly recolour = (): void => {
    const { scene } = this;
    scene.theme = readTheme(this.canvas.parentElement ?? document.body);
    scene.inks = makeInks(scene.theme, this.ratio, scene.letter);
    scene.picture = paintPicture(scene.heatmap, scene.rows, scene.columns, scene.theme, scene.letter);
    this.draw(); // at once: paper waits for no frame
  };

  private resize(): void {
    const { scene, canvas } = this;
    const room = canvas.parentElement?.clientWidth ?? 0;
    if (room === 0) return;
    const small = innerWidth < narrow;
    const before = { ...scene.frame };
    const whole = scene.camera.cell <= smallestCell(before) * 1.001;
    const rows = scene.rows.ends.length;
    const columns = scene.columns.ends.length;
    const rowHeader = small ? 104 : 176;
    const columnHeader = small ? 96 : 132;
    const width = Math.min(room, rowHeader + columns * 40 + gridBorder);
    const most = Math.max(280, Math.min(900, innerHeight * (small ? 0.62 : 0.74)));
    const cell = Math.min(40, (width - rowHeader) / Math.max(1, columns));
    const wanted = columnHeader + rows * Math.max(cell, Math.min(40, (most - columnHeader) / Math.max(1, rows)));
    const height = Math.round(Math.min(most, Math.max(columnHeader + 40, wanted + gridBorder)));
    scene.frame = { width, height, rowHeader, columnHeader, rows, columns };
    const ratio = Math.min(3, devicePixelRatio || 1);
    if (ratio !== this.ratio) {
      this.ratio = ratio;
      scene.inks = makeInks(scene.theme, ratio, scene.letter);
    }
    const [wide, high] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (canvas.width !== wide || canvas.height !== high) {
      canvas.width = wide;
      canvas.height = high;
      canvas.style.width = `${width}px`;
      canvas.style.height = `${height}px`;
    }
    this.look(whole ? wholeCamera(scene.frame) : scene.camera);
  }

  private redraw(): void {
    if (this.due !== 0) return;
    this.due = requestAnimationFrame(() => {
      this.due = 0;
      this.draw();
    });
  }

  private draw(): void {
    if (this.pen) drawHeatmap(this.pen, this.scene, this.ratio);
  }
}
