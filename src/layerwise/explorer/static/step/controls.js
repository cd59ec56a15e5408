/** How many steps, how large, towards which answer. */

import { h, write } from "lw/core/dom";

export const MOST_STEPS = 1000;
const COUNTS = [1, 10, 100];
// The slider's ends, as powers of ten.
const [SMALLEST, LARGEST] = [-4, 1];
const USUAL = 0.01;

/** @param {import("lw/core/app").App} app @returns {number} steps taken */
export function stepsOf(app) {
  const count = Number(app.state.extra.steps ?? 0);
  return Number.isInteger(count) && count > 0 ? Math.min(count, MOST_STEPS) : 0;
}

/** @param {import("lw/core/app").App} app @returns {number} the learning rate */
export function rateOf(app) {
  const rate = Number(app.state.extra.rate ?? USUAL);
  return rate >= 10 ** SMALLEST && rate <= 10 ** LARGEST ? rate : USUAL;
}

/** The class that the example should have: what the reader says, else what the data say. @param {import("lw/core/app").App} app */
export function targetOf(app) {
  const { state, shown, card } = app;
  return state.label === null ? shown.label : card.data.classes.indexOf(state.label);
}

/** @param {import("lw/core/app").App} app */
export function controls(app) {
  const { say, store, card } = app;
  const label = h(
    "select",
    { class: "pill", "aria-label": say("step.should"), onchange: () => store.set({ label: label.value || null }) },
    h("option", { value: "" }, "–"),
    card.data.classes.map((/** @type {string} */ name) => h("option", { value: name }, name)),
  );
  const buttons = COUNTS.map((count) => {
    const go = () => store.keep({ steps: String(Math.min(MOST_STEPS, stepsOf(app) + count)) });
    return h("button", { type: "button", class: count === 1 ? "button main" : "button", onclick: go }, say(`step.go-${count}`));
  });
  const reset = h("button", { type: "button", class: "button push", onclick: () => store.keep({ steps: "0" }) }, say("step.reset"));
  const told = h("output", {});
  const rate = h("input", {
    type: "range",
    min: String(SMALLEST),
    max: String(LARGEST),
    step: "0.1",
    "aria-label": say("step.rate"),
    oninput: () => store.keep({ rate: String(Number((10 ** Number(rate.value)).toPrecision(3))) }),
  });
  const element = h(
    "section",
    { class: "card", "aria-label": say("step.controls") },
    h("label", { class: "field" }, say("step.should"), label),
    h("div", { class: "row" }, buttons, reset),
    h("label", { class: "field step-rate" }, say("step.rate"), rate, told),
    h("p", { class: "soft small" }, say("step.rate-note")),
  );
  return {
    element,
    render() {
      const target = targetOf(app);
      const ready = app.shown.raw !== null && target !== null;
      label.value = target === null ? "" : card.data.classes[target];
      label.disabled = app.shown.raw === null;
      for (const button of buttons) button.disabled = !ready || stepsOf(app) >= MOST_STEPS;
      reset.disabled = stepsOf(app) === 0;
      rate.value = String(Math.log10(rateOf(app)));
      const words = String(Number(rateOf(app).toPrecision(2)));
      write(told, words);
      rate.setAttribute("aria-valuetext", words);
    },
  };
}
