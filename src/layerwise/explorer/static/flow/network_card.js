/** The network in the middle: its picture, the film of its flow, and the slider through its training. */

import { h, write } from "lw/core/dom";
import { onTheme } from "lw/flow/colours";
import { exampleDrawer } from "lw/flow/examples";
import { layout } from "lw/flow/layout";
import { drawNetwork } from "lw/flow/picture";
import { Player } from "lw/flow/player";
import { tiles } from "lw/flow/surfaces";
import { unitButtons } from "lw/flow/units";

/** @param {import("lw/core/app").App} app */
export function networkCard(app) {
  const { say, store } = app;
  const canvas = h("canvas", { role: "img" });
  const stage = h("div", { class: "stage" }, canvas);
  const player = new Player(app, () => (app.network?.depth ?? 0) + 1, draw);
  const epochs = epochSlider(app);
  const element = h(
    "section",
    { class: "card network", "aria-label": say("flow.network") },
    h("h2", {}, say("flow.from-to")),
    stage,
    h("div", { class: "row controls" }, player.element, epochs.element),
  );
  /** @type {import("lw/flow/layout").Layout|null} */
  let places = null;
  let laid = "";
  /** @type {any} the last run drawn, so that the film need not compute it again */
  let run = null;
  let example = exampleDrawer(app);
  const pictures = tiles(app);

  /** @param {number} [reached] */
  function draw(reached = player.reached) {
    const { network, state, card } = app;
    if (!network || !places) return;
    const { edits, lang } = state;
    const { unit } = app;
    const drawn = { network, run, places, example, tiles: pictures(places), unit, edits };
    drawNetwork(canvas, { ...drawn, reached, classes: card.data.classes, lang });
  }

  function lay() {
    const { network } = app;
    const width = Math.floor(stage.clientWidth);
    if (!network || !width) return;
    const key = `${network.spec.id} ${width}`;
    if (key === laid) return;
    laid = key;
    places = layout(network, width);
    const point = (/** @type {string|null} */ name) => name && store.set({ unit: name });
    const press = (/** @type {string} */ name) => toggle(app, name);
    stage.replaceChildren(canvas, unitButtons(app, places, point, press));
  }

  const watched = new ResizeObserver(() => {
    lay();
    draw();
  });
  watched.observe(stage);
  onTheme(() => element.isConnected && draw());

  return {
    element,
    /** @param {Set<string>} changed */
    render(changed) {
      if (changed.has("input") || changed.has("net") || changed.has("edits")) player.rest();
      lay();
      run = app.run;
      example = exampleDrawer(app);
      canvas.setAttribute("aria-label", say("flow.picture", { name: app.spec.label }));
      epochs.render();
      draw();
    },
  };
}

/** Switches a unit off, or lets it go. @param {import("lw/core/app").App} app @param {string} name */
function toggle(app, name) {
  const { [name]: held, ...others } = app.state.edits;
  const edits = held === undefined ? { ...others, [name]: 0 } : others;
  app.store.set({ unit: name, edits });
  app.announce(app.say(held === undefined ? "flow.is-off" : "flow.is-free"));
}

/** @param {import("lw/core/app").App} app */
export function epochSlider(app) {
  const { say, library, store } = app;
  const told = h("output", { class: "soft" });
  const slider = h("input", {
    type: "range",
    min: "0",
    step: "1",
    "aria-label": say("flow.epoch"),
    oninput: () => {
      const epoch = library.epochs(app.state.net)[Number(slider.value)];
      store.set({ epoch: epoch === app.spec.weights.best.epoch ? null : epoch });
    },
  });
  const element = h("label", { class: "field epochs" }, told, slider);
  return {
    element,
    render() {
      const kept = library.epochs(app.state.net);
      const best = app.spec.weights.best.epoch;
      const at = library.nearest(app.state.net, app.state.epoch) ?? best;
      element.hidden = kept.length < 2;
      if (element.hidden) return;
      slider.max = String(kept.length - 1);
      slider.value = String(kept.indexOf(at));
      const words = at === best ? say("flow.best-epoch", { epoch: at }) : say("flow.at-epoch", { epoch: at });
      write(told, words);
      slider.setAttribute("aria-valuetext", words);
    },
  };
}

