/** Flow: how a picture becomes an answer. */

import { h, write } from "lw/core/dom";
import { percent } from "lw/core/words";
import { ofDigits } from "lw/flow/digits";
import { depthCards } from "lw/flow/depth_cards";
import { inputCard } from "lw/flow/input_card";
import { networkCard } from "lw/flow/network_card";
import { unitCard } from "lw/flow/unit_card";
import { largest } from "lw/net/network";

/** @type {import("lw/core/app").View} */
export const flow = {
  id: "flow",
  mount(root, app) {
    const { say } = app;
    const title = h("h1", {});
    const lead = h("p", { class: "lead" });
    const dots = ["for", "against"].map((sign) =>
      h("span", {}, h("span", { class: `dot ${sign}` }), say(`flow.${sign}`)),
    );
    const legend = h("p", { class: "legend" }, dots, h("span", {}, say(app.card.data.range ? "flow.brightness-plane" : "flow.brightness")));
    const parts = { input: inputCard(app), network: networkCard(app), unit: unitCard(app), depths: depthCards(app) };
    root.append(
      h("div", { class: "head" }, h("div", {}, title, lead), legend),
      h("div", { class: "desk" }, parts.input.element, parts.network.element, parts.unit.element, parts.depths.element),
    );
    return (_, changed) => {
      write(title, headline(app));
      write(lead, app.say(app.card.data.range ? "flow.lead-plane" : app.shown.raw ? "flow.lead" : "flow.lead-empty"));
      parts.input.render(changed);
      parts.network.render(changed);
      parts.unit.render();
      parts.depths.render();
    };
  },
};

/** What the picture shows, in words. @param {import("lw/core/app").App} app */
export function headline(app) {
  const { run, say, card, state, shown } = app;
  if (!run) return say(ofDigits(card) ? "flow.draw-something" : "flow.choose-something");
  const best = largest(run.probabilities);
  const values = { name: card.data.classes[best], share: percent(state.lang, run.probabilities[best]) };
  const truth = shown.label ?? (state.label === null ? null : card.data.classes.indexOf(state.label));
  const held = Object.keys(state.edits).length;
  const verb = card.data.range ? "answers" : "reads";
  if (held) return say(`flow.${verb}-held`, { ...values, held });
  if (truth !== null && truth !== best) return say(`flow.${verb}-wrong`, { ...values, truth: card.data.classes[truth] });
  return say(`flow.${verb}`, values);
}
