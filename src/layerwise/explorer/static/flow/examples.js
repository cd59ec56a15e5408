/** The example at the beginning of the network's picture: ink, a point of the plane, or a row of numbers. */

import { h } from "lw/core/dom";
import { colours, faint } from "lw/flow/colours";
import { drawExamples, spotOf, windowOf } from "lw/flow/ground";
import { drawHere, sharp } from "lw/flow/marks";

/**
 * @param {import("lw/core/app").App} app
 * @returns {(context: CanvasRenderingContext2D, square: {x: number, y: number, side: number}) => void}
 */
export function exampleDrawer(app) {
  const { raw } = app.shown;
  const { kind, picture_shape: shape, range } = app.card.data;
  if (kind === "picture") return (context, square) => ink(context, square, raw, shape);
  if (kind === "plane" && range) return (context, square) => point(context, square, app, raw);
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

/** @type {{side: number, colours: object|null, canvas: HTMLCanvasElement|null}} the test examples, drawn once for all frames */
let backdrop = { side: 0, colours: null, canvas: null };

/** A small plane with its test examples, and the point in hand. */
function point(
  /** @type {CanvasRenderingContext2D} */ context,
  /** @type {any} */ { x, y, side },
  /** @type {import("lw/core/app").App} */ app,
  /** @type {ArrayLike<number>|null} */ raw,
) {
  const { line, ink: full, card } = colours();
  if (backdrop.side !== side || backdrop.colours !== colours()) {
    const canvas = h("canvas", {});
    const pen = sharp(canvas, side, side);
    pen.globalAlpha = 0.45;
    drawExamples(pen, app, side, 1);
    backdrop = { side, colours: colours(), canvas };
  }
  if (backdrop.canvas) context.drawImage(backdrop.canvas, x, y, side, side);
  context.strokeStyle = line;
  context.lineWidth = 1;
  context.strokeRect(x + 0.5, y + 0.5, side - 1, side - 1);
  if (!raw) return;
  const spot = spotOf(windowOf(app.card.data.range), raw, side);
  drawHere(context, x + spot.x, y + spot.y, full, card);
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
