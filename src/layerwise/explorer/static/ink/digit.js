/**
 * A picture of one digit in the form of MNIST's: light on black, 20×20 in 28×28, by its centre of mass. The same steps
 * as `data/centring.py`, which `layerwise predict` takes; pads are too small for its first one, the shrinking.
 */

import { border, median, paper } from "lw/ink/paper";
import { resized } from "lw/ink/resize";
import { even } from "lw/ink/rounding";
import { clean } from "lw/ink/specks";

export const SIDE = 28;
const BOX = 20;
const CENTRE = SIDE / 2;
const LEAST_CONTRAST = 16;
const FAINT = 16;
const NOISE_SIGMAS = 4;

/** @typedef {import("lw/ink/paper").Grey} Grey */

/**
 * @param {Grey} picture grey levels 0 … 255, at least 2×2 and at most 1,024 pixels a side
 * @returns {Uint8Array|null} 784 grey levels; null where there is no ink
 */
export function asDigit(picture) {
  if (hasTheForm(picture)) return Uint8Array.from(picture.values);
  const found = ink(picture);
  if (!found) return null;
  clean(found);
  return centred(scaled(cropped(found)));
}

/** Whether it is 28×28 with black borders, its ink 19 or 20 pixels long and its mass central. @param {Grey} picture */
export function hasTheForm(picture) {
  const { width, height, values } = picture;
  if (width !== SIDE || height !== SIDE || !values.some(Boolean)) return false;
  if (median(border(width, height).map((place) => values[place])) > 0) return false;
  const [down, across] = mass(picture);
  const box = cropped(picture);
  const long = Math.max(box.width, box.height);
  return Math.max(Math.abs(down - CENTRE), Math.abs(across - CENTRE)) <= 0.5 && (long === BOX - 1 || long === BOX);
}

/** How much each pixel differs from the paper. @param {Grey} picture @returns {Grey|null} */
function ink(picture) {
  const under = paper(picture);
  const lifted = border(picture.width, picture.height).map((place) => picture.values[place] - (under?.[place] ?? 0));
  // On black paper, as on every pad, all that counts is where the ink is: the rest is not looked at again.
  const found = under ? { ...picture, values: difference(picture.values, under) } : cropped(picture);
  const signal = /** @type {Float32Array} */ (found.values);
  let [most, least] = extremes(signal);
  if (most < -least) {
    for (let k = 0; k < signal.length; k++) signal[k] = -signal[k];
    most = -least;
  }
  const middle = median(lifted);
  const noise = NOISE_SIGMAS * 1.4826 * median(lifted.map((value) => Math.abs(value - middle)));
  if (most <= noise || most < LEAST_CONTRAST) return null;
  for (let k = 0; k < signal.length; k++) {
    const value = signal[k] > noise ? (signal[k] * 255) / most : 0;
    signal[k] = value < FAINT ? 0 : value;
  }
  return found;
}

/** @param {ArrayLike<number>} a @param {ArrayLike<number>} b */
function difference(a, b) {
  const found = new Float32Array(a.length);
  for (let k = 0; k < found.length; k++) found[k] = a[k] - b[k];
  return found;
}

/** The smallest box that holds all ink. @param {Grey} picture @returns {Grey} */
function cropped({ width, height, values }) {
  let [top, bottom, left, right] = [height, -1, width, -1];
  for (let y = 0, place = 0; y < height; y++) {
    for (let x = 0; x < width; x++, place++) {
      if (!values[place]) continue;
      if (y < top) top = y;
      if (y > bottom) bottom = y;
      if (x < left) left = x;
      if (x > right) right = x;
    }
  }
  if (bottom < 0) return { width: 0, height: 0, values: new Float32Array(0) };
  const box = { width: right - left + 1, height: bottom - top + 1, values: new Float32Array(0) };
  box.values = new Float32Array(box.width * box.height);
  for (let y = 0; y < box.height; y++) {
    const start = (top + y) * width + left;
    box.values.set(values.subarray(start, start + box.width), y * box.width);
  }
  return box;
}

/** The ink with its longer side 20 pixels long. @param {Grey} box @returns {Grey} */
function scaled(box) {
  const scale = BOX / Math.max(box.width, box.height);
  if (scale === 1) return box;
  const side = (/** @type {number} */ length) => Math.max(1, even(length * scale));
  const small = resized(box, side(box.width), side(box.height));
  const values = small.values.map((value) => Math.max(0, value));
  const brightest = extremes(values)[0];
  return { ...small, values: values.map((value) => (value * 255) / brightest) };
}

/** The ink moved until its centre of mass is in the middle, as far as it stays inside. @param {Grey} box */
function centred(box) {
  const [down, across] = mass(box);
  const top = Math.min(SIDE - box.height, Math.max(0, even(CENTRE - down)));
  const left = Math.min(SIDE - box.width, Math.max(0, even(CENTRE - across)));
  const digit = new Uint8Array(SIDE * SIDE);
  for (let y = 0; y < box.height; y++) {
    for (let x = 0; x < box.width; x++) {
      const value = even(box.values[y * box.width + x]);
      digit[(top + y) * SIDE + left + x] = Math.min(255, Math.max(0, value));
    }
  }
  return digit;
}

/** @param {Grey} picture @returns {[number, number]} its centre of mass: down, across */
function mass({ width, height, values }) {
  let [total, down, across] = [0, 0, 0];
  for (let y = 0, place = 0; y < height; y++) {
    for (let x = 0; x < width; x++, place++) {
      total += values[place];
      down += values[place] * y;
      across += values[place] * x;
    }
  }
  return [down / total, across / total];
}

/** @param {Float32Array|Float64Array|Uint8Array} values @returns {[number, number]} the most and the least */
function extremes(values) {
  let [most, least] = [-Infinity, Infinity];
  for (const value of values) {
    if (value > most) most = value;
    if (value < least) least = value;
  }
  return [most, least];
}
