/** From numbers to places on an axis, and the round numbers to write beside it. */

import { grouped } from "lw/core/words";

/**
 * @typedef {object} Scale
 * @property {(value: number) => number} at a value's place, in pixels
 * @property {number[]} ticks
 */

/**
 * @param {[number, number]} ends of the values, smaller one first; above 0 on a log scale
 * @param {[number, number]} places of these ends, in pixels
 * @param {boolean} log
 * @param {number} most ticks, about
 * @returns {Scale}
 */
export function scale(ends, places, log, most) {
  const bent = log ? Math.log10 : (/** @type {number} */ value) => value;
  const [low, high] = [bent(ends[0]), bent(ends[1])];
  const span = high - low || 1;
  const at = (/** @type {number} */ value) =>
    places[0] + ((bent(Math.max(value, log ? ends[0] / 1e3 : -Infinity)) - low) / span) * (places[1] - places[0]);
  return { at, ticks: log ? logTicks(ends, most) : plainTicks(ends, most) };
}

/** Multiples of 1, 2 or 5 times a power of ten. @param {[number, number]} ends @param {number} most */
function plainTicks([low, high], most) {
  const rough = (high - low) / Math.max(1, most) || 1;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5].find((each) => each * power >= rough) ?? 10);
  const first = Math.ceil(low / step - 1e-9);
  const count = Math.floor(high / step + 1e-9) - first + 1;
  return Array.from({ length: Math.max(0, count) }, (_, k) => Number(((first + k) * step).toPrecision(12)));
}

/** Of 1, 2, 5, 10, … as many as fit. @param {[number, number]} ends @param {number} most */
function logTicks([low, high], most) {
  const [first, last] = [Math.floor(Math.log10(low)), Math.ceil(Math.log10(high))];
  const powers = Array.from({ length: last - first + 1 }, (_, k) => first + k);
  const among = (/** @type {number[]} */ steps) =>
    powers
      .flatMap((power) => steps.map((step) => Number((step * 10 ** power).toPrecision(6))))
      .filter((value) => value >= low * 0.999 && value <= high * 1.001);
  const fine = [[1, 2, 5], [1, 3], [1]].map(among);
  const found = fine.find((ticks) => ticks.length <= most && ticks.length >= 2) ?? fine[2];
  return found.length >= 2 ? found : plainTicks([low, high], Math.min(most, 4));
}

/** A number as an axis has it. @param {number} value */
export function plain(value) {
  return Math.abs(value) >= 1000 ? grouped(value) : String(Number(value.toPrecision(6)));
}
