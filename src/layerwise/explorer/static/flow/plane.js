/** Data in the plane: the networks' inputs as points, and what a network makes of every place around them. */

import { h } from "lw/core/dom";
import { colours, onTheme } from "lw/flow/colours";
import { decisionOf, drawExamples, shadeDecision, spotOf, windowOf } from "lw/flow/ground";
import { drawHere, markLegend, sharp } from "lw/flow/marks";

const STEP = 0.02; // of the side, that an arrow key moves the point
const ARROWS = /** @type {Record<string, [number, number]>} */ ({
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
});

/**
 * What the network is shown, where that is a point of the plane: chosen with the pointer or the arrow keys.
 * @param {import("lw/core/app").App} app
 */
export function planeCard(app) {
  const { say, card, store } = app;
  const window = windowOf(card.data.range);
  const canvas = h("canvas", {
    class: "pad plane",
    tabindex: "0",
    role: "application",
    "aria-label": say("flow.plane"),
    "aria-describedby": "plane-help",
    onpointerdown: (/** @type {PointerEvent} */ event) => {
      if (event.button !== 0) return;
      event.preventDefault();
      canvas.focus({ preventScroll: true });
      canvas.setPointerCapture?.(event.pointerId);
      pointed(event);
    },
    onpointermove: (/** @type {PointerEvent} */ event) => event.buttons & 1 && pointed(event),
    onkeydown: (/** @type {KeyboardEvent} */ event) => {
      const arrow = ARROWS[event.key];
      if (!arrow) return;
      event.preventDefault();
      const from = app.shown.raw ?? window.low.map((low, k) => (low + window.high[k]) / 2);
      const step = event.shiftKey ? STEP / 5 : STEP;
      choose(arrow.map((way, k) => from[k] + way * step * (window.high[k] - window.low[k])));
    },
  });
  const place = h("p", { class: "soft small numbers" });
  const element = h(
    "section",
    { class: "card input", "aria-label": say("flow.input-card") },
    h("h2", {}, say("flow.point")),
    canvas,
    h("p", { id: "plane-help", class: "soft small" }, say("flow.plane-help")),
    place,
    markLegend(app, true),
  );

  /** @param {number[]} values */
  function choose(values) {
    const inside = values.map((value, k) => Math.min(window.high[k], Math.max(window.low[k], value)));
    store.set({ input: { kind: "point", values: inside }, label: null, edits: {} });
  }

  /** @param {PointerEvent} event */
  function pointed(event) {
    const box = canvas.getBoundingClientRect();
    const shares = [(event.clientX - box.left) / box.width, 1 - (event.clientY - box.top) / box.height];
    choose(shares.map((share, k) => window.low[k] + share * (window.high[k] - window.low[k])));
  }

  /** @type {HTMLCanvasElement|null} all but the point, drawn once for a network */
  let ground = null;
  /** @type {import("lw/flow/ground").Decision|null} */
  let decision = null;
  /** @type {Promise<import("lw/flow/ground").Decision>|null} the one that is drawn, or will be */
  let asked = null;

  async function decide() {
    const { network, state } = app;
    const coming = network && decisionOf(app, network, state.edits);
    if (!coming || coming === asked) return;
    asked = coming;
    const found = await coming;
    if (coming !== asked) return;
    decision = found;
    ground = null;
    draw();
  }

  function draw() {
    const side = Math.floor(canvas.clientWidth);
    if (!side) return;
    const drawn = ground?.dataset.side === String(side) ? ground : grounded(side);
    ground = drawn;
    const context = sharp(canvas, side, side);
    context.drawImage(drawn, 0, 0, side, side);
    const { raw } = app.shown;
    const { ink, card: paper } = colours();
    if (!raw) return;
    const { x, y } = spotOf(window, raw, side);
    drawHere(context, x, y, ink, paper);
    place.textContent = say("flow.point-at", { x: Number(raw[0]), y: Number(raw[1]) });
  }

  /** @param {number} side */
  function grounded(side) {
    const found = h("canvas", { "data-side": side });
    const context = sharp(found, side, side);
    if (decision) shadeDecision(context, decision, card.data.classes.length, side);
    drawExamples(context, app, side, 1.7);
    return found;
  }

  new ResizeObserver(() => requestAnimationFrame(draw)).observe(canvas);
  onTheme(() => {
    ground = null;
    if (element.isConnected) draw();
  });
  return {
    element,
    render() {
      void decide();
      draw();
    },
  };
}
