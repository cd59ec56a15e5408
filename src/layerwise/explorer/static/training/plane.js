/** The network's answer to every point of the plane, with test points on it. */

import { fill, h } from "lw/core/dom";
import { between, colours } from "lw/flow/colours";
import { breath } from "lw/net/answers";
import { largest } from "lw/net/network";

const GRID = 60;
const SIDE = 300;
const POINTS = 300;
const SLICE = 12; // milliseconds before the page may breathe

/** @param {import("lw/core/app").App} app */
export function plane(app) {
  const { say, card } = app;
  const canvas = h("canvas", { role: "img", width: 2 * SIDE, height: 2 * SIDE, class: "plane-answer", "aria-label": say("training.plane") });
  const key = h("p", { class: "legend" });
  const element = h("div", { class: "looks" }, h("h3", {}, say("training.plane")), canvas, key);
  const marks = ["●", "○", "▲", "△", "■", "□"];
  fill(key, card.data.classes.slice(0, marks.length).map((/** @type {string} */ name, /** @type {number} */ k) => h("span", {}, `${marks[k]} ${name}`)));
  let asked = 0;

  return {
    element,
    async render() {
      const { network } = app;
      if (!network || !card.data.range) return;
      const mine = ++asked;
      const shares = [];
      let began = performance.now();
      for (let place = 0; place < GRID * GRID; place++) {
        shares.push(network.run(network.scaled(at(card.data.range, place % GRID, Math.floor(place / GRID)))).probabilities);
        if (performance.now() - began < SLICE) continue;
        await breath();
        if (mine !== asked) return; // the slider has moved on
        began = performance.now();
      }
      paint(canvas, shares, card.data.classes.length);
      points(app, canvas);
    },
  };
}

/** The middle of a cell of the grid, counted from the upper left. @param {number[][]} range @param {number} column @param {number} row */
function at([low, high], column, row) {
  return [low[0] + ((column + 0.5) / GRID) * (high[0] - low[0]), high[1] - ((row + 0.5) / GRID) * (high[1] - low[1])];
}

/** The colour of a class, as red, green, blue: orange and blue of two, else along from one to the other. @param {number} k @param {number} count */
function tint(k, count) {
  const { for: one, against: other } = colours();
  return between(one, other, count > 1 ? k / (count - 1) : 0);
}

/** @param {HTMLCanvasElement} canvas @param {Float64Array[]} shares @param {number} classes */
function paint(canvas, shares, classes) {
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const { card } = colours();
  const step = canvas.width / GRID;
  shares.forEach((each, place) => {
    const best = largest(each);
    const sure = Math.min(1, Math.max(0, (each[best] * classes - 1) / (classes - 1)));
    const [red, green, blue] = tint(best, classes);
    context.fillStyle = card;
    context.fillRect((place % GRID) * step, Math.floor(place / GRID) * step, step, step);
    context.fillStyle = `rgba(${red},${green},${blue},${0.12 + 0.5 * sure})`;
    context.fillRect((place % GRID) * step, Math.floor(place / GRID) * step, step, step);
  });
}

/** Test points: full for the first class, empty for the second, and so on. @param {import("lw/core/app").App} app @param {HTMLCanvasElement} canvas */
function points(app, canvas) {
  const examples = app.library.examples.test;
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  if (!examples) return;
  const [low, high] = app.card.data.range;
  const { ink } = colours();
  context.strokeStyle = context.fillStyle = ink;
  context.lineWidth = 1.5;
  for (let k = 0; k < Math.min(POINTS, examples.labels.length); k++) {
    const [x, y] = [examples.inputs[2 * k], examples.inputs[2 * k + 1]];
    context.beginPath();
    outline(context, examples.labels[k], ((x - low[0]) / (high[0] - low[0])) * canvas.width, (1 - (y - low[1]) / (high[1] - low[1])) * canvas.height);
    if (examples.labels[k] % 2 === 0) context.fill();
    else context.stroke();
  }
}

/** A circle, a triangle or a square. @param {CanvasRenderingContext2D} context @param {number} label @param {number} x @param {number} y */
function outline(context, label, x, y) {
  const r = 4;
  if (label % 6 < 2) context.arc(x, y, r, 0, 2 * Math.PI);
  else if (label % 6 < 4) {
    context.moveTo(x, y - r);
    context.lineTo(x + r, y + r);
    context.lineTo(x - r, y + r);
    context.closePath();
  } else context.rect(x - r, y - r, 2 * r, 2 * r);
}
