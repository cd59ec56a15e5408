/** How well classes can be told apart at each layer, by the simplest reader there is: the nearest class mean. */

import { answersOf, breath } from "lw/net/answers";
import { example } from "lw/net/library";

// Differences of more standard errors than this are no chance.
const SURE = 2;
const SLICE = 12; // milliseconds of work before the page may breathe

/**
 * @typedef {object} Readout
 * @property {number[]} shares of test examples read right: from the input, after each hidden layer
 * @property {number} trend 1: the last hidden layer reads better than the input, -1: worse, 0: no clear difference
 * @property {number} of how many test examples
 */

/** @type {WeakMap<any, Promise<Readout|null>>} */
const known = new WeakMap();

/** @param {import("lw/core/app").App} app @returns {Promise<Readout|null>} null where the page holds no examples */
export async function readout(app) {
  const { network } = app;
  if (!network) return null;
  const found = known.get(network) ?? measured(app, network);
  known.set(network, found);
  return found;
}

/** @param {import("lw/core/app").App} app @param {import("lw/net/network").Network} network @returns {Promise<Readout|null>} */
async function measured(app, network) {
  const [train, test] = await Promise.all([app.library.part("train"), app.library.part("test")]);
  if (!train || !test) return null;
  const [of_train, of_test] = [await answersOf(network, train), await answersOf(network, test)];
  const classes = app.card.data.classes.length;
  const stages = [[await inputs(network, train), await inputs(network, test)], ...of_train.activations.slice(0, -1).map((values, k) => [values, of_test.activations[k]])];
  /** @type {boolean[][]} */
  const right = [];
  for (const [from, to] of stages) right.push(await judged(from, train.labels, to, test.labels, classes));
  const [first, last] = [right[0], right[right.length - 1]];
  const [gained, lost] = [first.filter((was, k) => !was && last[k]).length, first.filter((was, k) => was && !last[k]).length];
  const clear = Math.abs(gained - lost) > SURE * Math.sqrt(gained + lost);
  const shares = right.map((each) => each.filter(Boolean).length / each.length);
  return { shares, trend: clear ? Math.sign(gained - lost) : 0, of: test.labels.length };
}

/** What the network is given, row by row. @param {import("lw/net/network").Network} network @param {import("lw/net/library").Examples} examples */
async function inputs(network, examples) {
  const all = new Float32Array(examples.inputs.length);
  const rest = pace();
  for (let row = 0; row < examples.labels.length; row++) {
    all.set(network.scaled(example(examples, row)), row * examples.features);
    await rest();
  }
  return all;
}

/** Lets the page breathe whenever work has gone on for a while. */
function pace() {
  let began = performance.now();
  return async () => {
    if (performance.now() - began < SLICE) return;
    await breath();
    began = performance.now();
  };
}

/**
 * Of each test row, whether it is nearest to the mean of its own class.
 * @param {Float32Array} train (rows, units)
 * @param {Int32Array} labels of these rows
 * @param {Float32Array} test (rows, units)
 * @param {Int32Array} truth
 * @param {number} classes
 */
async function judged(train, labels, test, truth, classes) {
  const units = train.length / labels.length;
  const means = Array.from({ length: classes }, () => new Float64Array(units));
  const counts = new Array(classes).fill(0);
  labels.forEach((label, row) => {
    counts[label]++;
    for (let j = 0; j < units; j++) means[label][j] += train[row * units + j];
  });
  means.forEach((mean, k) => mean.forEach((sum, j) => (mean[j] = sum / (counts[k] || NaN))));
  const right = [];
  const rest = pace();
  for (let row = 0; row < truth.length; row++) {
    right.push(nearest(means, test.subarray(row * units, (row + 1) * units)) === truth[row]);
    await rest();
  }
  return right;
}

/** @param {Float64Array[]} means @param {Float32Array} values */
function nearest(means, values) {
  let [best, least] = [-1, Infinity];
  means.forEach((mean, k) => {
    let sum = 0;
    for (let j = 0; j < values.length; j++) sum += (values[j] - mean[j]) ** 2;
    if (sum < least) [best, least] = [k, sum];
  });
  return best;
}
