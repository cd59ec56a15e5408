/** The one linear function that a network of ifs is for all inputs that take the same way through it. */

import { DERIVATIVES } from "lw/net/functions";

/** Activation functions that are an if: two straight pieces that meet at 0. */
export const IFS = ["relu", "leaky_relu"];

/**
 * Whether a network is linear between its ifs. Normalised layers are not: they divide by how much their sums vary.
 * @param {import("lw/net/network").Spec} spec
 */
export function linearBetween(spec) {
  return IFS.includes(spec.activation) && spec.normalisation !== "layer";
}

/**
 * One class's row of logits = A·x + b, folded together from the answers back to the inputs.
 * @param {import("lw/net/network").Network} network linear between its ifs
 * @param {import("lw/net/network").Run} run of the example, without edits
 * @param {number} label
 * @returns {{row: Float64Array, constant: number}} of the inputs as the network sees them
 */
export function affineRow(network, run, label) {
  const slope = DERIVATIVES[network.spec.activation];
  const last = network.layers[network.depth];
  let constant = last.bias[label];
  let row = Float64Array.from({ length: last.inputs }, (_, i) => last.weight[i * last.units + label]);
  for (let k = network.depth - 1; k >= 0; k--) {
    const layer = network.layers[k];
    const through = row;
    const passed = through.map((value, j) => value * slope(run.inner[k][j]));
    constant += passed.reduce((sum, value, j) => sum + value * layer.bias[j], 0);
    row = new Float64Array(layer.inputs);
    for (let i = 0, place = 0; i < layer.inputs; i++) {
      let sum = 0;
      for (let j = 0; j < layer.units; j++, place++) sum += layer.weight[place] * passed[j];
      row[i] = sum + (network.skips(k) ? through[i] : 0);
    }
  }
  return { row, constant };
}

/** A·x + b for one row. @param {{row: Float64Array, constant: number}} line @param {ArrayLike<number>} signal */
export function heightAt({ row, constant }, signal) {
  return row.reduce((sum, value, i) => sum + value * signal[i], constant);
}
