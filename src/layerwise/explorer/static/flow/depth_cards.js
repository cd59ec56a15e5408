/** The same example through networks of every depth, side by side. */

import { fill, h, write } from "lw/core/dom";
import { percent } from "lw/core/words";
import { scores } from "lw/flow/own_drawings";
import { largest } from "lw/net/network";

/** @param {import("lw/core/app").App} app */
export function depthCards(app) {
  const element = h("section", { class: "depths", "aria-label": app.say("flow.depths") });
  /** @type {any[]} */
  let cards = [];
  let made = "";

  const make = (/** @type {any[]} */ depths) => {
    cards = depths.map(({ spec }) => card(app, spec));
    fill(element, cards.map((each) => each.element));
  };

  return {
    element,
    render() {
      const depths = app.depths;
      const key = depths.map(({ spec }) => spec.id).join(" ");
      if (key !== made) make(depths);
      made = key;
      const { raw } = app.shown;
      const own = scores(app, depths);
      depths.forEach(({ spec, network }, k) => {
        const shares = network && raw ? network.run(network.scaled(raw)).probabilities : null;
        cards[k].show(shares, own[k], spec.id === app.spec.id);
      });
    },
  };
}

/** @param {import("lw/core/app").App} app @param {any} spec */
function card(app, spec) {
  const { say, state, card: bundle, store } = app;
  const parts = {
    answer: h("span", { class: "answer" }),
    bar: h("span", {}),
    sure: h("span", {}),
    own: h("span", { class: "own" }),
  };
  const accuracy = spec.test?.accuracy ?? null;
  const tested = accuracy === null ? "" : say("flow.tested", { accuracy: percent(state.lang, accuracy) });
  const element = h(
    "button",
    { type: "button", class: "card depth", onclick: () => store.set({ net: spec.id, unit: null, edits: {} }) },
    h("span", { class: "over" }, h("span", { class: "soft" }, say("flow.layers", { depth: spec.depth })), parts.answer),
    h("span", { class: "bar" }, parts.bar),
    h("span", { class: "under small" }, parts.sure, h("span", {}, tested)),
    parts.own,
  );
  return {
    element,
    /** @param {Float64Array|null} shares @param {{right: number, of: number}} own @param {boolean} chosen */
    show(shares, own, chosen) {
      const best = shares ? largest(shares) : -1;
      write(parts.answer, shares ? bundle.data.classes[best] : "–");
      parts.bar.style.width = `${shares ? 100 * shares[best] : 0}%`;
      write(parts.sure, shares ? say("flow.sure", { share: percent(state.lang, shares[best], shares[best] > 0.9995 ? 0 : 1) }) : "");
      write(parts.own, own.of ? say("flow.yours", own) : "");
      element.setAttribute("aria-pressed", String(chosen));
    },
  };
}
