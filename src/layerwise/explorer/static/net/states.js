/** Which units are on: the ways that examples take through a network of ifs. */

import { paced } from "lw/net/scatter";

/**
 * @typedef {object} States
 * @property {number} rows how many examples were asked
 * @property {number[]} never of every hidden layer, how many units are on for none of them
 * @property {number[]} always of every hidden layer, how many units are on for all of them
 * @property {number[]} ways up to every hidden layer, how many different patterns of units they take
 * @property {Map<string, number>} patterns of all hidden units, with how many examples take each
 */

/** @type {WeakMap<import("lw/net/network").Network, Promise<States>>} */
const known = new WeakMap();

/**
 * A unit is on where what its activation function is given lies above 0.
 * @param {import("lw/net/network").Network} network
 * @param {import("lw/net/library").Examples} examples the same ones at every call
 * @returns {Promise<States>}
 */
export function statesOf(network, examples) {
  const found = known.get(network) ?? counted(network, examples);
  known.set(network, found);
  return found;
}

/** @param {import("lw/net/network").Network} network @param {import("lw/net/library").Examples} examples */
async function counted(network, examples) {
  const pause = paced();
  const rows = examples.labels.length;
  const hidden = network.layers.slice(0, network.depth);
  const counts = hidden.map((layer) => new Int32Array(layer.units));
  const ways = hidden.map(() => new Set());
  /** @type {Map<string, number>} */
  const patterns = new Map();
  for (let row = 0; row < rows; row++) {
    const raw = examples.inputs.subarray(row * examples.features, (row + 1) * examples.features);
    const run = network.run(network.scaled(raw));
    let key = "";
    for (const [k, count] of counts.entries()) {
      for (let j = 0; j < count.length; j++) if (run.inner[k][j] > 0) count[j]++;
      key += layerPattern(run, k);
      ways[k].add(key);
    }
    patterns.set(key, (patterns.get(key) ?? 0) + 1);
    await pause();
  }
  const many = (/** @type {number} */ wanted) => counts.map((count) => count.filter((each) => each === wanted).length);
  return { rows, never: many(0), always: many(rows), ways: ways.map((each) => each.size), patterns };
}

/** All hidden units' states in one text, as `patterns` names them. @param {import("lw/net/network").Run} run */
export function pattern(run) {
  return run.inner.slice(0, -1).map((_, k) => layerPattern(run, k)).join("");
}

/** One layer's states, 16 units a character. @param {import("lw/net/network").Run} run @param {number} k */
export function layerPattern(run, k) {
  const given = run.inner[k];
  let text = "";
  for (let start = 0; start < given.length; start += 16) {
    let bits = 0;
    for (let j = start; j < Math.min(start + 16, given.length); j++) bits = bits * 2 + (given[j] > 0 ? 1 : 0);
    text += String.fromCharCode(bits);
  }
  return text;
}
