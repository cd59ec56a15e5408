/** The answer before and after the steps, and what they did to all the other examples. */

import { fill, h, write } from "lw/core/dom";
import { fixed, percent } from "lw/core/words";

/** A loss in nats, small ones too. @param {number} value */
function number(value) {
  if (!Number.isFinite(value)) return "–";
  return value > 0 && value < 0.001 ? value.toExponential(1) : fixed(value, 3);
}

/** @param {import("lw/core/app").App} app */
export function answersCard(app) {
  const { say, state, card } = app;
  const classes = /** @type {string[]} */ (card.data.classes);
  const rows = classes.map((name) => {
    const parts = { before: h("span", {}), after: h("span", {}), told: h("span", { class: "small" }), name: h("b", {}, name) };
    const bars = h("span", { class: "step-bars" }, h("span", { class: "bar was" }, parts.before), h("span", { class: "bar" }, parts.after));
    return { ...parts, element: h("li", {}, parts.name, bars, parts.told) };
  });
  const loss = h("table", { class: "numbers" });
  const cost = h("p", {});
  const element = h(
    "section",
    { class: "card", "aria-label": say("step.answer") },
    h("h2", {}, say("step.answer")),
    h("p", { class: "legend" }, h("span", {}, h("span", { class: "dot was" }), say("step.before")), h("span", { class: "now" }, h("span", { class: "dot" }), say("step.after"))),
    h("ul", { class: "step-answers" }, rows.map((row) => row.element)),
    loss,
    h("h3", {}, say("step.cost")),
    cost,
  );
  return {
    element,
    /**
     * @param {import("lw/net/network").Run|null} before
     * @param {import("lw/net/network").Run|null} after
     * @param {number|null} target
     * @param {number[]|null} losses before, after
     */
    show(before, after, target, losses) {
      rows.forEach((row, label) => {
        const [was, is] = [before?.probabilities[label] ?? 0, after?.probabilities[label] ?? 0];
        row.before.style.width = `${100 * was}%`;
        row.after.style.width = `${100 * (Number.isFinite(is) ? is : 0)}%`;
        row.element.classList.toggle("target", label === target);
        write(row.name, label === target ? `${classes[label]} ◂` : classes[label]);
        const shares = [was, is].map((share) => (Number.isFinite(share) ? percent(state.lang, share) : "–"));
        write(row.told, after ? shares.join(" → ") : "");
      });
      const told = losses && [["loss-before", number(losses[0])], ["loss-after", number(losses[1])]];
      fill(loss, told?.map(([key, value]) => h("tr", {}, h("th", { scope: "row" }, say(`step.${key}`)), h("td", {}, value))) ?? []);
    },
    /** @param {{before: number, after: number, of: number, steps: number}|null} count of test examples read right */
    tell(count) {
      if (!count) return write(cost, card.samples ? "…" : say("step.no-samples"));
      const { before, after, steps } = count;
      const key = steps === 0 ? "cost-none" : after < before ? "cost-lost" : after > before ? "cost-won" : "cost-even";
      write(cost, say(`step.${key}`, { ...count, change: Math.abs(after - before) }));
    },
  };
}
