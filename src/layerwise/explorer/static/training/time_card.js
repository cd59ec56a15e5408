/** The network in hand through its training: what it confuses on test examples, and what its first layer looks for. */

import { h, write } from "lw/core/dom";
import { percent } from "lw/core/words";
import { epochSlider } from "lw/flow/network_card";
import { answersOf } from "lw/net/answers";
import { confusion, counts } from "lw/training/confusion";
import { firstLayer } from "lw/training/first_layer";
import { epochInHand } from "lw/training/study";

/** @param {import("lw/core/app").App} app */
export function timeCard(app) {
  const { say, library, card } = app;
  const title = h("h2", { tabindex: "-1" });
  const slider = epochSlider(app);
  const matrix = confusion(app);
  const weights = firstLayer(app);
  const single = h("p", { class: "soft small" }, say("training.one-epoch"));
  const element = h(
    "section",
    { class: "card through", "aria-label": say("training.through") },
    title,
    slider.element,
    single,
    h("div", { class: "through-body" }, card.samples ? matrix.element : h("p", { class: "soft" }, say("training.no-samples")), weights.element),
  );
  let asked = 0;

  return {
    element,
    async render() {
      slider.render();
      single.hidden = library.epochs(app.state.net).length > 1;
      weights.render();
      const { network } = app;
      const mine = ++asked;
      const examples = network && (await library.part("test"));
      if (!network || !examples) return write(title, say("training.through"));
      const answers = await answersOf(network, examples);
      if (mine !== asked || !element.isConnected) return; // the slider has moved on
      const epoch = epochInHand(app);
      const right = percent(app.state.lang, answers.right);
      const values = { right, of: examples.labels.length, epoch: epoch ?? 0 };
      write(title, say(epoch === null ? "training.right" : "training.right-at", values));
      matrix.render(counts(answers.classes, examples.labels, card.data.classes.length), answers, examples);
    },
  };
}
