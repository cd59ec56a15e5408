/** What is known of a layer: its map of the test examples, and what a straight line can read off it. */

import { answersOf } from "lw/net/answers";
import { principal, project } from "lw/net/pca";
import { readout } from "lw/net/readout";
import { columns, mostVarying, paced } from "lw/net/scatter";
import { statesOf } from "lw/net/states";

/**
 * @typedef {object} Fact of one layer; the input is layer 0, the logits come last
 * @property {import("lw/net/pca").Components} components of the test examples' activations
 * @property {Int32Array} kept the units that they are made of: all but in very wide layers
 * @property {Float32Array} scores (rows, 2): where each test example lies along the first two
 * @property {import("lw/net/readout").Readout} read
 * @property {number} trained how many examples the straight line was fitted to
 * @property {number} tested
 * @property {number} own the share of them that the network itself puts in their class
 * @property {number|null} never how many units are on for no test example; null where units have no off
 */

/** @type {WeakMap<import("lw/net/network").Network, Promise<Fact>[]>} */
const known = new WeakMap();
/** The input is the same for all networks that scale it in one way. @type {Map<string, Promise<Fact>>} */
const inputs = new Map();

/**
 * @param {import("lw/core/app").App} app of a page with examples
 * @param {import("lw/net/network").Network} network
 * @param {number} k 0: the input as the network sees it; then the layers, the logits last
 * @returns {Promise<Fact>}
 */
export function factOf(app, network, k) {
  if (k === 0) {
    const key = JSON.stringify(network.spec.preprocessing);
    const found = inputs.get(key) ?? gathered(app, network, 0);
    inputs.set(key, found);
    return found;
  }
  const own = known.get(network) ?? [];
  known.set(network, own);
  return (own[k] ??= gathered(app, network, k));
}

/** @param {import("lw/core/app").App} app @param {import("lw/net/network").Network} network @param {number} k @returns {Promise<Fact>} */
async function gathered(app, network, k) {
  const [test, train] = await Promise.all([app.library.part("test"), app.library.part("train")]);
  if (!test || !train) throw new Error("a page without examples");
  const [tested, trained] = [await tableOf(network, test, k), await tableOf(network, train, k)];
  const kept = mostVarying(tested);
  const table = columns(tested, kept);
  const components = await principal(table);
  const scores = await placed(components, table);
  const read = await readout(
    { ...trained, labels: train.labels },
    { ...tested, labels: test.labels },
    app.card.data.classes.length,
  );
  const switches = ["relu", "leaky_relu"].includes(network.spec.activation) && k > 0 && k <= network.depth;
  const never = switches ? (await statesOf(network, test)).never[k - 1] : null;
  const own = (await answersOf(network, test)).right;
  return { components, kept, scores, read, trained: trained.rows, tested: tested.rows, own, never };
}

/**
 * A layer's activations for many examples.
 * @param {import("lw/net/network").Network} network @param {import("lw/net/library").Examples} examples @param {number} k
 * @returns {Promise<import("lw/net/scatter").Table>}
 */
async function tableOf(network, examples, k) {
  const rows = examples.labels.length;
  if (k > 0) {
    const { activations } = await answersOf(network, examples);
    return { values: activations[k - 1], rows, features: network.layers[k - 1].units };
  }
  const { features } = examples;
  const values = new Float32Array(rows * features);
  const pause = paced();
  for (let row = 0; row < rows; row++) {
    values.set(network.scaled(examples.inputs.subarray(row * features, (row + 1) * features)), row * features);
    await pause();
  }
  return { values, rows, features };
}

/** @param {import("lw/net/pca").Components} components @param {import("lw/net/scatter").Table} table */
async function placed(components, { values, rows, features }) {
  const pause = paced();
  const scores = new Float32Array(2 * rows);
  for (let row = 0; row < rows; row++) {
    scores.set(project(components, values, row * features), 2 * row);
    await pause();
  }
  return scores;
}

/**
 * Where one example lies on a layer's map.
 * @param {Fact} fact
 * @param {ArrayLike<number>} activations of all the layer's units
 */
export function placeOf({ components, kept }, activations) {
  const values = kept.length === activations.length ? activations : Float64Array.from(kept, (unit) => activations[unit]);
  return project(components, values);
}
