/** A dense network and its arithmetic, the same as `nets/forward.py`: one example at a time, no dropout. */

import { FUNCTIONS } from "lw/net/functions";

const NORMALISATION_EPSILON = 1e-5;

/**
 * @typedef {object} Spec of the bundle's card
 * @property {string} id
 * @property {number} inputs
 * @property {number[]} hidden
 * @property {number} classes
 * @property {string} activation
 * @property {string} normalisation
 * @property {boolean} residual
 * @property {{offset: number|number[], scale: number|number[]}} preprocessing
 *
 * @typedef {object} Layer
 * @property {number} inputs
 * @property {number} units
 * @property {Float32Array} weight (inputs, units), row by row
 * @property {Float32Array} bias
 * @property {Float32Array|null} gain
 * @property {Float32Array|null} shift
 *
 * @typedef {object} Run what one example does in a network
 * @property {Float32Array} signal the input as the network sees it
 * @property {Float64Array[]} sums of every layer, before its normalisation
 * @property {Float64Array[]} inner what each hidden layer's activation function was given; the logits last
 * @property {Float64Array[]} activations of every hidden layer, the logits last
 * @property {Float64Array} probabilities
 */

export class Network {
  /**
   * @param {Spec} spec
   * @param {Float32Array} flat all tensors, layer after layer: weight, bias, and gain and shift where it normalises
   */
  constructor(spec, flat) {
    this.spec = spec;
    this.flat = flat;
    /** @type {Layer[]} */
    this.layers = [];
    const widths = [spec.inputs, ...spec.hidden, spec.classes];
    let place = 0;
    const take = (/** @type {number} */ count) => flat.subarray(place, (place += count));
    for (let k = 0; k + 1 < widths.length; k++) {
      const [inputs, units] = [widths[k], widths[k + 1]];
      const normalised = spec.normalisation === "layer" && k < spec.hidden.length;
      const [weight, bias] = [take(inputs * units), take(units)];
      const [gain, shift] = normalised ? [take(units), take(units)] : [null, null];
      this.layers.push({ inputs, units, weight, bias, gain, shift });
    }
    if (place !== flat.length) throw new Error(`${flat.length} numbers where ${spec.id} has ${place}`);
  }

  get depth() {
    return this.spec.hidden.length;
  }

  /**
   * An input as the network sees it: scaled as it was in training.
   * @param {ArrayLike<number>} raw as the data set holds it
   * @returns {Float32Array}
   */
  scaled(raw) {
    const { offset, scale } = this.spec.preprocessing;
    const found = new Float32Array(raw.length);
    if (typeof offset === "number" && typeof scale === "number") {
      for (let k = 0; k < found.length; k++) found[k] = (raw[k] - offset) / scale;
      return found;
    }
    const at = (/** @type {number|number[]} */ value, /** @type {number} */ k) =>
      typeof value === "number" ? value : value[k];
    for (let k = 0; k < found.length; k++) found[k] = (raw[k] - at(offset, k)) / at(scale, k);
    return found;
  }

  /** Whether a hidden layer adds the activations before it to its own. @param {number} k counted from 0 */
  skips(k) {
    return this.spec.residual && k > 0 && k < this.depth && this.spec.hidden[k] === this.spec.hidden[k - 1];
  }

  /**
   * @param {Float32Array} signal the input, scaled
   * @param {Record<string, number>} [edits] values that hidden units are held at, by `layer.unit`, layers from 1
   * @returns {Run}
   */
  run(signal, edits = {}) {
    const activate = FUNCTIONS[this.spec.activation];
    const held = Object.entries(edits).map(([place, value]) => [...place.split(".").map(Number), value]);
    /** @type {{sums: Float64Array[], inner: Float64Array[], activations: Float64Array[]}} */
    const { sums, inner, activations } = { sums: [], inner: [], activations: [] };
    /** @type {Float32Array|Float64Array} */
    let before = signal;
    for (const [k, layer] of this.layers.entries()) {
      const sum = weighted(layer, before);
      const given = layer.gain && layer.shift ? normalised(sum, layer.gain, layer.shift) : sum;
      sums.push(sum);
      inner.push(given);
      const answer = k < this.depth ? given.map(activate) : given;
      if (this.skips(k)) for (let j = 0; j < answer.length; j++) answer[j] += before[j];
      for (const [depth, unit, value] of held) {
        if (depth === k + 1 && k < this.depth && unit < answer.length) answer[unit] = value;
      }
      activations.push(answer);
      before = answer;
    }
    return { signal, sums, inner, activations, probabilities: softmax(activations[this.depth]) };
  }
}

/** @param {Layer} layer @param {ArrayLike<number>} before @returns {Float64Array} */
function weighted(layer, before) {
  const { units, weight } = layer;
  const sums = Float64Array.from(layer.bias);
  for (let i = 0; i < layer.inputs; i++) {
    const value = before[i];
    if (value === 0) continue; // most pixels of a digit
    for (let j = 0, place = i * units; j < units; j++, place++) sums[j] += value * weight[place];
  }
  return sums;
}

/** @param {Float64Array} sums @param {Float32Array} gain @param {Float32Array} shift @returns {Float64Array} */
function normalised(sums, gain, shift) {
  const mean = sums.reduce((total, value) => total + value, 0) / sums.length;
  const variance = sums.reduce((total, value) => total + (value - mean) ** 2, 0) / sums.length;
  const scale = 1 / Math.sqrt(variance + NORMALISATION_EPSILON);
  return sums.map((value, j) => (value - mean) * scale * gain[j] + shift[j]);
}

/** @param {Float64Array} logits @returns {Float64Array} the probability of each class */
export function softmax(logits) {
  const most = Math.max(...logits);
  const weights = logits.map((value) => Math.exp(value - most));
  const total = weights.reduce((sum, value) => sum + value, 0);
  return weights.map((value) => value / total);
}

/** @param {ArrayLike<number>} values @returns {number} the place of the largest; of equals the first */
export function largest(values) {
  let best = 0;
  for (let k = 1; k < values.length; k++) if (values[k] > values[best]) best = k;
  return best;
}
