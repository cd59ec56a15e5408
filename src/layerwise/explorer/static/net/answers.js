/** What a network answers to many examples: computed in slices, so that the page stays quick, and remembered. */

import { largest } from "lw/net/network";

const SLICE = 12; // milliseconds of work before the page may breathe
const REMEMBERED = 16;

/**
 * @typedef {object} Answers
 * @property {Float32Array[]} activations of every layer, (rows, units) row by row; the logits last
 * @property {Int32Array} classes that it puts each row in
 * @property {number} right the share that it puts in its class
 */

/** @type {Map<import("lw/net/network").Network, Map<any, Promise<Answers>>>} */
const known = new Map();

/**
 * @param {import("lw/net/network").Network} network
 * @param {import("lw/net/library").Examples} examples
 * @returns {Promise<Answers>} the same one for the same network and examples
 */
export function answersOf(network, examples) {
  const own = known.get(network) ?? new Map();
  known.delete(network);
  known.set(network, own); // the last one used is the last to go
  if (known.size > REMEMBERED) known.delete([...known.keys()][0]);
  const found = own.get(examples) ?? answered(network, examples);
  own.set(examples, found);
  return found;
}

/** @param {import("lw/net/network").Network} network @param {import("lw/net/library").Examples} examples */
async function answered(network, examples) {
  const rows = examples.labels.length;
  const activations = network.layers.map((layer) => new Float32Array(rows * layer.units));
  const classes = new Int32Array(rows);
  let right = 0;
  let began = performance.now();
  for (let row = 0; row < rows; row++) {
    const raw = examples.inputs.subarray(row * examples.features, (row + 1) * examples.features);
    const run = network.run(network.scaled(raw));
    run.activations.forEach((values, k) => activations[k].set(values, row * values.length));
    classes[row] = largest(run.probabilities);
    if (classes[row] === examples.labels[row]) right++;
    if (performance.now() - began > SLICE) {
      await breath();
      began = performance.now();
    }
  }
  return { activations, classes, right: right / Math.max(1, rows) };
}

/** Lets the page draw and hear its reader before work goes on. */
export function breath() {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

/**
 * The rows that excite a unit most, the most exciting first.
 * @param {Answers} answers
 * @param {number} layer counted from 0
 * @param {number} unit
 * @param {number} count
 * @returns {number[]}
 */
export function mostExciting(answers, layer, unit, count) {
  const values = answers.activations[layer];
  const rows = answers.classes.length;
  const units = values.length / rows;
  const order = Array.from({ length: rows }, (_, row) => row);
  order.sort((a, b) => values[b * units + unit] - values[a * units + unit]);
  return order.slice(0, count).filter((row) => values[row * units + unit] !== 0);
}
