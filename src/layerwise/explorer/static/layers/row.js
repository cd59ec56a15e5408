/** One layer in a row: what can be read off it, its units for the example in hand, its map of the test examples. */

import { h, write } from "lw/core/dom";
import { percent } from "lw/core/words";
import { exampleDrawer } from "lw/flow/examples";
import { drawExamples, shadeDecision, spotOf, windowOf } from "lw/flow/ground";
import { drawHere, sharp } from "lw/flow/marks";
import { colours } from "lw/flow/colours";
import { drawBars, drawExciting } from "lw/layers/bars";
import { answersOf } from "lw/net/answers";
import { placeOf } from "lw/layers/facts";
import { ExampleMap } from "lw/layers/map";
import { drawRegions } from "lw/layers/regions";
import { sentences } from "lw/layers/sentences";

const SIGHT = 176; // CSS pixels of the input's picture

export class LayerRow {
  /**
   * @param {import("lw/core/app").App} app
   * @param {import("lw/net/network").Network} network
   * @param {number} k 0: the input; then the layers, the logits last
   */
  constructor(app, network, k) {
    const { say, card } = app;
    this.app = app;
    this.network = network;
    this.k = k;
    this.name = k === 0 ? say("layers.input", { count: network.spec.inputs }) : k > network.depth ? say("layers.logits") : say("layers.layer", { layer: k, count: network.layers[k - 1].units });
    this.plane = Boolean(card.data.range);
    this.bar = h("span", { style: "width:0" });
    this.read = h("p", {});
    this.notes = h("p", { class: "soft small" });
    this.units = h("canvas", { role: "img", "aria-label": this.name, class: k === 0 ? "layers-sight" : "layers-bars" });
    this.told = h("p", { class: "soft small" });
    this.exciting = h("canvas", { class: "layers-exciting", role: "img", "aria-label": say("layers.exciting"), hidden: true });
    this.excitingNote = h("p", { class: "soft small", hidden: true }, say("layers.exciting"));
    this.map = new ExampleMap(app, this.name);
    this.mapNote = h("figcaption", { class: "soft small" });
    this.regions = h("canvas", { class: "layers-map", role: "img", "aria-label": this.name });
    this.regionsNote = h("figcaption", { class: "soft small" });
    // What `layerwise inspect` has found out about this layer, where the bundle carries it.
    const known = card.inspected?.[network.spec.id]?.[k] ?? [];
    const first = h(
      "div",
      { class: "layers-first" },
      h("h2", {}, this.name),
      this.read,
      h("div", { class: "bar" }, this.bar),
      this.notes,
      this.told,
      this.units,
      this.exciting,
      this.excitingNote,
      sentences(app, known),
    );
    // The input's own map would be the plane once more.
    const pictures = this.plane && k === 0 ? [] : [h("figure", {}, this.map.canvas, this.mapNote)];
    if (this.plane) pictures.unshift(h("figure", {}, this.regions, this.regionsNote));
    this.element = h("section", { class: "card layers-row", "aria-label": this.name }, first, h("div", { class: "layers-pictures" }, card.samples ? pictures : null));
    /** @type {import("lw/layers/facts").Fact|null} */
    this.fact = null;
    /** @type {import("lw/net/network").Run|null} */
    this.run = null;
    /** @type {import("lw/layers/regions").Regions|null} */
    this.cut = null;
    /** @type {import("lw/flow/ground").Decision|null} */
    this.decision = null;
    /** @type {HTMLCanvasElement|null} */
    this.ground = null;
  }

  /** @param {import("lw/layers/facts").Fact} fact @param {number[][][]} sheet */
  know(fact, sheet) {
    const { app, k, network } = this;
    const { say, state } = app;
    this.fact = fact;
    const share = percent(state.lang, fact.read.right);
    write(this.read, say("layers.readable", { share }));
    this.bar.style.width = `${100 * fact.read.right}%`;
    const units = k > 0 && k <= network.depth ? network.layers[k - 1].units : 0;
    const notes = [
      fact.never !== null && say(fact.never ? "layers.never" : "layers.all-on", { never: fact.never, count: units, of: fact.tested }),
      k > network.depth && say("layers.own", { share: percent(state.lang, fact.own) }),
      units && fact.never === null && say("layers.no-off", { name: network.spec.activation }),
      fact.read.used < (units || network.spec.inputs) && k <= network.depth && say("layers.thinned", { used: fact.read.used, count: units || network.spec.inputs }),
    ];
    write(this.notes, notes.filter(Boolean).join(" "));
    const words = say("layers.map", { share: percent(state.lang, fact.components.shares.reduce((sum, each) => sum + each, 0), 0), count: fact.tested });
    this.map.canvas.setAttribute("aria-label", `${this.name}. ${words}`);
    write(this.mapNote, words);
    this.map.set(fact, sheet);
  }

  /** Shows the training images that excite each unit most. */
  async excite() {
    const shape = this.app.card.data.picture_shape;
    const examples = shape && this.k > 0 ? await this.app.library.part("train") : null;
    if (!examples) return;
    drawExciting(this.exciting, await answersOf(this.network, examples), this.k - 1, examples, shape);
    this.excitingNote.hidden = this.exciting.hidden;
  }

  /** @param {import("lw/layers/regions").Regions} cut @param {import("lw/flow/ground").Decision} decision */
  knowRegions(cut, decision) {
    this.cut = cut;
    this.decision = decision;
    this.ground = null;
    const { app, k, network } = this;
    const ifs = ["relu", "leaky_relu"].includes(network.spec.activation);
    const key = k === 0 ? "plane" : k > network.depth ? "decision" : ifs ? "regions" : "signs";
    const words = app.say(`layers.${key}`, { count: cut.counts[k - 1] ?? 0, side: cut.side });
    write(this.regionsNote, words);
    this.regions.setAttribute("aria-label", `${this.name}. ${words}`);
    this.drawPlane();
  }

  /** Draws what depends on light and dark anew. */
  refresh() {
    this.ground = null;
    this.map.refresh();
    this.show(this.run);
  }

  /** Shows the example in hand. @param {import("lw/net/network").Run|null} run */
  show(run) {
    const { app, k, network } = this;
    this.run = run;
    const values = run && (k === 0 ? run.signal : run.activations[k - 1]);
    if (k === 0) this.sight();
    else if (values) drawBars(this.units, values, k > network.depth ? app.card.data.classes : Array.from(values, (_, unit) => String(unit + 1)));
    this.units.hidden = !values || (this.plane && k === 0);
    write(this.told, values ? this.summary(values) : app.say("layers.nothing"));
    this.units.setAttribute("aria-label", this.told.textContent ?? "");
    this.map.point(this.fact && values ? placeOf(this.fact, values) : null);
    this.drawPlane();
  }

  /** The input as a picture, on the page's paper. */
  sight() {
    const context = sharp(this.units, SIGHT, SIGHT);
    exampleDrawer(this.app)(context, { x: 0, y: 0, side: SIGHT });
  }

  /** @param {ArrayLike<number>} values @returns {string} */
  summary(values) {
    const { app, k, network } = this;
    const all = Array.from(values);
    const best = all.indexOf(Math.max(...all));
    if (k === 0) {
      const key = app.card.data.kind === "picture" ? "layers.pixels" : "layers.numbers";
      return app.say(key, { lit: all.filter((value) => value !== 0).length, count: all.length });
    }
    if (k > network.depth) return app.say("layers.highest", { name: app.card.data.classes[best], value: all[best].toFixed(2) });
    const active = all.filter((value) => value > 0).length;
    if (!active) return app.say("layers.none-active", { count: all.length });
    return app.say("layers.active", { active, count: all.length, unit: best + 1, value: all[best].toFixed(2) });
  }

  drawPlane() {
    const side = Math.floor(this.regions.clientWidth);
    const { app, cut } = this;
    if (!this.plane || !side || !cut) return;
    if (this.ground?.dataset.side !== String(side)) this.ground = this.grounded(cut, side);
    const context = sharp(this.regions, side, side);
    context.drawImage(this.ground, 0, 0, side, side);
    if (!app.shown.raw) return;
    const { x, y } = spotOf(windowOf(app.card.data.range), app.shown.raw, side);
    drawHere(context, x, y, colours().ink, colours().card);
  }

  /** @param {import("lw/layers/regions").Regions} cut @param {number} side @returns {HTMLCanvasElement} */
  grounded(cut, side) {
    const { app, k, network } = this;
    const found = h("canvas", { "data-side": side });
    const context = sharp(found, side, side);
    if (k > network.depth && this.decision) shadeDecision(context, this.decision, app.card.data.classes.length, side);
    if (k > 0 && k <= network.depth) drawRegions(context, cut, k - 1, side);
    else drawExamples(context, app, side, 1.7);
    return found;
  }
}
