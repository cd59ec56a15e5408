/** The unit in hand: what it looks for, the sum it just made, what excites it, and a switch. */

import { fill, h } from "lw/core/dom";
import { fixed, signed } from "lw/core/words";
import { paintInk, paintSigned } from "lw/flow/images";
import { unitMap } from "lw/flow/surfaces";
import { answersOf, mostExciting } from "lw/net/answers";
import { example } from "lw/net/library";

const TERMS = 4;
const EXCITING = 8;

/** @param {import("lw/core/app").App} app */
export function unitCard(app) {
  const { say } = app;
  const title = h("h2", {});
  const weights = h("canvas", { class: "pixels weights", role: "img" });
  const caption = h("p", { class: "soft small" });
  const sums = h("table", { class: "numbers" });
  const controls = holder(app);
  const thumbs = h("div", { class: "thumbs" });
  const exciting = h("div", {}, h("h3", {}, say("flow.exciting")), thumbs);
  const body = h("div", { class: "unit-body" }, weights, caption, sums, controls.element, exciting);
  const empty = h("p", { class: "soft" }, say("flow.choose-unit"));
  const element = h("section", { class: "card unit", "aria-label": say("flow.unit-card") }, title, empty, body);
  let asked = 0;

  return {
    element,
    render() {
      const { network, unit: name } = app;
      const shown = network !== null && name !== null;
      const [layer, unit] = (name ?? "0.0").split(".").map(Number);
      title.textContent = shown ? say("flow.unit", { unit: unit + 1, layer }) : say("flow.no-unit");
      empty.hidden = shown;
      body.hidden = !shown;
      if (!shown || !network) return;
      showWeights(app, network, layer, unit, weights, caption);
      fill(sums, sumRows(app, network, layer, unit));
      controls.render(`${layer}.${unit}`);
      void excite(layer, unit);
    },
  };

  /** @param {number} layer @param {number} unit */
  async function excite(layer, unit) {
    const mine = ++asked;
    const { network, card } = app;
    const shape = card.data.picture_shape;
    exciting.hidden = !shape || !card.samples;
    if (exciting.hidden || !network) return;
    const examples = await app.library.part("train");
    if (!examples || mine !== asked) return;
    const answers = await answersOf(network, examples);
    if (mine !== asked) return;
    const rows = mostExciting(answers, layer - 1, unit, EXCITING);
    fill(thumbs, rows.map((row) => thumb(app, examples, row)));
    if (!rows.length) fill(thumbs, h("p", { class: "soft small" }, say("flow.dead")));
  }
}

/** @param {import("lw/core/app").App} app @param {any} examples @param {number} row */
function thumb(app, examples, row) {
  const canvas = h("canvas", { class: "pixels", "aria-hidden": "true" });
  paintInk(canvas, example(examples, row), app.card.data.picture_shape);
  const words = app.say("flow.trained-on", { name: app.card.data.classes[examples.labels[row]] });
  const show = () =>
    app.store.set({ input: { kind: "sample", part: "train", index: row }, label: null, edits: {} });
  return h("button", { type: "button", class: "thumb", title: words, "aria-label": words, onclick: show }, canvas);
}

/**
 * The weights as an image: of the first layer over the pixels; of deeper layers over the units before.
 * @param {import("lw/core/app").App} app
 * @param {import("lw/net/network").Network} network
 * @param {number} layer counted from 1
 * @param {number} unit
 * @param {HTMLCanvasElement} canvas
 * @param {HTMLElement} caption
 */
function showWeights(app, network, layer, unit, canvas, caption) {
  const { units, inputs, weight } = network.layers[layer - 1];
  const shape = app.card.data.picture_shape;
  const told = (/** @type {string} */ words) => {
    caption.textContent = words;
    canvas.setAttribute("aria-label", words);
  };
  if (app.card.data.range) return told(unitMap(canvas, app, layer, unit));
  const own = Float32Array.from({ length: inputs }, (_, place) => weight[place * units + unit]);
  const picture = layer === 1 && shape;
  paintSigned(canvas, own, picture ? shape : [1, inputs]);
  canvas.classList.toggle("strip", !picture);
  told(app.say(picture ? "flow.weights-picture" : layer === 1 ? "flow.weights-inputs" : "flow.weights-units"));
}

/** The sum that the unit just made, its largest terms first. */
function sumRows(
  /** @type {import("lw/core/app").App} */ app,
  /** @type {import("lw/net/network").Network} */ network,
  /** @type {number} */ layer,
  /** @type {number} */ unit,
) {
  const { say, run, spec } = app;
  if (!run) return [];
  const { units, inputs, weight, bias } = network.layers[layer - 1];
  const before = layer === 1 ? run.signal : run.activations[layer - 2];
  const terms = Array.from({ length: inputs }, (_, place) => ({ place, value: before[place] * weight[place * units + unit] }));
  const row = (/** @type {string} */ name, /** @type {string} */ value) =>
    h("tr", {}, h("th", { scope: "row" }, name), h("td", {}, value));
  const total = (/** @type {number} */ sign) =>
    terms.reduce((sum, term) => sum + (Math.sign(term.value) === sign ? term.value : 0), 0);
  /** @type {any[]} */
  let rows;
  if (layer === 1 && app.card.data.kind === "picture") {
    rows = [row(say("flow.pixels-for"), signed(total(1), 2)), row(say("flow.pixels-against"), signed(total(-1), 2))];
  } else {
    const largest = [...terms].sort((a, b) => Math.abs(b.value) - Math.abs(a.value)).slice(0, TERMS);
    const rest = terms.reduce((sum, term) => sum + term.value, 0) - largest.reduce((sum, term) => sum + term.value, 0);
    const named = (/** @type {number} */ place) =>
      layer === 1 ? (app.card.data.columns?.[place] ?? say("flow.input", { place: place + 1 })) : say("flow.from-unit", { unit: place + 1 });
    rows = largest.map(({ place, value }) =>
      row(`${named(place)}: ${fixed(before[place], 2)} × ${fixed(weight[place * units + unit], 2)}`, signed(value, 2)),
    );
    if (terms.length > TERMS) rows.push(row(say("flow.rest", { count: terms.length - TERMS }), signed(rest, 2)));
  }
  rows.push(row(say("flow.bias"), signed(bias[unit], 2)));
  rows.push(row(say("flow.sum"), fixed(run.sums[layer - 1][unit], 2)));
  if (spec.normalisation === "layer") rows.push(row(say("flow.normalised"), fixed(run.inner[layer - 1][unit], 2)));
  const after = network.skips(layer - 1) ? "flow.activated-skip" : "flow.activated";
  rows.push(row(say(after, { name: spec.activation }), fixed(run.activations[layer - 1][unit], 2)));
  return rows;
}

/** Switches a unit off, or holds it at a value. @param {import("lw/core/app").App} app */
function holder(app) {
  const { say, store } = app;
  let name = "";
  const hold = (/** @type {number|null} */ value) => {
    const { [name]: _, ...others } = app.state.edits;
    store.set({ edits: value === null ? others : { ...others, [name]: value } });
  };
  const off = h("button", { type: "button", class: "button", onclick: () => hold(name in app.state.edits ? null : 0) });
  const slider = h("input", {
    type: "range",
    "aria-label": say("flow.hold"),
    oninput: (/** @type {any} */ event) => hold(Number(event.target.value)),
  });
  const told = h("output", { class: "small" });
  const element = h("div", {}, h("div", { class: "row" }, off, h("label", { class: "field" }, say("flow.hold-at"), slider, told)));
  return {
    element,
    /** @param {string} unit */
    render(unit) {
      name = unit;
      const held = app.state.edits[name];
      const [layer, place] = name.split(".").map(Number);
      const now = app.run?.activations[layer - 1][place] ?? 0;
      const most = Math.max(2, Math.ceil(Math.abs(now) * 1.5), Number(slider.max) || 0);
      const bounded = app.spec.activation === "tanh" || app.spec.activation === "sigmoid";
      slider.max = String(bounded ? 1 : most);
      slider.min = app.spec.activation === "tanh" ? "-1" : "0";
      slider.step = String(Number(slider.max) / 100);
      slider.value = String(now);
      told.textContent = fixed(now, 2);
      off.textContent = held === undefined ? say("flow.switch-off") : say("flow.release");
      off.setAttribute("aria-pressed", String(held !== undefined));
    },
  };
}
