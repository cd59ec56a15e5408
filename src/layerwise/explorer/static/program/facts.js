/** How many ifs it really takes, and how many ways through them anything ever goes. */

import { grouped } from "lw/core/words";
import { fill, h, write } from "lw/core/dom";
import { pattern, statesOf } from "lw/net/states";

/** @param {import("lw/core/app").App} app */
export function factsCard(app) {
  const { say } = app;
  const table = h("table", { class: "numbers" });
  const words = h("p", { class: "soft" });
  const element = h("section", { class: "card", "aria-label": say("program.how-many") }, h("h2", {}, say("program.how-many")), table, words);
  let turn = 0;

  return {
    element,
    /** @param {import("lw/net/network").Network} network @param {import("lw/net/network").Run} run */
    async show(network, run) {
      const mine = ++turn;
      const examples = await app.library.part("test");
      const states = examples ? await statesOf(network, examples) : null;
      if (mine !== turn) return;
      const units = network.spec.hidden.reduce((sum, width) => sum + width, 0);
      const parameters = network.flat.length;
      const rows = [
        ["popular", power(parameters)],
        ["units", grouped(units)],
        ["comparisons", grouped(network.spec.classes - 1)],
        ["at-most", power(units)],
      ];
      if (states) {
        const alone = [...states.patterns.values()].filter((count) => count === 1).length;
        rows.push(["taken", grouped(states.patterns.size)], ["alone", grouped(alone)]);
        rows.push(["same", grouped(states.patterns.get(pattern(run)) ?? 0)]);
      }
      fill(table, rows.map(([key, value]) => row(say(`program.${key}`, { of: states?.rows ?? 0 }), value)));
      const never = states?.never.reduce((sum, count) => sum + count, 0) ?? 0;
      const always = states?.always.reduce((sum, count) => sum + count, 0) ?? 0;
      write(words, states ? say(never + always ? "program.constant" : "program.none-constant", { never, always, of: states.rows, free: units - never - always }) : "");
    },
  };
}

/** @param {string} name @param {string} value */
function row(name, value) {
  const [base, exponent] = value.split("^");
  const told = exponent ? [base, h("sup", {}, exponent)] : [value];
  return h("tr", {}, h("th", { scope: "row" }, name), h("td", {}, told));
}

/** A power of 2, written out where that can be read. @param {number} exponent */
function power(exponent) {
  return exponent <= 24 ? grouped(2 ** exponent) : `2^${grouped(exponent)}`;
}
