/** The parts of a digit by its skeleton: loops, and the stems and bars that hang on them; as `insight/parts.py` has them. */

import { distances, nearest } from "lw/ink/distance";
import { groups, widened } from "lw/ink/groups";
import { even } from "lw/ink/rounding";
import { ENLARGED, skeleton } from "lw/ink/skeleton";

// Steeper than this a stroke is a stem, flatter a bar (degrees against the level); between, or bent: a curve.
const STEEP = 50;
const FLAT = 30;
const BENT = 0.28; // of a stroke's spread along itself, across it
const SHORTEST = 4 * ENLARGED; // points: shorter strokes are joined to what they hang on
const MOST_PARTS = 6;

/**
 * @typedef {object} Part
 * @property {"loop"|"stem"|"bar"|"curve"} kind
 * @property {Float64Array} share of each pixel's ink, how much belongs to this part, 0 … 1
 * @property {[number, number]} place down and right of its middle, in pixels
 */

/**
 * The parts of a digit, its loops first, then its strokes from the longest.
 * @param {ArrayLike<number>} picture grey levels, light ink on black
 * @param {number[]} shape height, width
 * @returns {Part[]} none where there is no ink
 */
export function partsOf(picture, shape) {
  const found = skeleton(picture, shape);
  return found ? partsAlong(found) : [];
}

/** The parts of a digit whose lines are known. @param {import("lw/ink/skeleton").Skeleton} found @returns {Part[]} */
export function partsAlong(found) {
  const { size, line } = found;
  const labels = new Int32Array(line.length);
  /** @type {Part["kind"][]} */
  const kinds = [];
  const take = (/** @type {Part["kind"]} */ kind, /** @type {number[]} */ points) => {
    kinds.push(kind);
    for (const place of points) labels[place] = kinds.length;
  };
  for (const points of rings(found)) {
    const free = points.filter((place) => !labels[place]);
    if (free.length) take("loop", free);
  }
  for (const points of strokes(found, labels).slice(0, Math.max(0, MOST_PARTS - kinds.length))) {
    take(kindOf(points, size.width), points);
  }
  if (!kinds.length) take("curve", marked(line));
  const owners = nearest(labels, size).map((place) => labels[place]);
  return kinds.map((kind, k) => part(kind, owners, labels, k + 1, size));
}

/** The picture with the ink of one part only. @param {ArrayLike<number>} picture @param {Part} part */
export function alone(picture, { share }) {
  return share.map((own, k) => even(picture[k] * own));
}

/** The picture without the ink of one part. @param {ArrayLike<number>} picture @param {Part} part */
export function without(picture, { share }) {
  return share.map((own, k) => even(picture[k] * (1 - own)));
}

/** The line around each hole. @param {import("lw/ink/skeleton").Skeleton} found @returns {number[][]} */
function rings({ size, ink, line, loops }) {
  const count = loops.reduce((most, each) => Math.max(most, each), 0);
  if (!count) return [];
  const points = marked(line);
  const edge = distances(ink.map((on) => (on ? 0 : 1)), size);
  const half = points.reduce((sum, place) => sum + edge[place], 0) / points.length;
  // The line around a hole lies half a stroke outside its edge.
  const reach = 1.6 * Math.ceil(2 + half);
  const rooms = groups(line.map((on) => (on ? 0 : 1)), size, false).labels;
  return Array.from({ length: count }, (_, k) => {
    const hole = loops.map((each) => (each === k + 1 ? 1 : 0));
    if (!hole.includes(1)) return [];
    const away = distances(hole, size);
    const own = new Set(marked(hole).map((place) => rooms[place]));
    own.delete(0);
    const border = own.has(rooms[0]) ? line : widened(rooms.map((room) => (own.has(room) ? 1 : 0)), size);
    return points.filter((place) => away[place] <= reach && border[place]);
  });
}

/**
 * What remains of the line, cut at the junctions, the longest first, short ones left out.
 * @param {import("lw/ink/skeleton").Skeleton} found @param {Int32Array} taken @returns {number[][]}
 */
function strokes({ size, line, junctions }, taken) {
  const crossings = new Uint8Array(line.length);
  for (const place of junctions) crossings[place] = 1;
  const cut = widened(crossings, size);
  const { labels, sizes } = groups(line.map((on, place) => (on && !taken[place] && !cut[place] ? 1 : 0)), size, true);
  /** @type {number[][]} */
  const pieces = sizes.map(() => []);
  for (let place = 0; place < labels.length; place++) if (labels[place]) pieces[labels[place]].push(place);
  return pieces.filter((points) => points.length >= SHORTEST).sort((a, b) => b.length - a.length);
}

/** By the direction and straightness of a stroke. @param {number[]} points @param {number} width @returns {Part["kind"]} */
function kindOf(points, width) {
  const [y, x] = middle(points, width);
  let [down, right, both] = [0, 0, 0];
  for (const place of points) {
    const u = (place % width) - x;
    const v = Math.floor(place / width) - y;
    down += (v * v) / points.length;
    right += (u * u) / points.length;
    both += (u * v) / points.length;
  }
  const spread = Math.hypot((down - right) / 2, both);
  const [across, along] = [(down + right) / 2 - spread, (down + right) / 2 + spread];
  if (Math.sqrt(Math.max(0, across)) > BENT * Math.sqrt(along)) return "curve";
  const angle = 0.5 * Math.atan2(2 * both, down - right); // from the upright
  const degrees = (180 / Math.PI) * Math.atan2(Math.abs(Math.cos(angle)), Math.abs(Math.sin(angle)));
  return degrees >= STEEP ? "stem" : degrees <= FLAT ? "bar" : "curve";
}

/** @returns {Part} */
function part(
  /** @type {Part["kind"]} */ kind,
  /** @type {Int32Array} */ owners,
  /** @type {Int32Array} */ labels,
  /** @type {number} */ label,
  /** @type {import("lw/ink/groups").Size} */ { width, height },
) {
  const share = new Float64Array(owners.length / ENLARGED ** 2);
  for (let y = 0, place = 0; y < height; y++) {
    const row = Math.floor(y / ENLARGED) * (width / ENLARGED);
    for (let x = 0; x < width; x++, place++) {
      if (owners[place] === label) share[row + Math.floor(x / ENLARGED)] += 1 / ENLARGED ** 2;
    }
  }
  const [y, x] = middle(marked(labels.map((each) => Number(each === label))), width);
  return { kind, share, place: [y / ENLARGED, x / ENLARGED] };
}

/** @param {ArrayLike<number>} marks @returns {number[]} their places */
function marked(marks) {
  const found = [];
  for (let place = 0; place < marks.length; place++) if (marks[place]) found.push(place);
  return found;
}

/** Down and right of the middle of points. @param {number[]} points @param {number} width @returns {[number, number]} */
function middle(points, width) {
  let [y, x] = [0, 0];
  for (const place of points) {
    x += place % width;
    y += Math.floor(place / width);
  }
  return [y / points.length, x / points.length];
}
