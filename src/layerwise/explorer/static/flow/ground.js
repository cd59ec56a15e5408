/** The plane that data of two columns lie in: its window, its places, its examples, a network's decision everywhere. */

import { h } from "lw/core/dom";
import { between, colours } from "lw/flow/colours";
import { classColours, drawMark, signs } from "lw/flow/marks";
import { largest } from "lw/net/network";
import { paced } from "lw/net/scatter";

const MARGIN = 0.06; // of the data's range, shown around it
const MOST_SIDE = 64; // places a side at which a network is asked
const PRODUCTS = 2e7; // that asking it may take; a wide network is asked at fewer places

/** @typedef {{low: number[], high: number[]}} Window the part of the plane that is shown */

/** @param {number[][]} range of the data: lowest, highest @returns {Window} */
export function windowOf([low, high]) {
  const room = low.map((value, k) => (high[k] - value || 1) * MARGIN);
  return { low: low.map((value, k) => value - room[k]), high: high.map((value, k) => value + room[k]) };
}

/** The centre of one of `side`² cells, row by row from the upper left. @param {Window} window @param {number} side @param {number} place */
export function cell({ low, high }, side, place) {
  const [column, row] = [place % side, Math.floor(place / side)];
  const along = (/** @type {number} */ k, /** @type {number} */ share) => low[k] + (high[k] - low[k]) * share;
  return [along(0, (column + 0.5) / side), along(1, 1 - (row + 0.5) / side)];
}

/** Where a point stands in a square of that side. @param {Window} window @param {ArrayLike<number>} point @param {number} side */
export function spotOf({ low, high }, point, side) {
  return {
    x: ((point[0] - low[0]) / (high[0] - low[0])) * side,
    y: (1 - (point[1] - low[1]) / (high[1] - low[1])) * side,
  };
}

/**
 * How many places a side to ask a network at, so that the page stays quick.
 * @param {import("lw/net/network").Network} network
 * @param {number} [most]
 */
export function sideFor(network, most = MOST_SIDE) {
  return Math.max(12, Math.min(most, Math.floor(Math.sqrt(PRODUCTS / network.flat.length))));
}

/** @typedef {{side: number, classes: Uint8Array, sure: Float32Array}} Decision */
/** @type {WeakMap<import("lw/net/network").Network, Map<string, Promise<Decision>>>} by the units that are held */
const decisions = new WeakMap();

/**
 * What a network answers everywhere in the window.
 * @param {import("lw/core/app").App} app
 * @param {import("lw/net/network").Network} network
 * @param {Record<string, number>} [edits] values that units are held at
 * @returns {Promise<Decision>} the same one as long as nothing changes
 */
export function decisionOf(app, network, edits = {}) {
  const held = JSON.stringify(edits);
  const own = decisions.get(network) ?? new Map();
  decisions.set(network, own);
  const found = own.get(held) ?? decided(network, windowOf(app.card.data.range), edits);
  // Of the many values that a unit is held at one after the other only the last is kept.
  for (const other of own.keys()) if (other !== "{}" && other !== held) own.delete(other);
  own.set(held, found);
  return found;
}

/**
 * @param {import("lw/net/network").Network} network
 * @param {Window} window
 * @param {Record<string, number>} edits
 * @returns {Promise<Decision>}
 */
async function decided(network, window, edits) {
  const side = sideFor(network);
  const pause = paced();
  const found = { side, classes: new Uint8Array(side ** 2), sure: new Float32Array(side ** 2) };
  for (let place = 0; place < side ** 2; place++) {
    const { probabilities } = network.run(network.scaled(cell(window, side, place)), edits);
    const best = largest(probabilities);
    found.classes[place] = best;
    found.sure[place] = probabilities[best];
    await pause();
  }
  return found;
}

/**
 * Shades a square with a network's decision: in the colour of the class, paler where it is unsure.
 * @param {CanvasRenderingContext2D} context
 * @param {Decision} decision
 * @param {number} count of classes
 * @param {number} side
 */
export function shadeDecision(context, { side: places, classes, sure }, count, side) {
  const { card } = colours();
  const full = classColours(count);
  const small = h("canvas", { width: places, height: places });
  const pen = small.getContext("2d");
  const pixels = pen.createImageData(places, places);
  for (let place = 0; place < classes.length; place++) {
    const share = 0.06 + (0.34 * Math.max(0, sure[place] - 1 / count)) / (1 - 1 / count);
    pixels.data.set([...between(card, full[classes[place]], share), 255], 4 * place);
  }
  pen.putImageData(pixels, 0, 0);
  context.imageSmoothingEnabled = true;
  context.drawImage(small, 0, 0, side, side);
}

/**
 * The page's test examples as marks.
 * @param {CanvasRenderingContext2D} context
 * @param {import("lw/core/app").App} app
 * @param {number} side
 * @param {number} r of a mark
 */
export function drawExamples(context, app, side, r) {
  const examples = app.library.examples.test;
  if (!examples) return;
  const { classes, range } = app.card.data;
  const [full, letters] = [classColours(classes.length), signs(classes)];
  const window = windowOf(range);
  examples.labels.forEach((label, row) => {
    const spot = spotOf(window, examples.inputs.subarray(2 * row, 2 * row + 2), side);
    drawMark(context, { ...spot, r }, label, full[label], letters[label]);
  });
}

