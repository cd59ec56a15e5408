/** Program: the network as ifs, for the example in hand. */

import { fill, h, write } from "lw/core/dom";
import { inputCard } from "lw/flow/input_card";
import { IFS } from "lw/net/affine";
import { largest } from "lw/net/network";
import { listing } from "lw/program/code";
import { factsCard } from "lw/program/facts";
import { linearCard } from "lw/program/linear";

/** @type {import("lw/core/app").View} */
export const program = {
  id: "program",
  mount(root, app) {
    const { say } = app;
    const title = h("h1", {});
    const lead = h("p", { class: "lead" });
    const input = inputCard(app);
    const code = h("div", { class: "program-code" });
    const heading = h("h2", {});
    const way = h("section", { class: "card", "aria-label": say("program.way") }, heading, code);
    const [facts, linear] = [factsCard(app), linearCard(app)];
    const aside = h("div", { class: "program-aside" }, facts.element, linear.element);
    root.append(h("div", { class: "head" }, h("div", {}, title, lead)), h("div", { class: "program-desk" }, input.element, way, aside));

    return (_, changed) => {
      if (!changed.has("extra") || changed.size > 1) input.render(changed);
      const { network, shown } = app;
      const ifs = IFS.includes(app.spec.activation);
      const run = network && shown.raw ? network.run(network.scaled(shown.raw)) : null;
      const words = headline(app, network, run, ifs);
      write(title, words.title);
      write(lead, words.lead);
      aside.hidden = !ifs || !run;
      write(heading, say(ifs ? "program.way" : "program.why-not"));
      if (!ifs) return fill(code, smooth(app));
      if (!run || !network) return fill(code, h("p", { class: "soft" }, say("program.nothing")));
      fill(code, listing(app, network, run));
      void facts.show(network, run);
      void linear.show(network, run);
    };
  },
};

/** Why a network of smooth units is no program of ifs, and a way to one that is. @param {import("lw/core/app").App} app */
function smooth(app) {
  const { say, spec, library, store } = app;
  const other =
    library.specs.find((each) => IFS.includes(each.activation) && each.depth === spec.depth && each.width === spec.width) ??
    library.specs.find((each) => IFS.includes(each.activation));
  const go = () => store.set({ net: other.id, unit: null, edits: {} });
  return [
    h("p", {}, say("program.smooth", { name: spec.activation })),
    other && h("button", { type: "button", class: "button main", onclick: go }, say("program.switch", { name: other.label })),
  ];
}

/**
 * @param {import("lw/core/app").App} app
 * @param {import("lw/net/network").Network|null} network
 * @param {import("lw/net/network").Run|null} run
 * @param {boolean} ifs
 */
function headline(app, network, run, ifs) {
  const { say, card, spec } = app;
  if (!ifs) return { title: say("program.no-ifs", { name: spec.activation }), lead: say("program.no-ifs-lead") };
  if (!run || !network) return { title: say(card.data.kind === "picture" ? "program.draw" : "program.choose"), lead: say("program.lead-empty") };
  if (!network.depth) return { title: say("program.no-layers"), lead: say("program.no-layers-lead") };
  const given = run.inner.slice(0, network.depth);
  const count = given.reduce((sum, layer) => sum + layer.length, 0);
  const passed = given.reduce((sum, layer) => sum + layer.filter((value) => value > 0).length, 0);
  const name = card.data.classes[largest(run.probabilities)];
  return { title: say("program.headline", { count, passed, name }), lead: say("program.lead", { parameters: network.flat.length, count }) };
}
