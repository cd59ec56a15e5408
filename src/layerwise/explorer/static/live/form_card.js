/** The form of a new study: what to compare, what it would take, and its start. */

import { assign, fill, h } from "lw/core/dom";
import { ACTIVATIONS } from "lw/live/asked";
import { clock } from "lw/live/wording";

/** @param {import("lw/live/panel").Host} app @param {import("lw/live/studies").Studies} studies */
export function formCard(app, studies) {
  const { say } = app;
  const other = () => studies.fillIn({ data: data.value });
  const data = h("select", { id: "live-data", class: "pill", onchange: other });
  const texts = /** @type {const} */ (["depths", "widths", "epochs", "seeds"]).map((name) => {
    const input = h("input", {
      id: `live-${name}`,
      class: "live-input",
      inputmode: name === "epochs" || name === "seeds" ? "numeric" : "text",
      autocomplete: "off",
      "aria-describedby": `live-${name}-help`,
      oninput: (/** @type {any} */ event) => studies.fillIn({ [name]: event.target.value }),
    });
    return { name, input, help: h("span", { id: `live-${name}-help`, class: "soft small" }) };
  });
  const boxes = ACTIVATIONS.map((name) => {
    const turned = () => studies.fillIn({ activations: chosen() });
    const box = h("input", { type: "checkbox", value: name, onchange: turned });
    return { box, label: h("label", { class: "live-box" }, box, name) };
  });
  const chosen = () => boxes.filter(({ box }) => box.checked).map(({ box }) => box.value);
  const choices = h("div", { class: "row" }, boxes.map(({ label }) => label));
  const plan = h("button", { type: "submit", class: "button", "data-keep": "live-plan" }, say("live.plan"));
  const begin = () => void studies.start();
  const first = { type: "button", class: "button main", "data-keep": "live-start", onclick: begin };
  const start = h("button", first, say("live.start"));
  const told = h("div", { "aria-live": "polite", class: "live-told" });
  const names = { depths: "live.depths", widths: "live.widths", epochs: "live.epochs", seeds: "live.seeds" };
  const rows = texts.map(({ name, input, help }) =>
    h("div", { class: "live-field" }, h("label", { for: `live-${name}` }, say(names[name])), input, help),
  );
  const element = h(
    "form",
    {
      class: "card live-form",
      "aria-labelledby": "live-form-title",
      onsubmit: (/** @type {Event} */ event) => {
        event.preventDefault();
        if (!plan.disabled) void studies.makePlan();
      },
    },
    h("h2", { id: "live-form-title" }, say("live.new")),
    h("div", { class: "live-field" }, h("label", { for: "live-data" }, say("live.data")), data),
    rows.slice(0, 2),
    h("fieldset", { class: "live-field" }, h("legend", {}, say("live.activations")), choices),
    rows.slice(2),
    told,
    h("div", { class: "row" }, plan, start),
  );

  const render = () => {
    const { form, choice, busy, asked } = studies;
    if (!form || !choice || !asked) return;
    if (data.options.length !== studies.choices.length) {
      fill(data, studies.choices.map((each) => h("option", { value: each.name }, each.name)));
    }
    data.value = form.data;
    for (const { name, input, help } of texts) {
      if (input.value !== form[name]) input.value = form[name];
      const odd = asked.odd.has(name);
      assign(input, { "aria-invalid": odd ? "true" : false });
      fill(help, hint(say, name, odd, choice));
    }
    for (const { box } of boxes) box.checked = form.activations.includes(box.value);
    plan.disabled = Boolean(busy) || asked.odd.size > 0;
    start.disabled = Boolean(busy) || !studies.plan;
    fill(told, tell(app, studies));
  };
  return { element, render };
}

/**
 * What is to stand in a field.
 * @param {import("lw/core/words").Say} say
 * @param {string} name
 * @param {boolean} odd
 * @param {import("lw/live/api").Choice} choice
 */
function hint(say, name, odd, choice) {
  const step = choice.seeds_step;
  if (name === "seeds") {
    if (step > 1) return say(odd ? "live.seeds-odd" : "live.seeds-step", { step });
    return odd ? say("live.whole-odd") : "";
  }
  if (name === "epochs") return odd ? say("live.whole-odd") : "";
  return odd ? say("live.list-odd") : "";
}

/**
 * What it would take, or what is wrong.
 * @param {import("lw/live/panel").Host} app
 * @param {import("lw/live/studies").Studies} studies
 */
function tell(app, studies) {
  const { say } = app;
  if (studies.error) return h("p", { class: "live-error", role: "alert" }, studies.error);
  if (studies.busy === "plan") return h("p", { class: "soft" }, say("live.planning"));
  if (studies.asked?.odd.has("activations")) return h("p", { class: "live-error" }, say("live.no-activation"));
  if (!studies.plan) return h("p", { class: "soft" }, say("live.plan-first"));
  const { networks, seconds, memory, busy } = studies.plan.expected;
  const values = { networks, time: clock(say, seconds), memory: memory / 2 ** 30 };
  const told = h("p", {}, h("strong", {}, say("live.would-take", values)));
  return [told, busy && h("p", { class: "soft" }, say("live.busy"))];
}
