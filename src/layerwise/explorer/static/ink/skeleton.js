/**
 * The lines of a handwritten digit: each stroke thinned to a line, with its junctions and loops.
 *
 * The same as `insight/skeleton.py`, on one picture enlarged four times: a line of a pixel's width has a middle then, and
 * a small loop an inside.
 */

import { groups } from "lw/ink/groups";
import { beside, leaving, thinned } from "lw/ink/thinning";

export const ENLARGED = 4;
const SMOOTH = 1.7; // standard deviation of the blur that rounds the enlarged pixels
const BLUR_REACH = 5; // 3 of them
const INK = Math.fround(0.4); // of the brightest point: what is brighter is ink
const RINGS = [0.25, 0.5, 0.65].map(Math.fround); // at these a stroke counts as closed around a hole
const SPUR = 6; // points of a line: shorter branches are bumps of a thick stroke
const LEAST_LOOP = ENLARGED ** 2; // points: smaller holes are gaps between touching strokes

/**
 * @typedef {object} Skeleton row by row, enlarged
 * @property {import("lw/ink/groups").Size} size
 * @property {Uint8Array} ink 1 where the strokes are
 * @property {Uint8Array} line 1 on their middle lines
 * @property {number[]} junctions places where three or more lines meet
 * @property {Int32Array} loops the number of each enclosed hole, from 1; 0 elsewhere
 */

/**
 * @param {ArrayLike<number>} picture grey levels, light ink on black
 * @param {number[]} shape height, width
 * @returns {Skeleton|null} null where there is no ink
 */
export function skeleton(picture, [height, width]) {
  const size = { width: width * ENLARGED, height: height * ENLARGED };
  const level = blurred(enlarged(picture, width, size), size);
  let most = 0;
  for (const value of level) if (value > most) most = value;
  if (most <= 0) return null;
  for (let place = 0; place < level.length; place++) level[place] /= most;
  const loops = holes(level, size);
  const ink = new Uint8Array(level.length);
  for (let place = 0; place < ink.length; place++) if (level[place] > INK && !loops[place]) ink[place] = 1;
  const line = pruned(thinned(ink, size), size);
  return { size, ink, line, junctions: leaving(line, size, 3, 4), loops };
}

/** @param {ArrayLike<number>} picture @param {number} width @param {import("lw/ink/groups").Size} size */
function enlarged(picture, width, size) {
  const found = new Float32Array(size.width * size.height);
  for (let y = 0, place = 0; y < size.height; y++) {
    const row = Math.floor(y / ENLARGED) * width;
    for (let x = 0; x < size.width; x++, place++) found[place] = picture[row + Math.floor(x / ENLARGED)];
  }
  return found;
}

/** Blurred down, then across; the picture is mirrored at its edges. @param {Float32Array} level @param {import("lw/ink/groups").Size} size */
function blurred(level, { width, height }) {
  const down = new Float32Array(level.length);
  for (let x = 0; x < width; x++) blur(level, down, x, width, height);
  const found = new Float32Array(level.length);
  for (let y = 0; y < height; y++) blur(down, found, y * width, 1, width);
  return found;
}

const SHARES = gauss();

/** The blur's weights from the middle outwards. */
function gauss() {
  const weights = Array.from({ length: BLUR_REACH + 1 }, (_, step) => Math.exp((-0.5 * step ** 2) / SMOOTH ** 2));
  const total = weights.reduce((sum, weight) => sum + 2 * weight, -weights[0]);
  return weights.map((weight) => weight / total);
}

/** One line of a grid: `length` places from `start`, `stride` apart. */
function blur(
  /** @type {Float32Array} */ from,
  /** @type {Float32Array} */ into,
  /** @type {number} */ start,
  /** @type {number} */ stride,
  /** @type {number} */ length,
) {
  const line = new Float32Array(length + 2 * BLUR_REACH);
  for (let k = 0; k < length; k++) line[BLUR_REACH + k] = from[start + k * stride];
  for (let k = 0; k < BLUR_REACH; k++) {
    line[BLUR_REACH - 1 - k] = line[BLUR_REACH + k];
    line[BLUR_REACH + length + k] = line[BLUR_REACH + length - 1 - k];
  }
  for (let k = 0; k < length; k++) {
    const middle = k + BLUR_REACH;
    let sum = line[middle] * SHARES[0];
    for (let step = BLUR_REACH; step > 0; step--) sum += (line[middle - step] + line[middle + step]) * SHARES[step];
    into[start + k * stride] = sum;
  }
}

/**
 * Holes, numbered: at the lowest brightness that closes a stroke around them, or at a higher one that opens them.
 * @param {Float32Array} level 0 … 1 @param {import("lw/ink/groups").Size} size
 */
function holes(level, { width, height }) {
  const numbers = new Int32Array(level.length);
  // With a border all around: what touches it is outside.
  const wide = { width: width + 2, height: height + 2 };
  const within = new Int32Array(level.length);
  for (let place = 0; place < level.length; place++) within[place] = place + wide.width + 1 + 2 * Math.floor(place / width);
  let count = 0;
  for (const brightness of RINGS) {
    const open = new Uint8Array(wide.width * wide.height).fill(1);
    for (let place = 0; place < level.length; place++) open[within[place]] = level[place] <= brightness ? 1 : 0;
    const { labels, sizes } = groups(open, wide, false);
    const hole = sizes.map((each, label) => label > 1 && each >= LEAST_LOOP); // 1: outside, where the border begins
    for (let place = 0; place < level.length; place++) if (numbers[place]) hole[labels[within[place]]] = false;
    const fresh = hole.map((is) => (is ? ++count : 0));
    for (let place = 0; place < level.length; place++) numbers[place] = fresh[labels[within[place]]] || numbers[place];
  }
  return numbers;
}

/** A line without its short branches: shortened from its ends, then grown again. @param {Uint8Array} line @param {import("lw/ink/groups").Size} size */
function pruned(line, size) {
  const grown = line.slice();
  for (let step = 0; step < SPUR; step++) for (const place of leaving(grown, size, 1)) grown[place] = 0;
  let front = leaving(grown, size, 1);
  for (let step = 0; step < SPUR; step++) {
    front = beside(line, front, size).filter((place) => !grown[place]);
    for (const place of front) grown[place] = 1;
  }
  // A stroke that was short enough to vanish whole is a dot: it stays.
  const { labels, sizes } = groups(line, size, true);
  const kept = sizes.map(() => false);
  for (let place = 0; place < line.length; place++) if (grown[place]) kept[labels[place]] = true;
  return grown.map((on, place) => (on || (line[place] && !kept[labels[place]]) ? 1 : 0));
}
