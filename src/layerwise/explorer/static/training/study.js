/** What the study's curves say of the network in hand and of its depth series. */

import { closest } from "lw/chart/lines";
import { percent } from "lw/core/words";

/**
 * @typedef {{mean: (number|null)[], low: (number|null)[], high: (number|null)[]}} Band
 * @typedef {"test_error"|"train_error"|"test_loss"|"train_loss"} Measure
 * @typedef {{depth: number, id: string}} Member
 */

/** @type {Measure[]} */
export const MEASURES = ["test_error", "train_error", "test_loss", "train_loss"];

/** The depth series of the network in hand. @param {any} app @returns {{label: any, members: Member[]}} */
export function seriesOf(app) {
  const { series } = app.card.curves;
  const own = (/** @type {any} */ each) => each.members.some((/** @type {Member} */ one) => one.id === app.spec.id);
  return series.find(own) ?? series[0];
}

/** Those of its members that have a measure. @param {any} app @param {Measure} measure @returns {Member[]} */
export function membersWith(app, measure) {
  return seriesOf(app).members.filter(({ id }) => curvesOf(app, id)?.[measure]);
}

/** @param {any} app @param {string} id */
export function curvesOf(app, id) {
  return app.card.curves.networks[id] ?? null;
}

/** Whether the page holds a network's weights. @param {any} app @param {string} id */
export function held(app, id) {
  return app.library.specs.some((/** @type {any} */ spec) => spec.id === id);
}

/** The epoch of the network in hand. @param {any} app @returns {number|null} */
export function epochInHand(app) {
  const { net, epoch } = app.state;
  return app.library.nearest(net, epoch) ?? app.spec.weights.best.epoch;
}

/** The page's state for a network near an epoch; `at`: the kept epoch it comes to. @param {any} app @param {string} id @param {number} epoch */
export function nearest(app, id, epoch) {
  const kept = app.library.nearest(id, epoch);
  return { net: id, epoch: kept, unit: null, edits: {}, at: kept ?? app.library.spec(id).weights.best.epoch };
}

/** A measure's mean at the nearest epoch with one. @param {any} app @param {string} id @param {Measure} measure @param {number} epoch */
export function valueAt(app, id, measure, epoch) {
  const band = curvesOf(app, id)?.[measure];
  return band ? band.mean[closest(app.card.curves.epochs, epoch)] : null;
}

/** The lowest mean of a measure, and where it is; null where nothing is known. */
export function lowest(
  /** @type {any} */ app,
  /** @type {Member[]} */ members,
  /** @type {Measure} */ measure,
) {
  const { epochs, shorter } = app.card.curves;
  /** @type {{value: number, depth: number, epoch: number}|null} */
  let best = null;
  for (const { id, depth } of members) {
    const values = curvesOf(app, id)[measure].mean;
    for (let k = shorter ? 0 : epochs.length - 1; k < epochs.length; k++) {
      if (values[k] !== null && (best === null || values[k] < best.value)) best = { value: values[k], depth, epoch: epochs[k] };
    }
  }
  return best;
}

/** A value of a measure for people: errors in per cent, losses in nats. @param {any} app @param {Measure} measure @param {number|null} value */
export function told(app, measure, value) {
  if (value === null || value === undefined) return "–";
  if (measure.endsWith("loss")) return value.toFixed(value < 0.1 ? 3 : 2);
  return percent(app.state.lang, value / 100, value < 1 ? 2 : 1);
}
