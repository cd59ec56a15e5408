/** The picture of a network at work, on one canvas: the example, the layers' units, the links that carry most. */

import { grouped } from "lw/core/words";
import { drawClasses } from "lw/flow/class_bars";
import { between, colours, faint } from "lw/flow/colours";
import { text } from "lw/flow/letters";
import { linksInto } from "lw/flow/links";
import { largest } from "lw/net/network";

// Of the way through a layer (0 … 1): until here links grow, until there the sum stands, then it is activated.
const LINKS_END = 0.55;
const SUM_END = 0.78;

/**
 * @typedef {object} Scene
 * @property {import("lw/net/network").Network} network
 * @property {import("lw/net/network").Run|null} run null: nothing is shown to the network
 * @property {import("lw/flow/layout").Layout} places
 * @property {(context: CanvasRenderingContext2D, square: {x: number, y: number, side: number}) => void} example
 * @property {Map<string, HTMLCanvasElement>} tiles pictures of units, by `layer.unit`; the others are discs
 * @property {string|null} unit in hand, `layer.unit`
 * @property {Record<string, number>} edits
 * @property {number} reached how far the flow has come: 1.5 is half-way into the second layer
 * @property {string[]} classes
 * @property {"en"|"zh"} lang of what is written
 */

/**
 * Draws the whole picture anew.
 * @param {HTMLCanvasElement} canvas
 * @param {Scene} scene
 */
export function drawNetwork(canvas, scene) {
  const context = cleared(canvas, scene.places);
  const { network, run, places } = scene;
  places.layers.forEach((_, k) => drawLinks(context, scene, k, within(scene.reached, k)));
  scene.example(context, places.input);
  for (let k = 0; k < network.depth; k++) drawUnits(context, scene, k, run ? within(scene.reached, k) : 0);
  drawAnswers(context, scene, run ? within(scene.reached, network.depth) : 0);
}

/**
 * The canvas at the size of what is laid out, sharp on dense screens, with nothing on it.
 * @param {HTMLCanvasElement} canvas
 * @param {import("lw/flow/layout").Layout} places
 * @returns {CanvasRenderingContext2D} in CSS pixels
 */
export function cleared(canvas, { width, height }) {
  const density = Math.min(2, devicePixelRatio || 1);
  const [wide, high] = [Math.round(width * density), Math.round(height * density)];
  if (canvas.width !== wide || canvas.height !== high) {
    Object.assign(canvas, { width: wide, height: high });
    Object.assign(canvas.style, { width: `${width}px`, height: `${height}px` });
  }
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  context.setTransform(density, 0, 0, density, 0, 0);
  context.clearRect(0, 0, width, height);
  return context;
}

/** How far the flow has come within a layer, 0 … 1. @param {number} reached @param {number} k */
export function within(reached, k) {
  return Math.min(1, Math.max(0, reached - k));
}

/** @param {CanvasRenderingContext2D} context @param {Scene} scene @param {number} k @param {number} part */
function drawLinks(context, scene, k, part) {
  const { network, run, places } = scene;
  if (!run || part === 0) return;
  const shown = Math.min(1, part / LINKS_END);
  const { for: positive, against, soft } = colours();
  context.save();
  context.lineCap = "round";
  if (k === 0) {
    const sums = run.sums[0];
    const most = Math.max(...sums.map(Math.abs)) || 1;
    for (const spot of places.layers[0]) {
      const strength = Math.abs(sums[spot.unit]) / most;
      context.strokeStyle = faint(soft, 0.18 + 0.5 * strength);
      context.lineWidth = 0.6 + 1.2 * strength;
      curve(context, places.down, exit(places), spot, shown);
    }
  } else {
    const links = linksInto(network, run, places, k);
    const most = Math.abs(links[links.length - 1]?.value ?? 1) || 1;
    for (const { from, to, value } of links) {
      const strength = Math.abs(value) / most;
      context.strokeStyle = faint(value > 0 ? positive : against, 0.12 + 0.75 * strength);
      context.lineWidth = 0.5 + 3.2 * strength;
      // Of two ways to tell a sign, the second is for those who do not see the colour: what speaks against is dashed.
      context.setLineDash(value > 0 ? [] : [5, 3]);
      const { down } = places;
      const start = { x: from.x + (down ? 0 : from.r), y: from.y + (down ? from.r : 0) };
      curve(context, down, start, { x: to.x - (down ? 0 : to.r), y: to.y - (down ? to.r : 0) }, shown);
    }
  }
  context.restore();
}

/** Where the example's links leave it. @param {import("lw/flow/layout").Layout} places */
export function exit({ input, down }) {
  return down
    ? { x: input.x + input.side / 2, y: input.y + input.side + 2 }
    : { x: input.x + input.side + 2, y: input.y + input.side / 2 };
}

/**
 * An even curve, as far as it has grown.
 * @param {CanvasRenderingContext2D} context
 * @param {boolean} down
 * @param {{x: number, y: number}} from
 * @param {{x: number, y: number}} to
 * @param {number} shown 0 … 1
 */
export function curve(context, down, from, to, shown) {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  let points = down
    ? [from, { x: from.x, y: from.y + dy / 2 }, { x: to.x, y: to.y - dy / 2 }, to]
    : [from, { x: from.x + dx / 2, y: from.y }, { x: to.x - dx / 2, y: to.y }, to];
  if (shown < 1) points = beginning(points, shown);
  context.beginPath();
  context.moveTo(points[0].x, points[0].y);
  context.bezierCurveTo(points[1].x, points[1].y, points[2].x, points[2].y, points[3].x, points[3].y);
  context.stroke();
}

/** The first part of a cubic curve, by de Casteljau. @param {{x: number, y: number}[]} points @param {number} share */
function beginning(points, share) {
  const mix = (/** @type {{x: number, y: number}} */ a, /** @type {{x: number, y: number}} */ b) => ({
    x: a.x + (b.x - a.x) * share,
    y: a.y + (b.y - a.y) * share,
  });
  const [a, b, c] = [mix(points[0], points[1]), mix(points[1], points[2]), mix(points[2], points[3])];
  const [d, e] = [mix(a, b), mix(b, c)];
  return [points[0], a, d, mix(d, e)];
}

/** @param {CanvasRenderingContext2D} context @param {Scene} scene @param {number} k @param {number} part */
function drawUnits(context, scene, k, part) {
  const { run, places } = scene;
  const { card, accent, ink, soft, line } = colours();
  const answers = run?.activations[k];
  const most = answers ? Math.max(...answers.map(Math.abs)) || 1 : 1;
  const filled = Math.max(0, (part - SUM_END) / (1 - SUM_END));
  for (const spot of places.layers[k]) {
    const name = `${k + 1}.${spot.unit}`;
    const value = answers ? answers[spot.unit] : 0;
    const share = part > SUM_END ? (filled * Math.abs(value)) / most : 0;
    const tile = scene.tiles.get(name);
    if (tile) drawTile(context, spot, tile, share);
    else {
      context.fillStyle = `rgb(${between(card, accent, share).join(",")})`;
      context.strokeStyle = share > 0.05 ? `rgb(${between(line, accent, 0.4 + share * 0.6).join(",")})` : line;
      context.lineWidth = 1;
      disc(context, spot, spot.r);
    }
    if (run && part > LINKS_END && part <= SUM_END) ring(context, spot, run.inner[k][spot.unit]);
    if (!tile && value < 0 && share > 0.05 && spot.r > 4) minus(context, spot, share > 0.6 ? card : ink);
    if (name in scene.edits) cross(context, spot, ink);
    if (name === scene.unit) halo(context, spot, ink);
  }
  if (places.hidden[k] > 0) more(context, places, k, soft);
}

/**
 * A unit of the plane: what it answers everywhere, in a frame as strong as it is active for the example in hand.
 * @param {CanvasRenderingContext2D} context @param {any} spot @param {HTMLCanvasElement} tile @param {number} share
 */
function drawTile(context, { x, y, r }, tile, share) {
  const { accent, line } = colours();
  context.save();
  context.beginPath();
  context.arc(x, y, r, 0, 2 * Math.PI);
  context.clip();
  context.drawImage(tile, x - r, y - r, 2 * r, 2 * r);
  context.restore();
  context.strokeStyle = share > 0.02 ? `rgb(${between(line, accent, 0.5 + share / 2).join(",")})` : line;
  context.lineWidth = 1 + 3 * share;
  disc(context, { x, y }, r, false);
}

/** A unit's sum before it is activated: a ring in the colour of its sign, dashed where it is below 0. */
function ring(/** @type {CanvasRenderingContext2D} */ context, /** @type {any} */ spot, /** @type {number} */ sum) {
  const { for: positive, against } = colours();
  context.save();
  context.strokeStyle = sum > 0 ? positive : against;
  context.setLineDash(sum > 0 ? [] : [3, 2]);
  context.lineWidth = 2;
  disc(context, spot, spot.r, false);
  context.restore();
}

/** @param {CanvasRenderingContext2D} context @param {any} spot @param {number} r @param {boolean} [fill] */
export function disc(context, spot, r, fill = true) {
  context.beginPath();
  context.arc(spot.x, spot.y, r, 0, 2 * Math.PI);
  if (fill) context.fill();
  context.stroke();
}

/** @param {CanvasRenderingContext2D} context @param {any} spot @param {string} colour */
export function minus(context, spot, colour) {
  context.fillStyle = colour;
  context.fillRect(spot.x - spot.r * 0.4, spot.y - 0.8, spot.r * 0.8, 1.6);
}

/** @param {CanvasRenderingContext2D} context @param {any} spot @param {string} colour */
function cross(context, spot, colour) {
  context.strokeStyle = colour;
  context.lineWidth = 1.8;
  const d = spot.r * 0.75;
  context.beginPath();
  context.moveTo(spot.x - d, spot.y - d);
  context.lineTo(spot.x + d, spot.y + d);
  context.moveTo(spot.x + d, spot.y - d);
  context.lineTo(spot.x - d, spot.y + d);
  context.stroke();
}

/** @param {CanvasRenderingContext2D} context @param {any} spot @param {string} colour */
export function halo(context, spot, colour) {
  context.strokeStyle = colour;
  context.lineWidth = 1.6;
  disc(context, spot, spot.r + 3.5, false);
}

/** How many units are folded away. */
export function more(
  /** @type {CanvasRenderingContext2D} */ context,
  /** @type {import("lw/flow/layout").Layout} */ places,
  /** @type {number} */ k,
  /** @type {string} */ colour,
) {
  const last = places.layers[k][places.layers[k].length - 1];
  text(context, `+${grouped(places.hidden[k])}`, last.x, last.y + last.r + 12, colour, "center");
}

/** The classes with bars as long as their probabilities. @param {CanvasRenderingContext2D} context @param {Scene} scene @param {number} part */
function drawAnswers(context, { run, places, classes, lang }, part) {
  const { line, accent } = colours();
  const shares = run?.probabilities;
  const grown = Math.max(0, (part - LINKS_END) / (1 - LINKS_END));
  const winner = shares && grown > 0 ? largest(shares) : -1;
  drawClasses(context, places, classes, lang, (label) => {
    const length = shares ? shares[label] * grown : 0;
    return { strong: label === winner, colour: label === winner ? accent : line, length, sign: "", share: length >= 0.005 ? length : null };
  });
}
