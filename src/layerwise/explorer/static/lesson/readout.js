/** Whether the classes are easier to tell apart at the last hidden layer than at the input: the read-outs of Layers. */

import { factOf } from "lw/layers/facts";

// Differences of more standard errors than this are no chance.
const SURE = 2;

/**
 * @typedef {object} Trend
 * @property {number[]} shares of test examples read right: from the input, after each hidden layer
 * @property {number} trend 1: the last hidden layer reads better than the input, -1: worse, 0: no clear difference
 * @property {number} of how many test examples
 */

/** @param {import("lw/core/app").App} app @returns {Promise<Trend|null>} null without examples or hidden layers */
export async function readoutsOf(app) {
  const { network } = app;
  const test = network?.depth ? await app.library.part("test") : null;
  if (!network || !test || !app.card.samples.train) return null;
  const reads = [];
  for (let k = 0; k <= network.depth; k++) reads.push((await factOf(app, network, k)).read);
  const [first, last] = [reads[0], reads[reads.length - 1]].map((read) => test.labels.map((label, row) => Number(read.classes[row] === label)));
  return { shares: reads.map((read) => read.right), trend: change(first, last), of: test.labels.length };
}

/**
 * Of examples that one reads right and the other wrong: whether clearly more are gained than lost (McNemar 1947).
 * @param {ArrayLike<number>} before 1: right @param {ArrayLike<number>} after
 */
function change(before, after) {
  let [gained, lost] = [0, 0];
  for (let row = 0; row < before.length; row++) {
    if (after[row] > before[row]) gained++;
    if (after[row] < before[row]) lost++;
  }
  return Math.abs(gained - lost) > SURE * Math.sqrt(gained + lost) ? Math.sign(gained - lost) : 0;
}
