/** What a straight line can read off a layer: ridge regression from its activations to the classes. */

import { largest } from "lw/net/network";
import { columns, mostVarying, paced, scatterOf } from "lw/net/scatter";

// Penalties to choose from, in shares of the mean scatter of a feature: layers differ much in what suits them.
export const PENALTIES = [0.001, 0.01, 0.1, 1, 10];
// Every so many-th training row is kept back to choose by; the chosen one is then fitted to all rows.
const HELD_BACK = 5;
// Keeps a layer that never changes from a division by zero.
const LEAST = 1e-12;

/**
 * @typedef {import("lw/net/scatter").Table & {labels: ArrayLike<number>}} Labelled
 *
 * @typedef {object} Fit straight lines, one a class
 * @property {Float64Array[]} lines their slopes along the features
 * @property {number[]} levels their heights where all features are 0
 *
 * @typedef {object} Readout
 * @property {number} right share of the tested rows that it puts in their class
 * @property {number} used features it reads; fewer than there are where a layer is very wide
 * @property {number} penalty the one chosen
 * @property {Int32Array} classes it puts the tested rows in
 */

/**
 * Trained on one table, tested on another. Every class gets a straight line of its own, fitted to 1 for the rows of the
 * class and 0 for the others; a row belongs to the class whose line stands highest there.
 * @param {Labelled} train
 * @param {Labelled} test
 * @param {number} classes
 * @returns {Promise<Readout>}
 *
 * Source: Alain & Bengio 2016, "Understanding intermediate layers using linear classifier probes".
 */
export async function readout(train, test, classes) {
  const chosen = mostVarying(train);
  const [known, asked] = [train, test].map((table) => ({ ...columns(table, chosen), labels: table.labels }));
  const penalty = await bestPenalty(known, classes);
  const [fit] = await fitted(known, classes, [penalty]);
  const found = await classified(asked, fit);
  return { right: share(found, asked.labels), used: known.features, penalty, classes: found };
}

/** The penalty that does best on rows kept back; of equals the largest. @param {Labelled} train @param {number} classes */
async function bestPenalty(train, classes) {
  const rows = Array.from({ length: train.rows }, (_, row) => row);
  const back = taken(train, rows.filter((row) => row % HELD_BACK === 0));
  const fits = await fitted(taken(train, rows.filter((row) => row % HELD_BACK !== 0)), classes, PENALTIES);
  let [best, most] = [PENALTIES[0], -1];
  for (const [k, fit] of fits.entries()) {
    const right = share(await classified(back, fit), back.labels);
    if (right >= most) [best, most] = [PENALTIES[k], right];
  }
  return best;
}

/** @param {Labelled} table @param {number[]} rows @returns {Labelled} */
function taken({ values, features, labels }, rows) {
  const kept = new Float32Array(rows.length * features);
  rows.forEach((row, place) => {
    for (let k = 0; k < features; k++) kept[place * features + k] = values[row * features + k];
  });
  return { values: kept, rows: rows.length, features, labels: rows.map((row) => labels[row]) };
}

/** @param {ArrayLike<number>} found @param {ArrayLike<number>} labels */
function share(found, labels) {
  let right = 0;
  for (let row = 0; row < found.length; row++) if (found[row] === labels[row]) right++;
  return right / Math.max(1, found.length);
}

/**
 * Ridge regression with an unpenalised level, once for each penalty.
 * @param {Labelled} train @param {number} classes @param {number[]} penalties
 * @returns {Promise<Fit[]>}
 */
export async function fitted(train, classes, penalties) {
  const { features, rows, labels } = train;
  const { mean, matrix } = await scatterOf(train);
  let total = 0;
  for (let k = 0; k < features; k++) total += matrix[k * (features + 1)];
  const shares = new Float64Array(classes);
  for (let row = 0; row < rows; row++) shares[labels[row]] += 1 / rows;
  const wanted = await targets(train, labels, shares);
  const fits = [];
  for (const penalty of penalties) {
    const lower = matrix.slice();
    for (let k = 0; k < features; k++) lower[k * (features + 1)] += Math.max((penalty * total) / features, LEAST);
    await cholesky(lower, features);
    const lines = wanted.map((target) => target.slice());
    for (const line of lines) await solve(lower, line);
    const levels = lines.map((line, label) => shares[label] - line.reduce((sum, value, k) => sum + value * mean[k], 0));
    fits.push({ lines, levels });
  }
  return fits;
}

/**
 * For every class, how each feature goes with belonging to it.
 * @param {import("lw/net/scatter").Table} table @param {ArrayLike<number>} labels @param {Float64Array} shares
 */
async function targets({ values, rows, features }, labels, shares) {
  const pause = paced();
  const sums = Array.from(shares, () => new Float64Array(features));
  const whole = new Float64Array(features);
  for (let row = 0; row < rows; row++) {
    const own = sums[labels[row]];
    for (let k = 0; k < features; k++) {
      own[k] += values[row * features + k];
      whole[k] += values[row * features + k];
    }
    await pause();
  }
  return sums.map((own, label) => own.map((value, k) => value - shares[label] * whole[k]));
}

/** The lower triangle L of a matrix L·Lᵀ, in its place. @param {Float64Array} matrix @param {number} size */
async function cholesky(matrix, size) {
  const pause = paced();
  for (let i = 0; i < size; i++) {
    const row = matrix.subarray(i * size, (i + 1) * size);
    for (let j = 0; j <= i; j++) {
      const other = matrix.subarray(j * size, (j + 1) * size);
      let sum = row[j];
      for (let k = 0; k < j; k++) sum -= row[k] * other[k];
      row[j] = j === i ? Math.sqrt(Math.max(sum, LEAST)) : sum / other[j];
    }
    await pause();
  }
}

/** Solves L·Lᵀ·x = b in b's place. @param {Float64Array} lower @param {Float64Array} b */
async function solve(lower, b) {
  const pause = paced();
  const size = b.length;
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < i; k++) b[i] -= lower[i * size + k] * b[k];
    b[i] /= lower[i * size + i];
  }
  await pause();
  for (let i = size - 1; i >= 0; i--) {
    b[i] /= lower[i * size + i];
    for (let k = 0; k < i; k++) b[k] -= lower[i * size + k] * b[i];
  }
}

/** @param {import("lw/net/scatter").Table} table @param {Fit} fit */
async function classified({ values, rows, features }, { lines, levels }) {
  const pause = paced();
  const found = new Int32Array(rows);
  for (let row = 0; row < rows; row++) {
    const heights = lines.map((line, label) => {
      let sum = levels[label];
      for (let k = 0; k < features; k++) sum += line[k] * values[row * features + k];
      return sum;
    });
    found[row] = largest(heights);
    await pause();
  }
  return found;
}
