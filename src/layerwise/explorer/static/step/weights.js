/** The first layer's weights as images: before the steps, what the steps changed, and after them. */

import { fill, h } from "lw/core/dom";
import { paintSigned } from "lw/flow/images";
import { surfacesOf } from "lw/flow/surfaces";
import { breath } from "lw/net/answers";
import { paced } from "lw/net/scatter";

// Of a wide layer those that change most.
const MOST = 16;
const PARTS = ["before", "nudge", "after"];

/** @param {import("lw/core/app").App} app */
export function weightsCard(app) {
  const { say, card } = app;
  const list = h("div", { class: "step-units" });
  const note = h("p", { class: "soft small" });
  const kind = card.data.range ? "plane" : card.data.picture_shape ? "picture" : "inputs";
  const element = h(
    "section",
    { class: "card", "aria-label": say("step.weights") },
    h("h2", {}, say(`step.weights-${kind}`)),
    h("p", { class: "soft small" }, say(`step.weights-${kind}-note`)),
    list,
    note,
  );
  /** @type {Record<string, HTMLCanvasElement>[]} */
  let rows = [];
  /** @type {number[]} */
  let units = [];
  let turn = 0;

  /** @param {number[]} wanted */
  function make(wanted) {
    units = wanted;
    rows = units.map(() => Object.fromEntries(PARTS.map((part) => [part, h("canvas", { class: "pixels", role: "img", "aria-label": say(`step.${part}`) })])));
    const names = h("div", { class: "step-unit names", "aria-hidden": "true" }, h("span", {}), PARTS.map((part) => h("span", {}, say(`step.${part}`))));
    fill(
      list,
      names,
      units.map((unit, k) => h("div", { class: "step-unit" }, h("h3", {}, String(unit + 1)), PARTS.map((part) => rows[k][part]))),
    );
    list.classList.toggle("strips", kind === "inputs");
  }

  return {
    element,
    /**
     * @param {import("lw/net/network").Network} before
     * @param {import("lw/net/network").Network} after
     * @param {Float64Array|null} moved what the loss asks of each unit of the first layer
     * @param {boolean} ahead whether `after` is a step that was not taken yet
     */
    async show(before, after, moved, ahead) {
      const mine = ++turn;
      const count = before.layers[0].units;
      const order = Array.from({ length: count }, (_, unit) => unit);
      if (moved) order.sort((a, b) => Math.abs(moved[b]) - Math.abs(moved[a]));
      const wanted = order.slice(0, MOST).sort((a, b) => a - b);
      if (wanted.join() !== units.join() || !list.childElementCount) make(wanted);
      const still = moved ? moved.filter((value) => value === 0).length : 0;
      const told = [
        ahead && say("step.ahead"),
        count > MOST && say("step.folded", { most: MOST, count }),
        moved && still && say("step.still", { still, count }),
      ];
      note.textContent = told.filter(Boolean).join(" ");
      await breath();
      const first = pictures(app, kind, before, wanted);
      await breath();
      const last = pictures(app, kind, after, wanted);
      if (mine !== turn) return;
      const pause = paced();
      for (const [k, unit] of wanted.entries()) {
        paintUnit(app, unit, first[k], last[k], rows[k]);
        await pause();
        if (mine !== turn) return;
      }
    },
  };
}

/**
 * What stands for each unit: its surface over the plane, or its weights.
 * @param {import("lw/core/app").App} app
 * @param {string} kind
 * @param {import("lw/net/network").Network} network
 * @param {number[]} units
 * @returns {{values: Float64Array, shape: number[]}[]}
 */
function pictures(app, kind, network, units) {
  if (kind === "plane") {
    const { units: surfaces, shape } = surfacesOf(app, network);
    return units.map((unit) => ({ values: surfaces[0][unit], shape }));
  }
  const { units: count, inputs, weight } = network.layers[0];
  const shape = app.card.data.picture_shape ?? [1, inputs];
  return units.map((unit) => ({ values: Float64Array.from({ length: inputs }, (_, i) => weight[i * count + unit]), shape }));
}

/**
 * @param {import("lw/core/app").App} app
 * @param {number} unit
 * @param {{values: Float64Array, shape: number[]}} first before the steps
 * @param {{values: Float64Array, shape: number[]}} last after them
 * @param {Record<string, HTMLCanvasElement>} canvases
 */
function paintUnit(app, unit, first, last, canvases) {
  const { shape } = first;
  const nudge = last.values.map((value, k) => value - first.values[k]);
  // One scale for before and after, that they can be compared; a nudge is far smaller and has one of its own.
  const most = Math.max(1e-12, ...first.values.map(Math.abs), ...last.values.map(Math.abs));
  paintSigned(canvases.before, first.values, shape, most);
  paintSigned(canvases.nudge, nudge, shape);
  paintSigned(canvases.after, last.values, shape, most);
  const change = Math.max(...nudge.map(Math.abs)).toPrecision(2);
  for (const part of PARTS) {
    canvases[part].setAttribute("aria-label", app.say(`step.image-${part}`, { unit: unit + 1, change }));
  }
}
