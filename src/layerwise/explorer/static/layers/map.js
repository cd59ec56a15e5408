/** A layer's map: the test examples by their first two principal components, and where the example in hand lies. */

import { h } from "lw/core/dom";
import { colours, faint } from "lw/flow/colours";
import { classColours, drawHere, drawMark, drawSign, sharp, signs } from "lw/flow/marks";

const ROOM = 14; // CSS pixels around the outermost examples

export class ExampleMap {
  /** @param {import("lw/core/app").App} app @param {string} name of the layer */
  constructor(app, name) {
    this.app = app;
    this.canvas = h("canvas", { class: "layers-map", role: "img", "aria-label": name });
    /** @type {import("lw/layers/facts").Fact|null} */
    this.fact = null;
    /** @type {number[][][]} lines of the plane, bent as the layer bends it */
    this.sheet = [];
    /** @type {HTMLCanvasElement|null} all but the example in hand, drawn once */
    this.ground = null;
    /** @type {number[]|null} */
    this.here = null;
  }

  /** @param {import("lw/layers/facts").Fact} fact @param {number[][][]} [sheet] */
  set(fact, sheet = []) {
    Object.assign(this, { fact, sheet, ground: null });
    this.draw();
  }

  /** Forgets what was drawn, as light and dark have changed. */
  refresh() {
    this.ground = null;
    this.draw();
  }

  /** @param {number[]|null} here */
  point(here) {
    this.here = here;
    this.draw();
  }

  draw() {
    const side = Math.floor(this.canvas.clientWidth);
    if (!side || !this.fact) return;
    if (this.ground?.dataset.side !== String(side)) this.ground = this.grounded(this.fact, side);
    const context = sharp(this.canvas, side, side);
    context.drawImage(this.ground, 0, 0, side, side);
    if (!this.here) return;
    const { x, y } = this.spot(this.fact, side, this.here[0], this.here[1] ?? 0);
    const { ink, card } = colours();
    const inside = (/** @type {number} */ value) => Math.min(side - 9, Math.max(9, value));
    drawHere(context, inside(x), inside(y), ink, card);
  }

  /** @param {import("lw/layers/facts").Fact} fact @param {number} side @returns {HTMLCanvasElement} */
  grounded(fact, side) {
    const { app } = this;
    const found = h("canvas", { "data-side": side });
    const context = sharp(found, side, side);
    const examples = app.library.examples.test;
    const { classes, kind } = app.card.data;
    const [full, letters] = [classColours(classes.length), signs(classes)];
    for (const line of this.sheet) this.bend(context, fact, side, line);
    const { scores } = fact;
    for (let row = 0; row < scores.length / 2; row++) {
      const { x, y } = this.spot(fact, side, scores[2 * row], scores[2 * row + 1]);
      const label = examples.labels[row];
      if (kind === "plane") drawMark(context, { x, y, r: 1.8 }, label, full[label], letters[label]);
      else drawSign(context, x, y, full[label], letters[label], 9.5);
    }
    return found;
  }

  /** @param {CanvasRenderingContext2D} context @param {import("lw/layers/facts").Fact} fact @param {number} side @param {number[][]} line */
  bend(context, fact, side, line) {
    context.beginPath();
    for (const [a, b = 0] of line) {
      const { x, y } = this.spot(fact, side, a, b);
      context.lineTo(x, y);
    }
    context.strokeStyle = faint(colours().soft, 0.35);
    context.lineWidth = 0.8;
    context.stroke();
  }

  /** Both axes on one scale, so that distances mean the same in every direction. */
  spot(
    /** @type {import("lw/layers/facts").Fact} */ fact,
    /** @type {number} */ side,
    /** @type {number} */ a,
    /** @type {number} */ b,
  ) {
    const [low, high] = extent(fact.scores);
    const span = Math.max(high[0] - low[0], high[1] - low[1]) || 1;
    const scale = (side - 2 * ROOM) / span;
    return { x: side / 2 + (a - (low[0] + high[0]) / 2) * scale, y: side / 2 - (b - (low[1] + high[1]) / 2) * scale };
  }
}

/** @type {WeakMap<Float32Array, number[][]>} */
const extents = new WeakMap();

/** The lowest and the highest of both columns. @param {Float32Array} scores */
function extent(scores) {
  const known = extents.get(scores);
  if (known) return known;
  const found = [[Infinity, Infinity], [-Infinity, -Infinity]];
  scores.forEach((value, place) => {
    found[0][place % 2] = Math.min(found[0][place % 2], value);
    found[1][place % 2] = Math.max(found[1][place % 2], value);
  });
  extents.set(scores, found);
  return found;
}
