/** Learning curves as they arrive: error by epoch, a line for each network, both axes logarithmic. */

import { h } from "lw/core/dom";
import { percent } from "lw/core/words";

const HIGH = 300;
const [LEFT, TOP, BOTTOM] = [48, 12, 42];
// Below this width there is no room for the errors beside the names.
const NARROW = 520;
// Least distance of two labels, and the least error that has a place on the axis.
const APART = 15;
const LEAST = 0.001;
const MARKS = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1];
const FINE = [0.01, 0.015, 0.02, 0.025, 0.03, 0.04, 0.05, 0.06, 0.08, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.8, 1];
const DASHES = ["", "7 4", "2 3", "9 3 2 3", "1 5"];

/**
 * @param {import("lw/live/api").Curves} told
 * @param {import("lw/core/words").Say} say
 * @param {"en"|"zh"} lang
 * @param {number} wide pixels
 * @returns {SVGElement}
 */
export function chart(told, say, lang, wide) {
  const { epochs, curves } = told;
  const names = curves.map((curve) => nameIn(say, curve, curves, false));
  const longest = Math.max(...names.map((name) => name.length));
  const right = wide - (wide < NARROW ? 24 : 72) - 7.5 * longest;
  const values = curves.flatMap((curve) => curve.error.filter((error) => error !== null));
  const [low, high] = [Math.max(LEAST, Math.min(...values)) * 0.9, Math.min(1, Math.max(LEAST * 2, ...values))];
  const last = epochs[epochs.length - 1];
  const x = (/** @type {number} */ epoch) =>
    LEFT + ((right - LEFT) * Math.log(epoch)) / Math.max(Math.log(last), 1e-9);
  const y = (/** @type {number} */ error) =>
    TOP + ((HIGH - TOP - BOTTOM) * Math.log(high / Math.max(error, low))) / Math.log(high / low);
  const inside = (/** @type {number[]} */ marks) => marks.filter((mark) => mark >= low && mark <= high);
  const seen = inside(MARKS).length > 3 ? inside(MARKS) : inside(FINE);
  const grid = seen.map((mark) => [
    h("svg:line", { class: "live-grid", x1: LEFT, x2: right, y1: y(mark), y2: y(mark) }),
    written(LEFT - 8, y(mark) + 4, "end", percent(lang, mark, Number.isInteger(Math.round(1e4 * mark) / 100) ? 0 : 1)),
  ]);
  const ticks = ticksOf(last).map((epoch) =>
    written(x(epoch), HIGH - 24, "middle", String(epoch)),
  );
  const looks = styles(curves);
  const lines = curves.map((curve, place) => {
    const points = curve.error.map((error, k) => error !== null && `${x(epochs[k]).toFixed(1)},${y(error).toFixed(1)}`);
    return h("svg:polyline", {
      class: "live-curve",
      points: points.filter(Boolean).join(" "),
      style: `stroke:${looks[place].colour}`,
      "stroke-dasharray": looks[place].dash,
      opacity: curve.stage === "tune" ? 0.45 : 1,
    });
  });
  const label = say("live.chart", { count: curves.length });
  return h(
    "svg:svg",
    { viewBox: `0 0 ${wide} ${HIGH}`, class: "live-chart", role: "img", "aria-label": label },
    grid,
    ticks,
    written((LEFT + right) / 2, HIGH - 5, "middle", say("live.epochs-axis")),
    lines,
    labels(curves, names, looks, y, right, wide < NARROW ? null : lang),
  );
}

/** @param {number} x @param {number} y @param {"end"|"middle"} anchor @param {string} text */
function written(x, y, anchor, text) {
  return h("svg:text", { class: "live-mark", x, y, "text-anchor": anchor }, text);
}

/**
 * The last error of each curve, as a table.
 * @param {import("lw/live/api").Curves} told
 * @param {import("lw/core/words").Say} say
 * @param {"en"|"zh"} lang
 */
export function table(told, say, lang) {
  const { curves } = told;
  const rows = curves.map((curve) => {
    const error = latest(curve);
    const stage = say(curve.stage === "tune" ? "live.tuning" : "live.measuring");
    const share = error === null ? "–" : percent(lang, error);
    const cells = [nameIn(say, curve, curves, true), stage, curve.networks, share];
    return h("tr", {}, cells.map((cell) => h("td", {}, cell)));
  });
  const keys = ["live.network", "live.stage", "live.networks", "live.error-now"];
  const heads = keys.map((key) => h("th", { scope: "col" }, say(key)));
  return h("table", { class: "numbers" }, h("thead", {}, h("tr", {}, heads)), h("tbody", {}, rows));
}

/**
 * The name of each curve at its end, in the order of the ends and not upon one another.
 * @param {import("lw/live/api").Curve[]} curves
 * @param {string[]} names
 * @param {{colour: string}[]} looks
 * @param {(error: number) => number} y
 * @param {number} right where the curves end
 * @param {"en"|"zh"|null} lang null: without their errors
 */
function labels(curves, names, looks, y, right, lang) {
  const placed = curves
    .map((curve, place) => ({ name: names[place], colour: looks[place].colour, error: latest(curve) }))
    .filter((each) => each.error !== null)
    .map((each) => ({ ...each, at: y(/** @type {number} */ (each.error)) }))
    .sort((a, b) => a.at - b.at);
  // From the bottom up, so that the last ones stay inside.
  const room = Math.min(APART, (HIGH - TOP - BOTTOM) / Math.max(placed.length - 1, 1));
  let under = HIGH - BOTTOM + room;
  for (const each of [...placed].reverse()) under = each.at = Math.min(each.at, under - room);
  let over = TOP - room;
  for (const each of placed) over = each.at = Math.max(each.at, over + room);
  return placed.map((each) =>
    h(
      "svg:text",
      { class: "live-label", x: right + 8, y: each.at + 4 },
      h("svg:tspan", { style: `fill:${each.colour}`, "aria-hidden": "true" }, "● "),
      each.name,
      lang && ` ${percent(lang, /** @type {number} */ (each.error))}`,
    ),
  );
}

/**
 * What tells a curve from the others: its depth, and what else differs among them.
 * @param {import("lw/core/words").Say} say
 * @param {import("lw/live/api").Curve} curve
 * @param {import("lw/live/api").Curve[]} all
 * @param {boolean} whole all of it, whether it differs or not
 */
function nameIn(say, curve, all, whole) {
  const several = (/** @type {"activation"|"width"} */ key) => new Set(all.map((each) => each[key])).size > 1;
  const width = whole || several("width") ? ` × ${curve.width}` : "";
  const activation = whole || several("activation") ? ` ${curve.activation}` : "";
  return say("live.layers", { count: curve.depth }) + width + activation;
}

/** Colour by depth, dashes by what else differs. @param {import("lw/live/api").Curve[]} curves */
function styles(curves) {
  const depths = [...new Set(curves.map((curve) => curve.depth))].sort((a, b) => a - b);
  const kinds = [...new Set(curves.map((curve) => `${curve.activation} ${curve.width}`))];
  return curves.map((curve) => {
    const place = depths.length > 1 ? (4 * depths.indexOf(curve.depth)) / (depths.length - 1) : 2;
    const [under, share] = [Math.min(3, Math.floor(place)), place - Math.min(3, Math.floor(place))];
    const colour = `color-mix(in srgb, var(--depth-${under + 1}) ${Math.round(100 * share)}%, var(--depth-${under}))`;
    return { colour, dash: DASHES[kinds.indexOf(`${curve.activation} ${curve.width}`) % DASHES.length] };
  });
}

/** @param {import("lw/live/api").Curve} curve @returns {number|null} */
function latest(curve) {
  return curve.error.findLast((error) => error !== null) ?? null;
}

/** @param {number} last @returns {number[]} */
function ticksOf(last) {
  const all = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 100000].filter((epoch) => epoch <= last);
  return all.length > 8 ? all.filter((_, place) => place % 3 === 0) : all;
}
