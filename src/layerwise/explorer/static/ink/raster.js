/** Strokes as grey levels: round, antialiased, light on black. */

import { example } from "lw/net/library";

export const PAD = 280;

/** @type {CanvasRenderingContext2D|null} */
let context = null;

/**
 * @param {import("lw/core/inputs").Stroke[]} strokes
 * @param {{picture: ArrayLike<number>, width: number, height: number}|null} under a picture they are drawn on
 * @returns {import("lw/ink/paper").Grey} of `PAD` pixels a side
 */
export function drawn(strokes, under = null) {
  context ??= /** @type {CanvasRenderingContext2D} */ (surface().getContext("2d", { willReadFrequently: true }));
  context.globalCompositeOperation = "source-over";
  context.fillStyle = "#000";
  context.fillRect(0, 0, PAD, PAD);
  if (under) paint(context, under);
  context.globalCompositeOperation = "lighten";
  context.lineCap = "round";
  context.lineJoin = "round";
  context.strokeStyle = context.fillStyle = "#fff";
  for (const stroke of strokes) trace(context, stroke);
  const pixels = context.getImageData(0, 0, PAD, PAD).data;
  const values = new Uint8Array(PAD * PAD);
  for (let place = 0; place < values.length; place++) values[place] = pixels[4 * place];
  return { width: PAD, height: PAD, values };
}

/**
 * Draws one stroke on a square of `PAD` units a side.
 * @param {CanvasRenderingContext2D} on
 * @param {import("lw/core/inputs").Stroke} stroke
 */
export function trace(on, { width, points }) {
  on.lineWidth = width * PAD;
  on.beginPath();
  for (const [k, { x, y }] of points.entries()) {
    if (k === 0) on.moveTo(x * PAD, y * PAD);
    else on.lineTo(x * PAD, y * PAD);
  }
  if (points.length === 1) on.lineTo(points[0].x * PAD + 0.01, points[0].y * PAD); // a dot
  on.stroke();
}

/**
 * A small picture over the whole pad, smoothly enlarged.
 * @param {CanvasRenderingContext2D} on
 * @param {{picture: ArrayLike<number>, width: number, height: number}} under
 */
export function paint(on, { picture, width, height }) {
  const small = surface(width, height);
  const ink = /** @type {CanvasRenderingContext2D} */ (small.getContext("2d"));
  const pixels = ink.createImageData(width, height);
  for (let place = 0; place < width * height; place++) {
    const grey = Number(picture[place]);
    pixels.data.set([grey, grey, grey, 255], 4 * place);
  }
  ink.putImageData(pixels, 0, 0);
  on.imageSmoothingEnabled = true;
  on.imageSmoothingQuality = "high";
  on.drawImage(small, 0, 0, PAD, PAD);
}

/** A real example as a picture to draw on. @param {any} examples @param {number} index @param {number[]} shape */
export function pictureOf(examples, index, [height, width]) {
  return { picture: example(examples, index), width, height };
}

function surface(width = PAD, height = PAD) {
  return Object.assign(document.createElement("canvas"), { width, height });
}
