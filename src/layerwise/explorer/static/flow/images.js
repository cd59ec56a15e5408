/** Small pictures on canvases: ink, and weights in orange and blue. */

import { between, colours } from "lw/flow/colours";

/**
 * Paints grey levels 0 … 255, light on black as the data are.
 * @param {HTMLCanvasElement} canvas
 * @param {ArrayLike<number>} picture
 * @param {number[]} shape height, width
 */
export function paintInk(canvas, picture, shape) {
  paint(canvas, shape, (place) => [picture[place], picture[place], picture[place]]);
}

/**
 * Paints numbers of both signs: orange above 0, blue below, the card's colour at 0.
 * @param {HTMLCanvasElement} canvas
 * @param {ArrayLike<number>} values
 * @param {number[]} shape height, width
 * @param {number} [most] what the full colour stands for; else the largest of the values
 */
export function paintSigned(canvas, values, shape, most) {
  const full = most ?? Math.max(1e-12, ...Array.from(values, Math.abs));
  const { card, for: positive, against } = colours();
  const steps = [against, positive].map((colour) =>
    Array.from({ length: 65 }, (_, step) => between(card, colour, step / 64)),
  );
  paint(canvas, shape, (place) => {
    const step = Math.min(64, Math.round((64 * Math.abs(values[place])) / full));
    return steps[values[place] > 0 ? 1 : 0][step];
  });
}

/** @param {HTMLCanvasElement} canvas @param {number[]} shape @param {(place: number) => number[]} colour */
function paint(canvas, [height, width], colour) {
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const pixels = context.createImageData(width, height);
  for (let place = 0; place < width * height; place++) {
    const [red, green, blue] = colour(place);
    pixels.data[4 * place] = red;
    pixels.data[4 * place + 1] = green;
    pixels.data[4 * place + 2] = blue;
    pixels.data[4 * place + 3] = 255;
  }
  context.putImageData(pixels, 0, 0);
}
