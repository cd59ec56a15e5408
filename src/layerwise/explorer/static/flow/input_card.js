/** What the network is shown, and ways to show it something else. */

import { h } from "lw/core/dom";
import { paintInk } from "lw/flow/images";
import { labelPicker } from "lw/flow/label";
import { Pad } from "lw/flow/pad";
import { planeCard } from "lw/flow/plane";
import { Samples } from "lw/flow/samples";

/** @param {import("lw/core/app").App} app */
export function inputCard(app) {
  const { say, card } = app;
  if (card.data.kind === "plane" && card.data.range) return planeCard(app);
  const shape = card.data.picture_shape;
  const draws = shape?.[0] === 28 && shape?.[1] === 28;
  const pad = draws ? new Pad(app) : null;
  const samples = card.samples ? new Samples(app) : null;
  const label = draws ? labelPicker(app) : null;
  const seen = h("canvas", { class: "pixels seen", role: "img", "aria-label": say("flow.seen") });
  const sight = shape && h("div", { class: "row sight" }, seen, h("p", { class: "soft small" }, say(draws ? "flow.sees" : "flow.sees-plain")));
  const element = h(
    "section",
    { class: "card input", "aria-label": say("flow.input-card") },
    h("h2", {}, say(draws ? "flow.your-drawing" : "flow.example")),
    [pad?.element, sight, label?.element, samples?.element ?? h("p", { class: "soft" }, say("flow.no-samples"))],
  );
  return {
    element,
    /** @param {Set<string>} changed */
    render(changed) {
      pad?.render();
      label?.render();
      const { raw } = app.shown;
      if (shape) paintInk(seen, raw ?? new Uint8Array(shape[0] * shape[1]), shape);
      if (changed.has("view") || changed.has("net") || changed.has("networks") || changed.has("epoch")) void samples?.render();
      samples?.mark(app.state.input);
    },
  };
}
