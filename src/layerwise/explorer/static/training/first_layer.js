/** What the first layer looks for: its weights as images; of points in the plane the answers over the plane. */

import { fill, h, write } from "lw/core/dom";
import { onTheme } from "lw/flow/colours";
import { paintSigned } from "lw/flow/images";
import { plane } from "lw/training/plane";

const MOST = 48;

/** @param {import("lw/core/app").App} app */
export function firstLayer(app) {
  const { kind } = app.card.data;
  const made = kind === "plane" ? plane(app) : kind === "picture" ? images(app) : strip(app);
  onTheme(() => made.element.isConnected && made.render());
  return made;
}

/** A picture a unit. @param {import("lw/core/app").App} app */
function images(app) {
  const { say, store, card } = app;
  const list = h("div", { class: "first-layer" });
  const note = h("p", { class: "soft small" });
  const element = h("div", { class: "looks" }, h("h3", {}, say("training.first-layer")), list, note);
  /** @type {any[]} */
  let canvases = [];

  const make = (/** @type {number} */ count) => {
    canvases = Array.from({ length: count }, () => h("canvas", { class: "pixels", "aria-hidden": "true" }));
    const buttons = canvases.map((canvas, k) => {
      const words = say("training.unit", { unit: k + 1 });
      const open = () => store.set({ view: "flow", unit: `1.${k}` });
      return h("button", { type: "button", class: "thumb", title: words, "aria-label": words, onclick: open }, canvas);
    });
    fill(list, buttons);
  };

  return {
    element,
    render() {
      const layer = app.network?.layers[0];
      if (!layer) return;
      const shown = Math.min(MOST, layer.units);
      if (canvases.length !== shown) make(shown);
      const own = canvases.map((_, k) => Float32Array.from({ length: layer.inputs }, (__, place) => layer.weight[place * layer.units + k]));
      // One scale for all units and half of the largest weight in full colour: single pixels are far above the rest.
      const most = 0.5 * Math.max(1e-9, ...own.map((weights) => weights.reduce((top, value) => Math.max(top, Math.abs(value)), 0)));
      canvases.forEach((canvas, k) => paintSigned(canvas, own[k], card.data.picture_shape, most));
      write(note, say("training.weights-note") + (layer.units > shown ? ` ${say("training.first-of", { shown, units: layer.units })}` : ""));
    },
  };
}

/** Of a table: a row a unit, a column an input. @param {import("lw/core/app").App} app */
function strip(app) {
  const canvas = h("canvas", { class: "pixels weights", role: "img", "aria-label": app.say("training.first-layer-table") });
  const element = h(
    "div",
    { class: "looks" },
    h("h3", {}, app.say("training.first-layer")),
    canvas,
    h("p", { class: "soft small" }, app.say("training.first-layer-table")),
  );
  return {
    element,
    render() {
      const layer = app.network?.layers[0];
      if (!layer) return;
      const { units, inputs, weight } = layer;
      const turned = Float32Array.from({ length: units * inputs }, (_, k) => weight[(k % inputs) * units + Math.floor(k / inputs)]);
      paintSigned(canvas, turned, [units, inputs]);
      canvas.style.height = `${Math.min(320, Math.max(80, 12 * units))}px`;
    },
  };
}
