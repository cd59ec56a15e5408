/** A whole and its parts, as `insight/wholes.py` has them: a digit, each of its parts alone, the digit without each part. */

import { alone, without } from "lw/ink/parts";

/** @typedef {import("lw/net/network").Run} Run */

/**
 * @typedef {object} Wholes
 * @property {Run} empty what the network makes of an empty picture
 * @property {Run} whole of the digit
 * @property {Run[]} alone of each part alone
 * @property {Run[]} without of the digit without each part
 */

/**
 * @param {import("lw/net/network").Network} network
 * @param {ArrayLike<number>} picture as the data set holds such
 * @param {import("lw/ink/parts").Part[]} parts of it
 * @param {Record<string, number>} [edits] values that hidden units are held at
 * @returns {Wholes}
 */
export function wholesOf(network, picture, parts, edits = {}) {
  const seen = (/** @type {ArrayLike<number>} */ each) => network.run(network.scaled(each), edits);
  return {
    empty: seen(new Uint8Array(picture.length)),
    whole: seen(picture),
    alone: parts.map((part) => seen(alone(picture, part))),
    without: parts.map((part) => seen(without(picture, part))),
  };
}

/**
 * What taking a part away does to each unit of a layer.
 * @param {Wholes} found @param {number} layer counted from 0; the logits come last @param {number} part
 */
export function change({ whole, without: less }, layer, part) {
  return less[part].activations[layer].map((value, unit) => value - whole.activations[layer][unit]);
}

/**
 * How far a layer's answer to the whole is the sum of its answers to the parts, each less that to an empty picture.
 * @param {Wholes} found
 * @param {number} layer counted from 0; the logits come last
 * @returns {number} 1: it is; 0: the sum is as far off as nothing at all would be, below: it misleads; NaN: no answer
 */
export function additivity({ empty, whole, alone: parts }, layer) {
  const nothing = empty.activations[layer];
  const own = whole.activations[layer].map((value, unit) => value - nothing[unit]);
  const rest = own.map((value, unit) => parts.reduce((left, part) => left - part.activations[layer][unit] + nothing[unit], value));
  const size = squared(own);
  return size > 0 ? 1 - squared(rest) / size : NaN;
}

/** @param {Float64Array} values */
function squared(values) {
  return values.reduce((sum, value) => sum + value * value, 0);
}
