/** The network in the middle, with the film of what flows back through it. */

import { h } from "lw/core/dom";
import { onTheme } from "lw/flow/colours";
import { exampleDrawer } from "lw/flow/examples";
import { layout } from "lw/flow/layout";
import { Player } from "lw/flow/player";
import { drawLearning } from "lw/step/picture";

/** @param {import("lw/core/app").App} app */
export function learningCard(app) {
  const { say, card } = app;
  const canvas = h("canvas", { role: "img" });
  const stage = h("div", { class: "stage" }, canvas);
  const player = new Player(app, () => (app.network?.depth ?? 0) + 2, draw);
  const note = h("p", { class: "soft small" }, say("step.picture-note"));
  const element = h(
    "section",
    { class: "card", "aria-label": say("step.network") },
    h("h2", {}, say("step.back")),
    stage,
    note,
    h("div", { class: "row" }, player.play, player.speed),
  );
  /** @type {{network: any, run: any, back: any}} */
  let seen = { network: null, run: null, back: null };
  let example = exampleDrawer(app);
  /** @type {import("lw/flow/layout").Layout|null} */
  let places = null;
  let laid = "";

  /** @param {number} reached how far the flow back has come */
  function draw(reached) {
    const width = Math.floor(stage.clientWidth);
    const { network } = seen;
    if (!network || !width) return;
    const key = `${network.spec.id} ${width}`;
    if (key !== laid) places = layout(network, width);
    laid = key;
    if (!places) return;
    const { unit, lang } = app.state;
    drawLearning(canvas, { ...seen, places, example, unit, reached, classes: card.data.classes, lang });
  }

  new ResizeObserver(() => requestAnimationFrame(() => draw(player.reached))).observe(stage);
  onTheme(() => element.isConnected && draw(player.reached));
  return {
    element,
    /**
     * @param {any} network as it is after the steps taken
     * @param {any} run
     * @param {any} back its gradient; null where it is not known what it should answer
     */
    show(network, run, back) {
      seen = { network, run, back };
      example = exampleDrawer(app);
      player.play.disabled = !back;
      canvas.setAttribute("aria-label", say("step.picture", { name: app.spec.label }));
      player.rest();
      draw(player.reached);
    },
  };
}
