/** Backpropagation: how the loss of one labelled example changes with every weight, the same as JAX finds it. */

import { DERIVATIVES } from "lw/net/functions";
import { Network } from "lw/net/network";

const NORMALISATION_EPSILON = 1e-5;

/**
 * @typedef {object} Gradients
 * @property {number} loss cross-entropy of the example, in nats
 * @property {Float64Array[]} signals of every layer: how the loss changes with its sums (logits last)
 * @property {Float32Array} flat how the loss changes with each weight, laid out as `Network.flat`
 */

/**
 * @param {Network} network
 * @param {import("lw/net/network").Run} run of the example, without edits
 * @param {number} label the class it should have
 * @returns {Gradients}
 */
export function gradients(network, run, label) {
  const flat = new Float32Array(network.flat.length);
  const own = new Network(network.spec, flat);
  const derive = DERIVATIVES[network.spec.activation];
  /** @type {Float64Array[]} */
  const signals = new Array(network.layers.length);
  let back = run.probabilities.map((share, k) => share - (k === label ? 1 : 0));
  for (let k = network.layers.length - 1; k >= 0; k--) {
    const [layer, out] = [network.layers[k], own.layers[k]];
    const hidden = k < network.depth;
    const through = back;
    let delta = hidden ? run.inner[k].map((sum, j) => back[j] * derive(sum)) : back;
    if (layer.gain && out.gain && out.shift) delta = throughNormalisation(layer.gain, out, run.sums[k], delta);
    signals[k] = delta;
    out.bias.set(delta);
    const before = k > 0 ? run.activations[k - 1] : run.signal;
    back = throughWeights(layer, out.weight, before, delta);
    if (network.skips(k)) for (let i = 0; i < back.length; i++) back[i] += through[i];
  }
  return { loss: crossEntropy(run.activations[network.depth], label), signals, flat };
}

/**
 * The network after one step against the gradient.
 * @param {Network} network
 * @param {Float32Array} flat the gradient
 * @param {number} rate
 * @returns {Network}
 */
export function stepped(network, flat, rate) {
  return new Network(
    network.spec,
    network.flat.map((value, k) => value - rate * flat[k]),
  );
}

/** @param {Float64Array} logits @param {number} label @returns {number} nats */
export function crossEntropy(logits, label) {
  const most = Math.max(...logits);
  return most + Math.log(logits.reduce((sum, value) => sum + Math.exp(value - most), 0)) - logits[label];
}

/**
 * Fills the weights' gradient and gives back that of the layer's input.
 * @param {import("lw/net/network").Layer} layer
 * @param {Float32Array} weight filled
 * @param {ArrayLike<number>} before
 * @param {Float64Array} delta
 */
function throughWeights(layer, weight, before, delta) {
  const back = new Float64Array(layer.inputs);
  for (let i = 0, place = 0; i < layer.inputs; i++) {
    let sum = 0;
    for (let j = 0; j < layer.units; j++, place++) {
      weight[place] = before[i] * delta[j];
      sum += layer.weight[place] * delta[j];
    }
    back[i] = sum;
  }
  return back;
}

/**
 * @param {Float32Array} gain
 * @param {import("lw/net/network").Layer} out its gain and shift are filled
 * @param {Float64Array} sums before the normalisation
 * @param {Float64Array} delta how the loss changes with what came out of it
 */
function throughNormalisation(gain, out, sums, delta) {
  const units = sums.length;
  const mean = (/** @type {Float64Array} */ values) => values.reduce((sum, value) => sum + value, 0) / units;
  const middle = mean(sums);
  const centred = sums.map((value) => value - middle);
  const scale = 1 / Math.sqrt(mean(centred.map((value) => value * value)) + NORMALISATION_EPSILON);
  const unit = centred.map((value) => value * scale);
  out.gain?.set(delta.map((value, j) => value * unit[j]));
  out.shift?.set(delta);
  const inner = delta.map((value, j) => value * gain[j]);
  const [average, along] = [mean(inner), mean(inner.map((value, j) => value * unit[j]))];
  return inner.map((value, j) => scale * (value - average - unit[j] * along));
}
