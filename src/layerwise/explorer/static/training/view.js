/** Training: how a network came to know, and what the study's verdict says of it. */

import { h, write } from "lw/core/dom";
import { breath } from "lw/net/answers";
import { curvesCard } from "lw/training/curves_card";
import { findingCards } from "lw/training/finding_cards";
import { mapCard } from "lw/training/map_card";
import { memoryCard } from "lw/training/memory_card";
import { timeCard } from "lw/training/time_card";

// What changes the pictures; drawing and pointing at units do not.
const CAUSES = ["view", "net", "epoch", "networks", "extra"];

/** @type {import("lw/core/app").View} */
export const training = {
  id: "training",
  fits: (app) => Boolean(app.card.curves),
  mount(root, app) {
    const title = h("h1", {});
    const lead = h("p", { class: "lead" }, leadOf(app));
    const go = (/** @type {string} */ card) => {
      const place = /** @type {HTMLElement|null} */ (root.querySelector(`.${card} h2`));
      const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
      place?.scrollIntoView({ block: "start", behavior: still ? "auto" : "smooth" });
      place?.focus({ preventScroll: true });
    };
    const parts = [findingCards(app, go), curvesCard(app), mapCard(app), timeCard(app), memoryCard(app)];
    const [findings, curves, map, time, memory] = parts.map((part) => part.element);
    root.append(
      h("div", { class: "head" }, h("div", {}, title, lead)),
      findings,
      h("div", { class: "pair wide-left" }, curves, map),
      h("div", { class: "pair wide-left" }, time, memory),
    );
    let asked = 0;
    return async (_, changed) => {
      if (!CAUSES.some((cause) => changed.has(cause))) return;
      const mine = ++asked;
      write(title, headline(app));
      for (const part of parts) {
        void part.render();
        await breath();
        if (mine !== asked || !title.isConnected) return; // a later change draws all of them anew
      }
    };
  },
};

/** What the study answers, in a sentence or two. @param {import("lw/core/app").App} app */
function headline(app) {
  const { headlines } = app.card;
  const told = ["deeper", "longer"].map((name) => headlines?.[name]).filter(Boolean).map((text) => app.text(text));
  return told.length ? told.join(app.state.lang === "zh" ? "" : " ") : app.say("training.title");
}

/** @param {import("lw/core/app").App} app */
function leadOf(app) {
  const { curves, data } = app.card;
  const seeds = Object.values(curves.networks).reduce((sum, /** @type {any} */ each) => sum + each.seeds + each.diverged, 0);
  const values = { networks: seeds, name: data.name, epochs: curves.epochs[curves.epochs.length - 1], architectures: Object.keys(curves.networks).length };
  return app.say("training.lead", values);
}
