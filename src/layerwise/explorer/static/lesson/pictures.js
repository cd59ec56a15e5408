/** The study's own pictures for the lesson. */

import { depthColour } from "lw/chart/depths";
import { reachOf } from "lw/chart/interval";
import { LineChart } from "lw/chart/lines";
import { h } from "lw/core/dom";
import { percent } from "lw/core/words";
import { paintInk } from "lw/flow/images";
import { badge, picture } from "lw/training/finding_cards";
import { memoryDrawing } from "lw/training/memory_card";
import { curvesOf, membersWith } from "lw/training/study";

const MOST_UNITS = 64;

/** What the network in hand makes of what it is shown, layer after layer: a square a unit. @param {import("lw/core/app").App} app */
export function activity(app) {
  const { run, say, card, spec, shown } = app;
  if (!run) return null;
  const shape = card.data.picture_shape;
  const input = shape && h("canvas", { class: "pixels", "aria-hidden": "true" });
  if (shape && shown.raw) paintInk(input, shown.raw, shape);
  const rows = run.activations.slice(0, spec.depth).map((values, k) => {
    const most = Math.max(1e-9, ...Array.from(values, Math.abs));
    const squares = Array.from(values.slice(0, MOST_UNITS), (value) => h("span", { style: `--heat:${(Math.abs(value) / most).toFixed(3)}` }));
    return h("div", { class: "layer-row" }, h("span", { class: "soft small" }, say("lesson.layer-number", { layer: k + 1, units: values.length })), h("div", { class: "squares" }, squares));
  });
  const best = run.probabilities.indexOf(Math.max(...run.probabilities));
  const answer = h("p", { class: "answer-row" }, say("lesson.reads", { name: card.data.classes[best], share: percent(app.state.lang, run.probabilities[best]) }));
  return h("figure", { class: "activity", role: "img", "aria-label": say("lesson.activity") }, input, rows, answer);
}

/** Accuracy of the read-out from the input and after each hidden layer. @param {import("lw/core/app").App} app @param {number[]} shares */
export function readouts(app, shares) {
  const rows = shares.map((share, k) => {
    const name = k === 0 ? app.say("lesson.from-input") : app.say("lesson.after-layer", { layer: k });
    const bar = h("span", { class: "bar" }, h("span", { style: `width:${(100 * share).toFixed(1)}%;background:${depthColour(k, shares.length)}` }));
    return h("tr", {}, h("th", { scope: "row" }, name), h("td", { class: "bar-cell" }, bar), h("td", {}, percent(app.state.lang, share)));
  });
  return h("table", { class: "numbers" }, h("caption", { class: "soft small" }, app.say("lesson.readout-caption")), h("tbody", {}, rows));
}

/** Test error of every depth by epoch, one of them in front. @param {import("lw/core/app").App} app @param {string} front id of a network */
export function overEpochs(app, front) {
  const { say, card } = app;
  const members = membersWith(app, "test_error");
  if (!members.length) return null;
  const chart = new LineChart();
  chart.draw({
    epochs: card.curves.epochs,
    lines: members.map(({ id, depth }, k) => {
      const own = curvesOf(app, id);
      const strong = id === front;
      const band = strong && own.seeds > 1 ? own.test_error : { mean: own.test_error.mean };
      return { ...band, colour: depthColour(k, members.length), strong, name: String(depth) };
    }),
    log: true,
    x: say("training.epochs"),
    y: say("training.axis-test_error"),
    guide: null,
    label: say("lesson.chart", { depth: members.find((each) => each.id === front)?.depth ?? 1 }),
  });
  return h("figure", {}, chart.element, h("figcaption", { class: "soft small" }, say("lesson.chart-caption")));
}

/** A row a step of depth: its conclusion and its interval. @param {import("lw/core/app").App} app @param {import("lw/training/findings").Finding[]} steps */
export function stepTable(app, steps) {
  if (!steps.length) return null;
  const reach = Math.max(...steps.map(reachOf));
  const rows = steps.map((each) => {
    const name = `${each.subject.from} → ${each.subject.to}`;
    return h("tr", {}, h("th", { scope: "row" }, name), h("td", {}, badge(app, each)), h("td", { class: "interval-cell" }, each.estimate !== null && picture(app, each, reach)));
  });
  const heads = ["step-depth", "step-says", "step-change"].map((key) => h("th", { scope: "col" }, app.say(`lesson.${key}`)));
  return h("table", { class: "numbers step-table" }, h("caption", { class: "soft small" }, app.say("lesson.step-caption")), h("thead", {}, h("tr", {}, heads)), h("tbody", {}, rows));
}

/** Training against test error of the network in hand. @param {import("lw/core/app").App} app @param {any} own */
export function memory(app, own) {
  if (!own?.train_error || !own.test_error) return null;
  const chart = new LineChart();
  chart.draw(memoryDrawing(app, own, true, null));
  return h("figure", {}, chart.element);
}
