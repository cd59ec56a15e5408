/** The network's answer to every point of the plane, with the test examples on it. */

import { h } from "lw/core/dom";
import { onTheme } from "lw/flow/colours";
import { decisionOf, drawExamples, shadeDecision } from "lw/flow/ground";
import { markLegend, sharp } from "lw/flow/marks";

const SIDE = 300;

/** @param {import("lw/core/app").App} app */
export function plane(app) {
  const { say, card } = app;
  const canvas = h("canvas", { role: "img", class: "plane-answer", "aria-label": say("training.plane") });
  const element = h("div", { class: "looks" }, h("h3", {}, say("training.plane")), canvas, markLegend(app, true));

  async function render() {
    const { network } = app;
    if (!network || !card.data.range) return;
    const decision = await decisionOf(app, network);
    if (network !== app.network) return; // the slider has moved on
    const context = sharp(canvas, SIDE, SIDE);
    shadeDecision(context, decision, card.data.classes.length, SIDE);
    drawExamples(context, app, SIDE, 2);
  }

  onTheme(() => element.isConnected && void render());
  return { element, render };
}
