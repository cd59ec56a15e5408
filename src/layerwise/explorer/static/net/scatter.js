/** How the columns of a table vary together, computed in slices so that the page stays quick. */

import { breath } from "lw/net/answers";

const SLICE = 12; // milliseconds of work before the page may breathe
// Wider tables are thinned to their most varying columns: the matrix below grows with the square of them.
export const MOST_FEATURES = 1024;

/**
 * @typedef {object} Table
 * @property {ArrayLike<number>} values (rows, features), row by row
 * @property {number} rows
 * @property {number} features
 *
 * @typedef {object} Scatter
 * @property {Float64Array} mean of every feature
 * @property {Float64Array} matrix (features, features): sums over the rows of products of deviations from the means
 */

/** @returns {() => Promise<void>} to be awaited between pieces of work: lets the page breathe when it is due */
export function paced() {
  let began = performance.now();
  return async () => {
    if (performance.now() - began < SLICE) return;
    await breath();
    began = performance.now();
  };
}

/** @param {Table} table @returns {Promise<Scatter>} */
export async function scatterOf({ values, rows, features }) {
  const pause = paced();
  const mean = new Float64Array(features);
  const matrix = new Float64Array(features * features);
  const places = new Int32Array(features);
  for (let row = 0; row < rows; row++) {
    const start = row * features;
    let count = 0;
    for (let k = 0; k < features; k++) if (values[start + k] !== 0) places[count++] = k; // most pixels are 0
    for (let a = 0; a < count; a++) {
      const [k, value] = [places[a], values[start + places[a]]];
      mean[k] += value / rows;
      for (let b = a; b < count; b++) matrix[k * features + places[b]] += value * values[start + places[b]];
    }
    await pause();
  }
  for (let a = 0; a < features; a++) {
    for (let b = a; b < features; b++) {
      const value = matrix[a * features + b] - rows * mean[a] * mean[b];
      matrix[a * features + b] = matrix[b * features + a] = value;
    }
    await pause();
  }
  return { mean, matrix };
}

/**
 * The columns of a table that vary most, in their own order; all where there are few.
 * @param {Table} table
 * @param {number} [most]
 * @returns {Int32Array}
 */
export function mostVarying({ values, rows, features }, most = MOST_FEATURES) {
  const all = Int32Array.from({ length: features }, (_, k) => k);
  if (features <= most) return all;
  const [sums, squares] = [new Float64Array(features), new Float64Array(features)];
  for (let place = 0; place < rows * features; place++) {
    sums[place % features] += values[place];
    squares[place % features] += values[place] ** 2;
  }
  const variance = squares.map((square, k) => square - sums[k] ** 2 / rows);
  return all.sort((a, b) => variance[b] - variance[a]).slice(0, most).sort((a, b) => a - b);
}

/** A table of some of the columns. @param {Table} table @param {Int32Array} chosen @returns {Table} */
export function columns(table, chosen) {
  const { values, rows, features } = table;
  if (chosen.length === features) return table;
  const kept = new Float32Array(rows * chosen.length);
  for (let row = 0, place = 0; row < rows; row++) {
    for (const k of chosen) kept[place++] = values[row * features + k];
  }
  return { values: kept, rows, features: chosen.length };
}
