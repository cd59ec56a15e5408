/** Lines over epochs with bands over seeds, as an SVG that takes its colours from the page and its width from its place. */

import { fill, h } from "lw/core/dom";
import { plain, scale } from "lw/chart/scale";

/**
 * @typedef {object} Line
 * @property {string} colour in CSS
 * @property {(number|null)[]} mean by epoch
 * @property {(number|null)[]} [low]
 * @property {(number|null)[]} [high]
 * @property {boolean} [strong] drawn thicker, above the others
 * @property {boolean} [dashed]
 * @property {string} [name] written at its end
 *
 * @typedef {object} Drawing
 * @property {number[]} epochs ascending, at least 1
 * @property {Line[]} lines
 * @property {boolean} log both axes
 * @property {number} [least] that a log scale tells from zero
 * @property {string} x what the epochs are called
 * @property {string} y what the values are called
 * @property {number|null} guide an epoch to mark
 * @property {string} label what the picture shows, in words
 */

const HEIGHT = 300;
const ROOM = { left: 48, right: 12, top: 12, bottom: 40 };
const NAME_GAP = 15;
// A log scale has no zero: less than this is drawn as this.
const LEAST = 0.01;

export class LineChart {
  /** @param {{onpoint?: (place: number|null) => void, onpick?: (place: number) => void}} [heard] places among the epochs */
  constructor(heard = {}) {
    this.heard = heard;
    this.svg = h("svg:svg", { class: "chart", role: "img", height: HEIGHT });
    this.element = h("div", { class: "chart-room" }, this.svg);
    /** @type {Drawing|null} */
    this.drawing = null;
    /** @type {number[]} of the epochs, in pixels */
    this.places = [];
    this.width = 0;
    /** @type {(value: number) => number} */
    this.up = () => 0;
    new ResizeObserver(() => this.resized()).observe(this.element);
    this.svg.addEventListener("pointermove", (/** @type {PointerEvent} */ event) => heard.onpoint?.(this.nearest(event)));
    this.svg.addEventListener("pointerleave", () => heard.onpoint?.(null));
    this.svg.addEventListener("click", (/** @type {any} */ event) => this.picked(event));
  }

  resized() {
    const width = Math.floor(this.element.clientWidth);
    if (width && width !== this.width && this.drawing) this.draw(this.drawing);
  }

  /** @param {PointerEvent} event */
  picked(event) {
    const place = this.nearest(event);
    if (place !== null) this.heard.onpick?.(place);
  }

  /** The place of the epoch under the pointer. @param {PointerEvent} event @returns {number|null} */
  nearest(event) {
    if (!this.places.length) return null;
    const x = event.clientX - this.svg.getBoundingClientRect().left;
    return this.places.reduce((best, at, k) => (Math.abs(at - x) < Math.abs(this.places[best] - x) ? k : best), 0);
  }

  /** @param {Drawing} drawing */
  draw(drawing) {
    this.drawing = drawing;
    this.width = Math.floor(this.element.clientWidth);
    if (this.width < 80) return;
    const { epochs, lines, log, least = LEAST } = drawing;
    const [left, right] = [ROOM.left, this.width - ROOM.right - (lines.some((line) => line.name) ? 78 : 0)];
    const across = scale([epochs[0], Math.max(epochs[epochs.length - 1], epochs[0] + 1)], [left, right], log, right / 70);
    const up = scale(range(lines, log, least), [HEIGHT - ROOM.bottom, ROOM.top], log, 6);
    this.places = epochs.map(across.at);
    this.up = (value) => Math.min(up.at(log ? Math.max(least, value) : value), HEIGHT - ROOM.bottom);
    this.svg.setAttribute("width", String(this.width));
    this.svg.setAttribute("aria-label", drawing.label);
    const ordered = [...lines].sort((a, b) => Number(a.strong ?? false) - Number(b.strong ?? false));
    fill(
      this.svg,
      axes(across, up, [left, right], drawing),
      ordered.map((line) => band(line, this.places, this.up)),
      ordered.map((line) => stroke(line, this.places, this.up)),
      names(lines, this.places, this.up),
      h("svg:g", { class: "guide" }),
    );
    this.guide(drawing.guide === null ? null : closest(epochs, drawing.guide));
  }

  /** Moves the mark alone. @param {number|null} place */
  guide(place) {
    const group = this.svg.querySelector(".guide");
    if (!group || !this.drawing) return;
    if (place === null) return fill(group);
    const { lines } = this.drawing;
    const x = this.places[place];
    const dots = lines.map((line) => {
      const value = line.mean[place];
      return value !== null && h("svg:circle", { cx: x, cy: this.up(value), r: line.strong ? 5 : 3.5, style: `fill:${line.colour}` });
    });
    fill(group, h("svg:line", { x1: x, x2: x, y1: ROOM.top, y2: HEIGHT - ROOM.bottom }), dots);
  }
}

/** The place of the nearest number. @param {number[]} values @param {number} value */
export function closest(values, value) {
  return values.reduce((best, each, k) => (Math.abs(each - value) < Math.abs(values[best] - value) ? k : best), 0);
}

/** @param {Line[]} lines @param {boolean} log @param {number} least @returns {[number, number]} */
function range(lines, log, least) {
  const known = (/** @type {(number|null)[]} */ values) => /** @type {number[]} */ (values.filter((value) => value !== null));
  const [means, lows, highs] = [lines.flatMap((line) => line.mean), lines.flatMap((line) => line.low ?? []), lines.flatMap((line) => line.high ?? [])].map(known);
  if (!means.length) return [log ? 1 : 0, 100];
  const most = Math.max(...means, ...highs);
  if (!log) return [0, most * 1.04 || 1];
  // A seed without a single error would stretch a log scale without end: bands may run out of the picture below.
  const floor = Math.max(least, Math.min(...means));
  return [0.94 * Math.max(Math.min(floor, ...lows), floor / 3, least), 1.06 * Math.max(2 * least, most)];
}

/** @param {import("lw/chart/scale").Scale} across @param {import("lw/chart/scale").Scale} up @param {number[]} ends @param {Drawing} told */
function axes(across, up, [left, right], told) {
  const bottom = HEIGHT - ROOM.bottom;
  return h(
    "svg:g",
    { class: "axes", "aria-hidden": "true" },
    up.ticks.map((value) => [
      h("svg:line", { x1: left, x2: right, y1: up.at(value), y2: up.at(value) }),
      h("svg:text", { x: left - 8, y: up.at(value) + 4, "text-anchor": "end" }, plain(value)),
    ]),
    across.ticks.map((value) =>
      h("svg:text", { x: across.at(value), y: bottom + 18, "text-anchor": "middle" }, plain(value)),
    ),
    h("svg:text", { x: (left + right) / 2, y: HEIGHT - 5, "text-anchor": "middle" }, told.x),
    h("svg:text", { transform: `translate(12 ${(ROOM.top + bottom) / 2}) rotate(-90)`, "text-anchor": "middle" }, told.y),
  );
}

/** @param {Line} line @param {number[]} places @param {(value: number) => number} at */
function band(line, places, at) {
  const { low, high, colour } = line;
  if (!low || !high) return null;
  const known = places.map((_, k) => k).filter((k) => low[k] !== null && high[k] !== null);
  if (known.length < 2) return null;
  const point = (/** @type {number} */ k, /** @type {(number|null)[]} */ values) =>
    `${places[k].toFixed(1)} ${at(Number(values[k])).toFixed(1)}`;
  const around = [...known.map((k) => point(k, high)), ...[...known].reverse().map((k) => point(k, low))];
  return h("svg:path", { d: `M${around.join("L")}Z`, style: `fill:${colour}`, class: line.strong ? "band strong" : "band" });
}

/** @param {Line} line @param {number[]} places @param {(value: number) => number} at */
function stroke(line, places, at) {
  const known = places.map((_, k) => k).filter((k) => line.mean[k] !== null);
  const points = known.map((k) => `${places[k].toFixed(1)} ${at(Number(line.mean[k])).toFixed(1)}`);
  const style = `stroke:${line.colour}`;
  if (points.length === 1) {
    const [x, y] = points[0].split(" ");
    return h("svg:circle", { cx: x, cy: y, r: 4, style: `fill:${line.colour}` });
  }
  const kind = ["curve", line.strong && "strong", line.dashed && "dashed"].filter(Boolean).join(" ");
  return points.length ? h("svg:path", { d: `M${points.join("L")}`, style, class: kind }) : null;
}

/** Names at the ends of the lines, moved apart where they would touch. @param {Line[]} lines @param {number[]} places @param {(value: number) => number} at */
function names(lines, places, at) {
  const last = places.length - 1;
  const named = lines
    .filter((line) => line.name && line.mean[last] !== null)
    .map((line) => ({ line, y: at(Number(line.mean[last])) + 4 }))
    .sort((a, b) => a.y - b.y);
  for (let k = 1; k < named.length; k++) named[k].y = Math.max(named[k].y, named[k - 1].y + NAME_GAP);
  for (let k = named.length - 1, most = HEIGHT - ROOM.bottom; k >= 0; k--, most -= NAME_GAP) named[k].y = Math.min(named[k].y, most);
  return named.map(({ line, y }) =>
    h("svg:text", { x: places[last] + 8, y, class: "name" }, h("svg:tspan", { style: `fill:${line.colour}` }, "━ "), line.name),
  );
}
