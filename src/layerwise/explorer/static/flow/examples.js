/** The example at the beginning of the network's picture: ink, a point of the plane, or a row of numbers. */

import { colours, faint } from "lw/flow/colours";

/**
 * @param {import("lw/core/app").App} app
 * @returns {(context: CanvasRenderingContext2D, square: {x: number, y: number, side: number}) => void}
 */
export function exampleDrawer(app) {
  const { raw } = app.shown;
  const { kind, picture_shape: shape, range } = app.card.data;
  if (kind === "picture") return (context, square) => ink(context, square, raw, shape);
  if (kind === "plane") return (context, square) => point(context, square, raw, range);
  return (context, square) => numbers(context, square, raw && app.network ? app.network.scaled(raw) : null);
}

/** @param {CanvasRenderingContext2D} context @param {any} square @param {ArrayLike<number>|null} raw @param {number[]} shape */
function ink(context, { x, y, side }, raw, [height, width]) {
  const { ink: full, paper, line } = colours();
  context.fillStyle = paper;
  context.fillRect(x, y, side, side);
  context.strokeStyle = line;
  context.strokeRect(x + 0.5, y + 0.5, side - 1, side - 1);
  if (!raw) return;
  const step = side / Math.max(height, width);
  for (let place = 0; place < height * width; place++) {
    if (!raw[place]) continue;
    context.fillStyle = faint(full, raw[place] / 255);
    const [left, right] = edges(x, place % width, step);
    const [top, bottom] = edges(y, Math.floor(place / width), step);
    context.fillRect(left, top, right - left, bottom - top);
  }
}

/** The two edges of a cell on whole pixels, so that no light falls between cells. */
function edges(/** @type {number} */ start, /** @type {number} */ cell, /** @type {number} */ step) {
  return [cell, cell + 1].map((place) => Math.round(start + place * step));
}

/** @param {CanvasRenderingContext2D} context @param {any} square @param {ArrayLike<number>|null} raw @param {number[][]} range */
function point(context, { x, y, side }, raw, range) {
  const { line, accent } = colours();
  context.strokeStyle = line;
  context.strokeRect(x + 0.5, y + 0.5, side - 1, side - 1);
  if (!raw || !range) return;
  const [low, high] = range;
  const at = (/** @type {number} */ k) => (Number(raw[k]) - low[k]) / (high[k] - low[k] || 1);
  context.fillStyle = accent;
  context.beginPath();
  context.arc(x + at(0) * side, y + (1 - at(1)) * side, 5, 0, 2 * Math.PI);
  context.fill();
}

/** A row of a table: a bar a number, to the right above the mean and to the left below it. */
function numbers(
  /** @type {CanvasRenderingContext2D} */ context,
  /** @type {any} */ { x, y, side },
  /** @type {ArrayLike<number>|null} */ scaled,
) {
  const { line, for: positive, against } = colours();
  context.strokeStyle = line;
  context.strokeRect(x + 0.5, y + 0.5, side - 1, side - 1);
  if (!scaled) return;
  const step = side / scaled.length;
  for (let k = 0; k < scaled.length; k++) {
    const length = Math.max(-1, Math.min(1, scaled[k] / 3)) * (side / 2);
    context.fillStyle = length > 0 ? positive : against;
    context.fillRect(x + side / 2, y + k * step, length, Math.max(0.5, step - 1));
  }
}
