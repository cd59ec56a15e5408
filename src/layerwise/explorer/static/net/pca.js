/** Principal component analysis: the directions in which a table varies most, by subspace iteration. */

import { breath } from "lw/net/answers";
import { paced, scatterOf } from "lw/net/scatter";

// Directions followed beside those asked for: they carry away what would slow the others down.
const SPARE = 6;
const MOST_TURNS = 300;
const SETTLED = 1e-13; // change of the variances from one turn to the next, in shares of the largest
const NOTHING = 1e-10; // what is left of a vector when the others are taken out of it, in shares of its length

/**
 * @typedef {object} Components
 * @property {Float64Array} mean of every feature
 * @property {Float64Array[]} axes of length 1, the most varying first; the largest entry of each is positive
 * @property {number[]} shares of the whole variance that lie along them
 */

/**
 * @param {import("lw/net/scatter").Table} table
 * @param {number} [count] of axes asked for; a table of fewer features gives fewer
 * @returns {Promise<Components>}
 *
 * Source: Halko, Martinsson & Tropp 2011, "Finding structure with randomness", algorithm 4.4.
 */
export async function principal(table, count = 2) {
  const { features } = table;
  const { mean, matrix } = await scatterOf(table);
  let total = 0;
  for (let k = 0; k < features; k++) total += matrix[k * (features + 1)];
  const size = Math.min(features, count + SPARE);
  let basis = orthonormal(begin(size, features));
  let values = new Float64Array(size);
  for (let turn = 0; turn < MOST_TURNS; turn++) {
    const images = await products(matrix, basis);
    const found = eigen(inner(basis, images));
    const settled = found.values.every((value, k) => k >= count || Math.abs(value - values[k]) <= SETTLED * total);
    values = found.values;
    if (settled) {
      basis = mixed(basis, found.vectors);
      break;
    }
    basis = orthonormal(mixed(images, found.vectors));
    await breath();
  }
  const axes = basis.slice(0, Math.min(count, size)).map(signed);
  return { mean, axes, shares: axes.map((_, k) => (total > 0 ? Math.max(0, values[k]) / total : 0)) };
}

/**
 * Where a row lies along the axes.
 * @param {Components} components
 * @param {ArrayLike<number>} values
 * @param {number} [start] where the row begins in them
 * @returns {number[]}
 */
export function project({ mean, axes }, values, start = 0) {
  return axes.map((axis) => {
    let sum = 0;
    for (let k = 0; k < axis.length; k++) sum += axis[k] * (values[start + k] - mean[k]);
    return sum;
  });
}

/** Vectors to begin with, the same at every call. @param {number} count @param {number} length */
function begin(count, length) {
  let state = 1;
  const next = () => (state = (state * 16807) % 2147483647) / 2147483647 - 0.5;
  return Array.from({ length: count }, () => Float64Array.from({ length }, next));
}

/** @param {Float64Array} matrix symmetric @param {Float64Array[]} vectors */
async function products(matrix, vectors) {
  const length = vectors[0].length;
  const found = vectors.map(() => new Float64Array(length));
  const pause = paced();
  for (let i = 0; i < length; i++) {
    const row = matrix.subarray(i * length, (i + 1) * length);
    for (let v = 0; v < vectors.length; v++) found[v][i] = dot(row, vectors[v]);
    if (i % 64 === 0) await pause();
  }
  return found;
}

/** @param {Float64Array} a @param {Float64Array} b */
function dot(a, b) {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k] * b[k];
  return sum;
}

/** By Gram and Schmidt, twice for rounding's sake; what lies along those before it becomes 0. @param {Float64Array[]} vectors */
function orthonormal(vectors) {
  for (const [k, vector] of vectors.entries()) {
    const whole = Math.sqrt(dot(vector, vector));
    for (let again = 0; again < 2; again++) {
      for (const before of vectors.slice(0, k)) {
        const along = dot(before, vector);
        for (let i = 0; i < vector.length; i++) vector[i] -= along * before[i];
      }
      const length = Math.sqrt(dot(vector, vector));
      const left = length > (again ? 0.5 : NOTHING * whole) ? 1 / length : 0;
      for (let i = 0; i < vector.length; i++) vector[i] *= left;
    }
  }
  return vectors;
}

/** @param {Float64Array[]} left @param {Float64Array[]} right @returns {Float64Array[]} */
const inner = (left, right) => left.map((a) => Float64Array.from(right, (b) => dot(a, b)));

/** Sums of the vectors, weighted by each set of coefficients. @param {Float64Array[]} vectors @param {Float64Array[]} sets */
function mixed(vectors, sets) {
  return sets.map((weights) => {
    const sum = new Float64Array(vectors[0].length);
    for (const [v, vector] of vectors.entries()) for (let i = 0; i < sum.length; i++) sum[i] += weights[v] * vector[i];
    return sum;
  });
}

/**
 * Eigenvalues and eigenvectors of a small symmetric matrix, the largest first, by Jacobi's rotations.
 * @param {Float64Array[]} rows overwritten
 */
function eigen(rows) {
  const size = rows.length;
  const vectors = rows.map((_, k) => Float64Array.from(rows, (_, j) => (j === k ? 1 : 0)));
  for (let sweep = 0; sweep < 30; sweep++) {
    let off = 0;
    for (let p = 0; p < size; p++) for (let q = p + 1; q < size; q++) off += rows[p][q] ** 2;
    if (off === 0) break;
    for (let p = 0; p < size; p++) for (let q = p + 1; q < size; q++) rotate(rows, vectors, p, q);
  }
  const order = rows.map((_, k) => k).sort((a, b) => rows[b][b] - rows[a][a]);
  return { values: Float64Array.from(order, (k) => rows[k][k]), vectors: order.map((k) => vectors[k]) };
}

/** @param {Float64Array[]} rows @param {Float64Array[]} vectors @param {number} p @param {number} q */
function rotate(rows, vectors, p, q) {
  if (rows[p][q] === 0) return;
  const theta = (rows[q][q] - rows[p][p]) / (2 * rows[p][q]);
  const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const cosine = 1 / Math.sqrt(t * t + 1);
  const sine = t * cosine;
  for (const row of rows) [row[p], row[q]] = [cosine * row[p] - sine * row[q], sine * row[p] + cosine * row[q]];
  for (const pair of [rows, vectors]) {
    const [a, b] = [pair[p], pair[q]];
    for (let k = 0; k < a.length; k++) [a[k], b[k]] = [cosine * a[k] - sine * b[k], sine * a[k] + cosine * b[k]];
  }
}

/** @param {Float64Array} axis */
function signed(axis) {
  const most = axis.reduce((best, value) => (Math.abs(value) > Math.abs(best) ? value : best), 0);
  return most < 0 ? axis.map((value) => -value) : axis;
}
