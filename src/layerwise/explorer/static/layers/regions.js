/** How each layer cuts the plane: the places where the same units are on, and the lines where one switches. */

import { h } from "lw/core/dom";
import { between, colours, rgb } from "lw/flow/colours";
import { cell, sideFor, windowOf } from "lw/flow/ground";
import { classColours } from "lw/flow/marks";
import { paced } from "lw/net/scatter";
import { layerPattern } from "lw/net/states";

const MOST_SIDE = 180;
const LINES = 13; // of the sheet, each way
const ALONG = 64; // places on each

/**
 * @typedef {object} Regions
 * @property {number} side
 * @property {Int32Array[]} upto of every hidden layer: the number of each cell's region, counted over all layers so far
 * @property {Int32Array[]} own the same by the units of that layer alone
 * @property {number[]} counts how many regions there are so far
 */

/** @type {WeakMap<import("lw/net/network").Network, Promise<Regions>>} */
const known = new WeakMap();

/** @param {import("lw/core/app").App} app @param {import("lw/net/network").Network} network @returns {Promise<Regions>} */
export function regionsOf(app, network) {
  const found = known.get(network) ?? cut(app, network);
  known.set(network, found);
  return found;
}

/** @param {import("lw/core/app").App} app @param {import("lw/net/network").Network} network @returns {Promise<Regions>} */
async function cut(app, network) {
  const window = windowOf(app.card.data.range);
  const side = sideFor(network, MOST_SIDE);
  const hidden = Array.from({ length: network.depth }, (_, k) => k);
  const names = { upto: hidden.map(() => new Map()), own: hidden.map(() => new Map()) };
  const ids = { upto: hidden.map(() => new Int32Array(side * side)), own: hidden.map(() => new Int32Array(side * side)) };
  const pause = paced();
  for (let place = 0; place < side * side; place++) {
    const run = network.run(network.scaled(cell(window, side, place)));
    let all = "";
    for (const k of hidden) {
      const own = layerPattern(run, k);
      all += own;
      ids.own[k][place] = numbered(names.own[k], own);
      ids.upto[k][place] = numbered(names.upto[k], all);
    }
    await pause();
  }
  return { side, ...ids, counts: names.upto.map((each) => each.size) };
}

/** @param {Map<string, number>} names @param {string} name */
function numbered(names, name) {
  const found = names.get(name) ?? names.size;
  names.set(name, found);
  return found;
}

/**
 * A tint a region; strong lines where this layer switches, faint ones where a layer before it did.
 * @param {CanvasRenderingContext2D} context
 * @param {Regions} regions
 * @param {number} k counted from 0
 * @param {number} size of the square in CSS pixels
 */
export function drawRegions(context, { side, upto, own }, k, size) {
  const { card, ink } = colours();
  const dark = rgb(ink);
  const tints = classColours(10).flatMap((colour) => [0.12, 0.22, 0.32].map((share) => between(card, colour, share)));
  const small = h("canvas", { width: side, height: side });
  const pen = small.getContext("2d");
  const pixels = pen.createImageData(side, side);
  for (let place = 0; place < side * side; place++) {
    // Neighbouring numbers must not look alike: a step that shares no factor with the number of tints.
    const tint = tints[(upto[k][place] * 7) % tints.length];
    const line = edge(own[k], place, side) ? 0.75 : edge(upto[k], place, side) ? 0.22 : 0;
    for (let c = 0; c < 3; c++) pixels.data[4 * place + c] = tint[c] + (dark[c] - tint[c]) * line;
    pixels.data[4 * place + 3] = 255;
  }
  pen.putImageData(pixels, 0, 0);
  context.imageSmoothingEnabled = true;
  context.imageSmoothingQuality = "high";
  context.drawImage(small, 0, 0, size, size);
}

/** @param {Int32Array} ids @param {number} place @param {number} side */
function edge(ids, place, side) {
  const right = place % side < side - 1 && ids[place] !== ids[place + 1];
  return right || (place + side < ids.length && ids[place] !== ids[place + side]);
}

/**
 * Even lines of the plane as every layer bends them, both ways.
 * @param {import("lw/core/app").App} app
 * @param {import("lw/net/network").Network} network
 * @returns {Promise<Float64Array[][][]>} of the input and of every layer: lines of places, each with its activations
 */
export async function sheetOf(app, network) {
  const { low, high } = windowOf(app.card.data.range);
  const pause = paced();
  /** @type {Float64Array[][][]} */
  const found = Array.from({ length: network.layers.length + 1 }, () => []);
  for (let line = 0; line < 2 * LINES; line++) {
    const across = line % 2;
    for (const each of found) each.push([]);
    for (let step = 0; step < ALONG; step++) {
      const point = [0, 0];
      point[across] = low[across] + ((high[across] - low[across]) * Math.floor(line / 2)) / (LINES - 1);
      point[1 - across] = low[1 - across] + ((high[1 - across] - low[1 - across]) * step) / (ALONG - 1);
      const run = network.run(network.scaled(point));
      [Float64Array.from(run.signal), ...run.activations].forEach((values, k) => found[k][line].push(values));
    }
    await pause();
  }
  return found;
}
