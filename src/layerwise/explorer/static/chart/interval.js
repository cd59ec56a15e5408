/** An estimate in its interval on a line with a zero: left of it the error falls, right of it rises. */

import { h } from "lw/core/dom";
import { signed } from "lw/core/words";

const WIDTH = 240;
const HEIGHT = 34;
const MIDDLE = 12;

/**
 * @param {{estimate: number, low: number|null, high: number|null, margin: number|null}} found differences, any unit
 * @param {string} label what it shows, in words
 * @param {number} [reach] that the picture goes to on both sides, where several share one scale
 */
export function intervalPicture(found, label, reach = reachOf(found)) {
  const { estimate, low, high, margin } = found;
  const at = (/** @type {number} */ value) => WIDTH / 2 + (value / reach) * (WIDTH / 2 - 14);
  const sure = low !== null && high !== null;
  const side = !sure || (low <= 0 && high >= 0) ? "open" : estimate < 0 ? "good" : "bad";
  return h(
    "svg:svg",
    { class: `interval ${side}`, role: "img", "aria-label": label, viewBox: `0 0 ${WIDTH} ${HEIGHT}` },
    margin !== null && h("svg:rect", { class: "margin", x: at(-margin), y: 2, width: at(margin) - at(-margin), height: 20, rx: 3 }),
    h("svg:line", { class: "zero", x1: at(0), x2: at(0), y1: 0, y2: 24 }),
    sure && h("svg:line", { class: "reach", x1: at(low), x2: at(high), y1: MIDDLE, y2: MIDDLE }),
    h("svg:circle", { cx: at(estimate), cy: MIDDLE, r: 4.5 }),
    h("svg:text", { x: at(0), y: HEIGHT - 1, "text-anchor": "middle" }, "0"),
    sure && ends(at(low), at(high), at(0), [short(low), short(high)]),
  );
}

/** The ends in numbers, where they do not run into one another. @param {number} low @param {number} high @param {number} zero @param {string[]} told */
function ends(low, high, zero, told) {
  const text = (/** @type {number} */ x, /** @type {string} */ words) => h("svg:text", { x, y: HEIGHT - 1, "text-anchor": "middle" }, words);
  if (!apart(low, high, 36)) return apart((low + high) / 2, zero, 44) && text((low + high) / 2, `${told[0]} … ${told[1]}`);
  return [apart(low, zero, 24) && text(low, told[0]), apart(high, zero, 24) && text(high, told[1])];
}

/** How far from 0 a picture must go. @param {{estimate: number|null, low: number|null, high: number|null, margin: number|null}} found */
export function reachOf({ estimate, low, high, margin }) {
  return 1.15 * Math.max(1e-9, ...[estimate ?? 0, low ?? 0, high ?? 0, margin ?? 0].map(Math.abs));
}

/** @param {number} a @param {number} b @param {number} room */
function apart(a, b, room) {
  return Math.abs(a - b) > room;
}

/** @param {number} value */
function short(value) {
  return signed(value, Math.abs(value) < 0.1 ? 2 : 1);
}
