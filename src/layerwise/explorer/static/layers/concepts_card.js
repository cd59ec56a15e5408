/** When a concept becomes readable, and in which layer: a map layer × epoch of what `layerwise inspect` measured. */

import { walkable } from "lw/chart/walk";
import { fill, h, write } from "lw/core/dom";
import { fixed } from "lw/core/words";

/**
 * @typedef {object} Concepts of the bundle's card
 * @property {Record<string, {en: string, zh: string}>} titles of the concepts, by name
 * @property {Record<string, {epochs: number[], layers: string[], scores: Record<string, (number|null)[][]>}>} networks
 *   by id; the scores by concept, layer and epoch
 */

/** @param {import("lw/core/app").App} app */
export function conceptsCard(app) {
  const { say, card } = app;
  const title = h("h2", {});
  const choice = h("select", { class: "pill", onchange: () => app.store.keep({ concept: choice.value }) });
  const field = h("label", { class: "field" }, say("layers.concept"), choice);
  const table = h("table", { class: "map layers-epochs" });
  const ready = walkable(table);
  const note = h("p", { class: "soft small" });
  const element = h("section", { class: "card", "aria-label": say("layers.concepts") }, title, field, h("div", { class: "scroll" }, table), note);
  let made = "";
  return {
    element,
    render() {
      const { id } = app.spec;
      const measured = /** @type {Concepts|null} */ (card.concepts)?.networks[id];
      element.hidden = card.kind !== "study";
      field.hidden = table.hidden = !measured;
      element.classList.toggle("unmeasured", !measured); // a note alone stands last
      if (!measured) {
        write(title, say("layers.concepts"));
        return write(note, missing(app));
      }
      const names = Object.keys(measured.scores);
      const name = names.includes(app.state.extra.concept) ? app.state.extra.concept : names[0];
      const words = (/** @type {string} */ each) => app.text(card.concepts.titles[each]);
      if (choice.children.length !== names.length) fill(choice, names.map((each) => h("option", { value: each }, words(each))));
      choice.value = name;
      const key = `${id} ${name}`;
      if (key !== made) {
        fill(table, grid(app, measured, name));
        ready();
        write(title, headline(app, measured, name, words(name)));
        write(note, say("layers.concepts-how"));
      }
      made = key;
      mark(app, measured.epochs, table);
    },
  };
}

/** Why there is nothing to show, and what to do about it. @param {import("lw/core/app").App} app */
function missing(app) {
  const { card, say } = app;
  if (card.uninspected) return app.text(card.uninspected);
  if (card.concepts) return say("layers.inspected-others", { name: app.spec.id });
  return say("layers.not-inspected");
}

/** Where the concept is read best after the last epoch. @param {import("lw/core/app").App} app @param {Concepts["networks"][string]} measured @param {string} name @param {string} title */
function headline(app, { epochs, layers, scores }, name, title) {
  const last = scores[name].map((row) => row[epochs.length - 1] ?? -Infinity);
  const best = last.indexOf(Math.max(...last));
  if (last[best] === -Infinity) return app.say("layers.concepts");
  const values = { title, layer: named(app, layers[best]), value: fixed(last[best], 2), epoch: epochs[epochs.length - 1] };
  return app.say("layers.concepts-best", values);
}

/** @param {import("lw/core/app").App} app @param {string} layer `hidden-1` …, `logits` */
function named(app, layer) {
  return layer === "logits" ? app.say("layers.answers") : app.say("layers.named", { layer: layer.replace("hidden-", "") });
}

/** @param {import("lw/core/app").App} app @param {Concepts["networks"][string]} measured @param {string} name */
function grid(app, { epochs, layers, scores }, name) {
  const rows = layers.map((layer, k) => {
    const cells = epochs.map((epoch, j) => h("td", {}, cell(app, named(app, layer), epoch, scores[name][k][j])));
    return h("tr", {}, h("th", { scope: "row" }, named(app, layer)), cells);
  });
  const heads = epochs.map((epoch) => h("th", { scope: "col" }, String(epoch)));
  const axis = h("tr", {}, h("td", {}), h("td", { class: "axis", colspan: String(epochs.length) }, app.say("layers.concepts-axis")));
  return [h("caption", { class: "soft small" }, app.say("layers.concepts-caption")), h("tbody", {}, rows), h("tfoot", {}, h("tr", {}, h("td", {}), heads), axis)];
}

/** @param {import("lw/core/app").App} app @param {string} layer @param {number} epoch @param {number|null} value */
function cell(app, layer, epoch, value) {
  if (value === null) return null;
  const words = app.say("layers.concepts-cell", { layer, epoch, value: fixed(value, 2) });
  const heat = Math.min(1, Math.max(0, value)).toFixed(3);
  const open = () => app.store.set({ epoch: app.library.nearest(app.state.net, epoch) });
  return h("button", { type: "button", class: "heat", "data-epoch": epoch, title: words, "aria-label": words, style: `--heat:${heat}`, onclick: open }, fixed(value, 2));
}

/** Rings the epoch nearest to the one in hand. @param {import("lw/core/app").App} app @param {number[]} epochs @param {HTMLElement} table */
function mark(app, epochs, table) {
  const at = app.library.nearest(app.state.net, app.state.epoch) ?? app.spec.weights.best.epoch ?? 0;
  const near = epochs.reduce((best, each) => (Math.abs(each - at) < Math.abs(best - at) ? each : best), epochs[0]);
  for (const button of /** @type {any} */ (table.querySelectorAll("button"))) {
    const here = Number(button.dataset.epoch) === near;
    button.classList.toggle("here", here);
    if (here) button.setAttribute("aria-current", "true");
    else button.removeAttribute("aria-current");
  }
}
