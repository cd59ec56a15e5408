/** Learning curves as they arrive: error by epoch, a line for each network, both axes logarithmic. */

import { h } from "lw/core/dom";
import { percent } from "lw/core/words";

const HIGH = 300;
const [LEFT, TOP, BOTTOM] = [48, 12, 42];
// From this width on two charts stand side by side.
const [TWO_ABREAST, GAP] = [620, 20];
// Below this one there is no room for the errors beside the names.
const NARROW = 340;
// Least distance of two labels, and the least error that has a place on the axis.
const APART = 15;
const LEAST = 0.001;
const MARKS = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1];
const FINE = [0.01, 0.015, 0.02, 0.025, 0.03, 0.04, 0.05, 0.06, 0.08, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.8, 1];

/**
 * A chart for each activation and width, all on the same axes; its lines differ in depth.
 * @param {import("lw/live/api").Curves} told with an error in it
 * @param {import("lw/core/words").Say} say
 * @param {"en"|"zh"} lang
 * @param {number} room pixels across
 * @returns {HTMLElement}
 */
export function charts(told, say, lang, room) {
  /** @type {Map<string, import("lw/live/api").Curve[]>} */
  const kinds = new Map();
  for (const curve of told.curves) {
    const name = say("live.kind", { activation: curve.activation, width: curve.width });
    kinds.set(name, [...(kinds.get(name) ?? []), curve]);
  }
  const several = kinds.size > 1;
  const wide = several && room >= TWO_ABREAST ? (room - GAP) / 2 : room;
  const all = [...kinds].map(([name, curves]) =>
    h(
      "figure",
      { class: "live-figure" },
      several && h("figcaption", { class: "soft" }, name),
      chart(told, curves, say, lang, wide),
    ),
  );
  return h("div", { class: "live-figures" }, all);
}

/**
 * @param {import("lw/live/api").Curves} told
 * @param {import("lw/live/api").Curve[]} curves of one chart
 * @param {import("lw/core/words").Say} say
 * @param {"en"|"zh"} lang
 * @param {number} wide pixels
 */
function chart(told, curves, say, lang, wide) {
  const { epochs } = told;
  const names = curves.map((curve) => say("live.layers", { count: curve.depth }));
  const longest = Math.max(...names.map((name) => name.length));
  const right = wide - (wide < NARROW ? 24 : 72) - 7.5 * longest * (lang === "zh" ? 1.2 : 1);
  const values = told.curves.flatMap((curve) => curve.error.filter((error) => error !== null));
  const [low, high] = [Math.max(LEAST, Math.min(...values)) * 0.9, Math.min(1, Math.max(LEAST * 2, ...values))];
  const last = epochs[epochs.length - 1];
  const x = (/** @type {number} */ epoch) => LEFT + ((right - LEFT) * Math.log(epoch)) / Math.max(Math.log(last), 1e-9);
  const y = (/** @type {number} */ error) =>
    TOP + ((HIGH - TOP - BOTTOM) * Math.log(high / Math.max(error, low))) / Math.log(high / low);
  const inside = (/** @type {number[]} */ marks) => marks.filter((mark) => mark >= low && mark <= high);
  const seen = inside(MARKS).length > 3 ? inside(MARKS) : inside(FINE);
  const grid = seen.map((mark) => [
    h("svg:line", { class: "live-grid", x1: LEFT, x2: right, y1: y(mark), y2: y(mark) }),
    written(LEFT - 8, y(mark) + 4, "end", percent(lang, mark, Number.isInteger(Math.round(1e4 * mark) / 100) ? 0 : 1)),
  ]);
  const ticks = ticksOf(last).map((epoch) => written(x(epoch), HIGH - 24, "middle", String(epoch)));
  const colours = coloursOf(curves, told.curves);
  const lines = curves.map((curve, place) => {
    const points = curve.error.map((error, k) => error !== null && `${x(epochs[k]).toFixed(1)},${y(error).toFixed(1)}`);
    return h("svg:polyline", {
      class: "live-curve",
      points: points.filter(Boolean).join(" "),
      style: `stroke:${colours[place]}`,
      opacity: curve.stage === "tune" ? 0.45 : 1,
    });
  });
  const label = say("live.chart", { count: curves.length });
  return h(
    "svg:svg",
    { viewBox: `0 0 ${wide} ${HIGH}`, width: wide, class: "live-chart", role: "img", "aria-label": label },
    grid,
    ticks,
    written((LEFT + right) / 2, HIGH - 5, "middle", say("live.epochs-axis")),
    lines,
    labels(curves, names, colours, y, right, wide < NARROW ? null : lang),
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
    const { depth, width, activation, stage, networks } = curve;
    const error = latest(curve);
    const share = error === null ? "–" : percent(lang, error);
    const cells = [depth, width, activation, stage === "tune" ? say("live.tuned") : networks, share];
    return h("tr", {}, cells.map((cell) => h("td", {}, cell)));
  });
  const keys = ["live.depth", "live.width", "live.activation", "live.networks", "live.error-now"];
  const heads = keys.map((key) => h("th", { scope: "col" }, say(key)));
  return h("table", { class: "numbers" }, h("thead", {}, h("tr", {}, heads)), h("tbody", {}, rows));
}

/**
 * The name of each curve at its end, in the order of the ends and not upon one another.
 * @param {import("lw/live/api").Curve[]} curves
 * @param {string[]} names
 * @param {string[]} colours
 * @param {(error: number) => number} y
 * @param {number} right where the curves end
 * @param {"en"|"zh"|null} lang null: without their errors
 */
function labels(curves, names, colours, y, right, lang) {
  const placed = curves
    .map((curve, place) => ({ name: names[place], colour: colours[place], error: latest(curve) }))
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
 * Shallow to deep, the same in every chart.
 * @param {import("lw/live/api").Curve[]} curves
 * @param {import("lw/live/api").Curve[]} all
 * @returns {string[]}
 */
function coloursOf(curves, all) {
  const depths = [...new Set(all.map((curve) => curve.depth))].sort((a, b) => a - b);
  return curves.map((curve) => {
    const place = depths.length > 1 ? (4 * depths.indexOf(curve.depth)) / (depths.length - 1) : 2;
    const under = Math.min(3, Math.floor(place));
    return `color-mix(in srgb, var(--depth-${under + 1}) ${Math.round(100 * (place - under))}%, var(--depth-${under}))`;
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
