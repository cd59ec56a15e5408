/** Classes as marks on a map: a colour of their own, and a sign that tells them apart without it. */

import { h } from "lw/core/dom";

const COLOURS = 10; // of the design tokens
const LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** A class's colour, light or dark as the page is. @param {number} label @returns {string} `#rrggbb` */
export function classColour(label) {
  return getComputedStyle(document.documentElement).getPropertyValue(`--class-${label % COLOURS}`).trim();
}

/** The colours of all classes. @param {number} count @returns {string[]} */
export function classColours(count) {
  return Array.from({ length: count }, (_, label) => classColour(label));
}

/** The signs of all classes: their own names where each is one letter. @param {string[]} classes */
export function signs(classes) {
  return classes.every((name) => [...name].length === 1) ? classes : classes.map((_, k) => LETTERS[k % LETTERS.length]);
}

/**
 * A point of the plane: a disc for the first class, a ring for the second, its sign for any other.
 * @param {CanvasRenderingContext2D} context
 * @param {{x: number, y: number, r: number}} spot
 * @param {number} label
 * @param {string} colour
 * @param {string} sign
 */
export function drawMark(context, { x, y, r }, label, colour, sign) {
  if (label > 1) return drawSign(context, x, y, colour, sign, 3.4 * r);
  context.beginPath();
  context.arc(x, y, label ? r - 0.4 : r, 0, 2 * Math.PI);
  context.fillStyle = context.strokeStyle = colour;
  context.lineWidth = 1.2;
  if (label) context.stroke();
  else context.fill();
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {number} x @param {number} y
 * @param {string} colour
 * @param {string} sign
 * @param {number} size of the letters in CSS pixels
 */
export function drawSign(context, x, y, colour, sign, size) {
  context.font = `600 ${size}px system-ui, sans-serif`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillStyle = colour;
  context.fillText(sign, x, y);
}

/**
 * Where the example in hand lies: a ring with a hole, that nothing beside it looks like.
 * @param {CanvasRenderingContext2D} context
 * @param {number} x @param {number} y
 * @param {string} ink
 * @param {string} paper
 */
export function drawHere(context, x, y, ink, paper) {
  for (const [colour, width] of /** @type {[string, number][]} */ ([[paper, 6], [ink, 2.4]])) {
    context.beginPath();
    context.arc(x, y, 7, 0, 2 * Math.PI);
    context.strokeStyle = colour;
    context.lineWidth = width;
    context.stroke();
  }
}

/** What the marks stand for. @param {import("lw/core/app").App} app @param {boolean} plane whether drawn by `drawMark` */
export function markLegend(app, plane) {
  const { classes } = app.card.data;
  const letters = signs(classes);
  const same = !plane && letters === classes;
  if (same) return null;
  return h(
    "p",
    { class: "legend marks" },
    classes.map((/** @type {string} */ name, /** @type {number} */ label) => {
      const sign = plane && label < 2 ? (label ? "○" : "●") : letters[label];
      return h("span", {}, h("b", { style: `color:var(--class-${label % COLOURS})` }, sign), ` ${name}`);
    }),
  );
}

/**
 * A canvas made as sharp as the screen, with its context in CSS pixels.
 * @param {HTMLCanvasElement} canvas
 * @param {number} width @param {number} height in CSS pixels
 */
export function sharp(canvas, width, height) {
  const density = Math.min(2, devicePixelRatio || 1);
  Object.assign(canvas, { width: Math.round(width * density), height: Math.round(height * density) });
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  context.setTransform(density, 0, 0, density, 0, 0);
  return context;
}
