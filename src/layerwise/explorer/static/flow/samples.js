/** Real test examples to try: one of each class, and those the network confuses most. */

import { fill, h } from "lw/core/dom";
import { paintInk } from "lw/flow/images";
import { answersOf } from "lw/net/answers";
import { example } from "lw/net/library";

const ROW = 10;

export class Samples {
  /** @param {import("lw/core/app").App} app */
  constructor(app) {
    this.app = app;
    this.turn = 0;
    this.confused = false;
    this.asked = 0;
    this.list = h("div", { class: "thumbs" });
    this.note = h("p", { class: "soft small" });
    const { say } = app;
    this.kinds = [false, true].map((confused) =>
      h(
        "button",
        { type: "button", class: "button", onclick: () => this.choose(confused) },
        say(confused ? "flow.confused" : "flow.by-class"),
      ),
    );
    const further = { "aria-label": say("flow.others"), title: say("flow.others"), onclick: () => this.further() };
    const others = h("button", { type: "button", class: "button push", ...further }, "↻");
    this.element = h("div", { class: "samples" }, h("div", { class: "row" }, this.kinds, others), this.list, this.note);
  }

  /** @param {boolean} confused */
  choose(confused) {
    this.confused = confused;
    this.turn = 0;
    void this.render();
  }

  further() {
    this.turn++;
    void this.render();
  }

  async render() {
    const { library, network, card, state, say } = this.app;
    const examples = library.examples.test;
    this.kinds.forEach((button, k) => button.setAttribute("aria-pressed", String(this.confused === (k === 1))));
    if (!examples || !network) return;
    const asked = ++this.asked;
    const answers = this.confused ? await answersOf(network, examples) : null;
    if (asked !== this.asked) return; // chosen again meanwhile
    const rows = answers ? this.wrong(answers, examples) : this.ofEachClass(examples);
    const buttons = rows.map((index) => {
      const name = card.data.classes[examples.labels[index]];
      const read = answers ? card.data.classes[answers.classes[index]] : null;
      const words = read === null ? say("flow.sample", { name }) : say("flow.mistaken", { name, read });
      return this.thumb(examples, index, words);
    });
    fill(this.list, buttons);
    this.note.textContent = answers
      ? say("flow.wrong", { count: Math.round((1 - answers.right) * examples.labels.length), of: examples.labels.length })
      : "";
    this.mark(state.input);
  }

  /** @param {any} examples @param {number} index @param {string} words */
  thumb(examples, index, words) {
    const shape = this.app.card.data.picture_shape;
    const canvas = shape ? h("canvas", { class: "pixels", "aria-hidden": "true" }) : h("span", {}, String(index + 1));
    if (shape) paintInk(canvas, example(examples, index), shape);
    const show = () => {
      const input = { kind: /** @type {const} */ ("sample"), part: /** @type {const} */ ("test"), index };
      this.app.store.set({ input, label: null, edits: {} });
    };
    const attributes = { type: "button", class: "thumb", "data-index": index, "aria-label": words, title: words };
    return h("button", { ...attributes, onclick: show }, canvas);
  }

  /** @param {import("lw/core/inputs").Input} input */
  mark(input) {
    for (const button of this.list.children) {
      const shown = input.kind === "sample" && input.part === "test" && String(input.index) === button.dataset.index;
      button.setAttribute("aria-pressed", String(shown));
    }
  }

  /** The next one of each class. @param {any} examples */
  ofEachClass(examples) {
    const classes = this.app.card.data.classes.length;
    const found = Array.from({ length: Math.min(classes, 2 * ROW) }, (_, label) => {
      const own = [...examples.labels.keys()].filter((row) => examples.labels[row] === label);
      return own.length ? own[this.turn % own.length] : null;
    });
    return /** @type {number[]} */ (found.filter((row) => row !== null));
  }

  /** Those read as another class, the surest first. @param {any} answers @param {any} examples */
  wrong(answers, examples) {
    const classes = this.app.card.data.classes.length;
    const logits = answers.activations[answers.activations.length - 1];
    const rows = [...examples.labels.keys()].filter((row) => answers.classes[row] !== examples.labels[row]);
    const lead = (/** @type {number} */ row) =>
      logits[row * classes + answers.classes[row]] - logits[row * classes + examples.labels[row]];
    rows.sort((a, b) => lead(b) - lead(a));
    const start = rows.length ? (this.turn * ROW) % rows.length : 0;
    return rows.slice(start, start + ROW);
  }
}
