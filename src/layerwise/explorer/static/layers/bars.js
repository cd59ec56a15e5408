/** A layer's units in a row: a bar each for the example in hand, and below it the images that excite the unit most. */

import { colours } from "lw/flow/colours";
import { sharp } from "lw/flow/marks";
import { text } from "lw/flow/letters";
import { paintInk } from "lw/flow/images";
import { mostExciting } from "lw/net/answers";
import { example } from "lw/net/library";
import { h } from "lw/core/dom";

const HEIGHT = 96;
const LABELS = 18; // CSS pixels below the bars
export const EXCITING = 3; // images a unit
const NARROWEST = 16; // CSS pixels that an image must have to be worth drawing
const WIDEST = 40;

/**
 * @param {HTMLCanvasElement} canvas
 * @param {ArrayLike<number>} values
 * @param {string[]} names of the bars, written below as far as they fit
 */
export function drawBars(canvas, values, names) {
  const width = Math.floor(canvas.clientWidth);
  if (!width) return;
  const context = sharp(canvas, width, HEIGHT);
  canvas.style.height = `${HEIGHT}px`;
  const { accent, against, line, soft } = colours();
  const [low, high] = [Math.min(0, ...Array.from(values)), Math.max(0, ...Array.from(values))];
  const full = HEIGHT - LABELS - 4;
  const scale = full / (high - low || 1);
  const zero = 2 + high * scale;
  const step = width / values.length;
  const gap = step > 6 ? Math.min(6, step * 0.25) : 0;
  for (let k = 0; k < values.length; k++) {
    const length = values[k] * scale;
    context.fillStyle = values[k] < 0 ? against : accent;
    context.fillRect(k * step + gap / 2, length > 0 ? zero - length : zero, Math.max(0.5, step - gap), Math.abs(length));
  }
  context.fillStyle = line;
  context.fillRect(0, zero - 0.5, width, 1);
  const every = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000].find((count) => count * step >= room(names)) ?? values.length;
  for (let k = every - 1; k < values.length; k += every) {
    if (names[k].length > 2 && (k + 0.5) * step > width - 3.5 * names[k].length) continue; // it would be cut off
    text(context, names[k], (k + 0.5) * step, HEIGHT - LABELS / 2, soft, "center", 400, 11);
  }
}

/** Width that a name needs. @param {string[]} names */
function room(names) {
  return 8 + 6 * Math.min(8, Math.max(...names.slice(-1).map((name) => name.length)));
}

/**
 * Below each unit's bar the images that excite it most.
 * @param {HTMLCanvasElement} canvas hidden where there are too many units for the width
 * @param {import("lw/net/answers").Answers} answers to those images
 * @param {number} layer counted from 0
 * @param {import("lw/net/library").Examples} examples
 * @param {number[]} shape height, width
 */
export function drawExciting(canvas, answers, layer, examples, shape) {
  canvas.hidden = false;
  const width = Math.floor(canvas.clientWidth);
  if (!width) return;
  const units = answers.activations[layer].length / answers.classes.length;
  const step = width / units;
  const side = Math.min(step - 2, WIDEST);
  canvas.hidden = side < NARROWEST;
  if (canvas.hidden) return;
  const context = sharp(canvas, width, EXCITING * (side + 2));
  canvas.style.height = `${EXCITING * (side + 2)}px`;
  const small = h("canvas", {});
  for (let unit = 0; unit < units; unit++) {
    for (const [place, row] of mostExciting(answers, layer, unit, EXCITING).entries()) {
      paintInk(small, example(examples, row), shape);
      context.drawImage(small, (unit + 0.5) * step - side / 2, place * (side + 2), side, side);
    }
  }
}
