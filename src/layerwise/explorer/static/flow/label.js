/** What the reader says the drawing is: it counts for the networks' scores, and One step learns from it. */

import { h } from "lw/core/dom";
import { forget, keep, kept } from "lw/flow/own_drawings";

/** @param {import("lw/core/app").App} app */
export function labelPicker(app) {
  const { say, card, store } = app;
  const select = h(
    "select",
    { class: "pill", "aria-label": say("flow.meant") },
    h("option", { value: "" }, "–"),
    card.data.classes.map((/** @type {string} */ name) => h("option", { value: name }, name)),
  );
  select.addEventListener("change", () => {
    store.set({ label: select.value || null });
    if (select.value) keep(app, select.value);
  });
  const told = h("span", { class: "soft small" });
  const away = h("button", { type: "button", class: "button", onclick: () => forget(app) }, say("flow.forget"));
  const element = h("div", { class: "row" }, h("label", { class: "field" }, say("flow.it-is"), select), told, away);
  return {
    element,
    render() {
      const drawing = app.state.input.kind === "strokes" && app.shown.raw !== null;
      const count = kept(app).length;
      select.value = app.state.label ?? (app.shown.label === null ? "" : card.data.classes[app.shown.label]);
      select.disabled = !drawing;
      told.textContent = count ? say("flow.kept", { count }) : "";
      away.hidden = count === 0;
    },
  };
}
