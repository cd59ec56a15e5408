/** The digit in hand in parts: what the network reads in each alone, and what it makes of the digit without it. */

import { fill, h, write } from "lw/core/dom";
import { fixed, percent, signed } from "lw/core/words";
import { ofDigits } from "lw/flow/digits";
import { paintInk } from "lw/flow/images";
import { partsAlong } from "lw/ink/parts";
import { skeleton } from "lw/ink/skeleton";
import { namesOf } from "lw/layers/part_names";
import { breath } from "lw/net/answers";
import { largest } from "lw/net/network";
import { additivity, change, wholesOf } from "lw/net/wholes";

/** @typedef {import("lw/net/wholes").Wholes} Wholes */

const RESTING = 150; // milliseconds that the pen rests before the drawing is cut
const GHOST = 0.28; // of its brightness that the rest of the digit keeps beside the part
const TOLD = 3; // units a part

/** @param {import("lw/core/app").App} app @returns {{element: HTMLElement, render: (changed: Set<string>) => void}|null} null for other data than digits */
export function partsCard(app) {
  const { say, card } = app;
  const shape = card.data.picture_shape;
  if (!ofDigits(card) || shape?.[0] !== 28 || shape?.[1] !== 28) return null;
  const title = h("h2", { "aria-live": "polite" });
  const told = h("p", { class: "soft small" });
  const tiles = h("div", { class: "layers-parts" });
  const choice = h("select", { class: "pill", onchange: () => app.store.keep({ inside: choice.value }) });
  const field = h("label", { class: "field" }, say("layers.parts-layer"), choice);
  const sum = h("p", { class: "soft small" });
  const element = h("section", { class: "card", "aria-label": say("layers.parts") }, title, told, tiles, h("div", { class: "row" }, field, sum));
  /** @type {{raw: ArrayLike<number>|null, parts: import("lw/ink/parts").Part[]}} the digit that was cut last */
  let cut = { raw: null, parts: [] };
  let waiting = 0;

  /** Cuts the digit, in tasks of which none holds up the page, then shows it. */
  async function show() {
    const { raw } = app.shown;
    if (cut.raw !== raw) {
      const found = raw && skeleton(raw, shape);
      await breath();
      if (raw !== app.shown.raw) return; // gone on meanwhile
      cut = { raw, parts: found ? partsAlong(found) : [] };
      await breath();
    }
    const { network } = app;
    if (!network || !element.isConnected || raw !== app.shown.raw) return;
    const some = raw !== null && cut.parts.length > 0;
    tiles.hidden = !some;
    // Of a digit that is one part nothing is left without it.
    field.hidden = told.hidden = cut.parts.length < 2;
    write(sum, "");
    if (!some) return write(title, say("layers.parts-empty"));
    const { parts } = cut;
    const found = wholesOf(network, raw, parts, app.state.edits);
    const names = namesOf(app, parts);
    const layer = offer(app, choice, network);
    write(title, headline(app, found, names));
    write(told, say("layers.parts-how"));
    fill(tiles, whole(app, found, raw, shape), parts.length > 1 && parts.map((part, k) => tile(app, { found, names, layer, k }, raw, part.share, shape)));
    const value = parts.length > 1 ? additivity(found, layer) : NaN;
    if (Number.isFinite(value)) write(sum, say("layers.parts-sum", { value: fixed(value, 2) }));
  }

  return {
    element,
    render(changed) {
      clearTimeout(waiting);
      // A pen that moves is followed by the network's answer; the digit is cut when it rests.
      const drawing = changed.has("input") && app.state.input.kind === "strokes";
      waiting = window.setTimeout(show, drawing ? RESTING : 0);
    },
  };
}

/**
 * Offers the network's layers.
 * @param {import("lw/core/app").App} app @param {any} choice @param {import("lw/net/network").Network} network
 * @returns {number} the chosen one, counted from 0
 */
function offer(app, choice, network) {
  const { say, state } = app;
  const names = network.layers.map((_, k) => (k < network.depth ? say("layers.named", { layer: k + 1 }) : say("layers.answers")));
  if (choice.children.length !== names.length) fill(choice, names.map((name, k) => h("option", { value: String(k + 1) }, name)));
  const asked = Number(state.extra.inside);
  const layer = Number.isInteger(asked) && asked >= 1 && asked <= names.length ? asked : 1;
  choice.value = String(layer);
  return layer - 1;
}

/** What happens when a part is taken away, in words. @param {import("lw/core/app").App} app @param {Wholes} found @param {string[]} names */
export function headline(app, found, names) {
  const { say, card, shown, state } = app;
  const answer = largest(found.whole.probabilities);
  const name = card.data.classes[answer];
  if (names.length < 2) return say("layers.parts-one", { name, part: names[0] });
  const left = found.without.map(({ probabilities }) => (largest(probabilities) === answer ? Infinity : probabilities[answer]));
  const part = left.indexOf(Math.min(...left));
  if (left[part] === Infinity) return say("layers.parts-kept", { name });
  const truth = state.label ?? (shown.label === null ? name : card.data.classes[shown.label]);
  const values = { ...read(app, found.without[part]), name, truth, part: names[part] };
  return say(truth === name ? "layers.parts-turned" : "layers.parts-misread", values);
}

/** What a run answers. @param {import("lw/core/app").App} app @param {import("lw/net/network").Run} run */
function read(app, { probabilities }) {
  const best = largest(probabilities);
  return { other: app.card.data.classes[best], share: percent(app.state.lang, probabilities[best], 0) };
}

/** @param {import("lw/core/app").App} app @param {import("lw/net/network").Run} run */
function answer(app, run) {
  return app.say("layers.parts-read", read(app, run));
}

function whole(
  /** @type {import("lw/core/app").App} */ app,
  /** @type {Wholes} */ found,
  /** @type {ArrayLike<number>} */ raw,
  /** @type {number[]} */ shape,
) {
  const rows = h("div", {}, h("dt", {}, app.say("layers.parts-is")), h("dd", {}, answer(app, found.whole)));
  return h("figure", {}, pictured(raw, shape), h("figcaption", {}, h("strong", {}, app.say("layers.parts-whole")), h("dl", {}, rows)));
}

function tile(
  /** @type {import("lw/core/app").App} */ app,
  /** @type {{found: Wholes, names: string[], layer: number, k: number}} */ { found, names, layer, k },
  /** @type {ArrayLike<number>} */ raw,
  /** @type {Float64Array} */ share,
  /** @type {number[]} */ shape,
) {
  const { say } = app;
  const seen = share.map((own, place) => raw[place] * (GHOST + (1 - GHOST) * own));
  const turned = largest(found.without[k].probabilities) !== largest(found.whole.probabilities);
  const less = answer(app, found.without[k]);
  const rows = [
    [say("layers.parts-alone"), answer(app, found.alone[k])],
    [say("layers.parts-without"), turned ? h("strong", {}, less) : less],
    [say("layers.parts-changes"), changes(app, found, layer, k)],
  ];
  const list = h("dl", {}, rows.map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value))));
  return h("figure", { class: turned && "turned" }, pictured(seen, shape), h("figcaption", {}, h("strong", {}, names[k]), list));
}

/** The units of a layer that a part changes most when it is taken away. @param {import("lw/core/app").App} app @param {Wholes} found @param {number} layer @param {number} k */
function changes(app, found, layer, k) {
  const values = Array.from(change(found, layer, k));
  const order = values.map((_, unit) => unit).sort((a, b) => Math.abs(values[b]) - Math.abs(values[a]));
  const last = layer === found.whole.activations.length - 1;
  const told = order.slice(0, TOLD).filter((unit) => values[unit] !== 0);
  const words = told.map((unit) => app.say(last ? "layers.parts-class" : "layers.parts-unit", { name: last ? app.card.data.classes[unit] : String(unit + 1), value: signed(values[unit], 1) }));
  return words.length ? words.map((each) => h("span", {}, each)) : app.say("layers.parts-nothing");
}

/** @param {ArrayLike<number>} picture @param {number[]} shape */
function pictured(picture, shape) {
  const canvas = h("canvas", { class: "pixels", "aria-hidden": "true" });
  paintInk(canvas, picture, shape);
  return canvas;
}
