/** One step: how a network learns, from one labelled example. */

import { h, write } from "lw/core/dom";
import { percent } from "lw/core/words";
import { inputCard } from "lw/flow/input_card";
import { answersOf } from "lw/net/answers";
import { gradients, stepped } from "lw/net/gradients";
import { largest } from "lw/net/network";
import { Teacher } from "lw/net/teaching";
import { answersCard } from "lw/step/answers";
import { controls, rateOf, stepsOf, targetOf } from "lw/step/controls";
import { learningCard } from "lw/step/network_card";
import { weightsCard } from "lw/step/weights";

// The rest of the test examples is asked this long after the last change: a slider changes often.
const SETTLED = 120;

/** What the steps were taken on; with another example they begin anew. */
let taught = "";

/** @type {import("lw/core/app").View} */
export const step = {
  id: "step",
  mount(root, app) {
    const { say } = app;
    const title = h("h1", {});
    const lead = h("p", { class: "lead" });
    const signs = ["for", "against"].map((sign) => h("span", {}, h("span", { class: `dot ${sign}` }), say(`step.${sign}`)));
    const parts = {
      input: inputCard(app),
      network: learningCard(app),
      controls: controls(app),
      answers: answersCard(app),
      weights: weightsCard(app),
    };
    root.append(
      h("div", { class: "head" }, h("div", {}, title, lead), h("p", { class: "legend" }, signs)),
      h(
        "div",
        { class: "step-desk" },
        parts.input.element,
        h("div", { class: "step-middle" }, parts.controls.element, parts.network.element),
        parts.answers.element,
      ),
      parts.weights.element,
    );
    const teacher = new Teacher();
    let turn = 0;

    async function learn() {
      const mine = ++turn;
      const { network, shown } = app;
      const [target, count] = [targetOf(app), stepsOf(app)];
      if (!network) return;
      const signal = shown.raw ? network.scaled(shown.raw) : null;
      const known = signal && target !== null;
      const after = known ? await teacher.after({ network, signal, label: target, rate: rateOf(app) }, count) : network;
      if (!after || mine !== turn) return;
      const [first, last] = [network, after].map((each) => signal && each.run(signal));
      const back = known && last ? gradients(after, last, target) : null;
      const losses = known && first && back ? [gradients(network, first, target).loss, back.loss] : null;
      const words = headline(app, first, last, target, count);
      write(title, words.title);
      write(lead, words.lead);
      if (count) app.announce(words.title);
      parts.network.show(after, last, back);
      parts.answers.show(first, last, target, losses);
      const ahead = back && !count ? stepped(network, back.flat, rateOf(app)) : null;
      void parts.weights.show(network, ahead ?? after, back ? back.signals[0] : null, ahead !== null);
      void weigh(network, after, count, mine);
    }

    /** @param {any} network @param {any} after @param {number} steps @param {number} mine */
    async function weigh(network, after, steps, mine) {
      parts.answers.tell(null);
      await new Promise((resolve) => setTimeout(resolve, SETTLED));
      const examples = mine === turn ? await app.library.part("test") : null;
      if (!examples) return;
      const of = examples.labels.length;
      const shares = [(await answersOf(network, examples)).right, (await answersOf(after, examples)).right];
      if (mine !== turn) return;
      parts.answers.tell({ before: Math.round(shares[0] * of), after: Math.round(shares[1] * of), of, steps });
    }

    return (_, changed) => {
      const now = lessonOf(app);
      if (taught !== now && !changed.has("extra") && taught !== "" && stepsOf(app)) {
        taught = now;
        app.store.keep({ steps: "0" });
        return;
      }
      taught = now;
      if (changed.has("view") || changed.has("input") || changed.has("net") || changed.has("networks") || changed.has("epoch") || changed.has("kept")) {
        parts.input.render(changed);
      }
      parts.controls.render();
      void learn();
    };
  },
};

/** @param {import("lw/core/app").App} app */
function lessonOf({ state }) {
  return JSON.stringify([state.input, state.net, state.epoch, state.label]);
}

/**
 * What happened, in words.
 * @param {import("lw/core/app").App} app
 * @param {import("lw/net/network").Run|null} before
 * @param {import("lw/net/network").Run|null} after
 * @param {number|null} target
 * @param {number} count
 */
function headline(app, before, after, target, count) {
  const { say, card, state } = app;
  const said = (/** @type {string} */ key, /** @type {any} */ values = {}) => ({
    title: say(`step.${key}`, values),
    lead: say(`step.${key}-lead`, values),
  });
  if (!before || !after) return said(card.data.kind === "picture" ? "draw" : "choose");
  if (target === null) return said("unlabelled");
  const name = card.data.classes[target];
  if (!after.probabilities.every(Number.isFinite)) return said("burst", { name, count });
  const best = largest(before.probabilities);
  const [was, is] = [before, after].map((run) => percent(state.lang, run.probabilities[target]));
  const values = { name, count, was, is, read: card.data.classes[best] };
  if (count === 0) return said(best === target ? "right" : "wrong", values);
  return said(after.probabilities[target] < before.probabilities[target] ? "worse" : "learnt", values);
}
