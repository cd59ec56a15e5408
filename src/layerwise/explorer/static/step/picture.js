/** The picture of learning: the same network as in Flow, with what flows back through it from the answers. */

import { drawClasses } from "lw/flow/class_bars";
import { between, colours, faint } from "lw/flow/colours";
import { STRONGEST } from "lw/flow/links";
import { cleared, curve, disc, exit, halo, minus, more, within } from "lw/flow/picture";

/**
 * @typedef {object} Scene
 * @property {import("lw/net/network").Network} network
 * @property {import("lw/net/network").Run|null} run of the example; null: nothing is shown to the network
 * @property {import("lw/net/gradients").Gradients|null} back null: it is not known what it should answer
 * @property {import("lw/flow/layout").Layout} places
 * @property {(context: CanvasRenderingContext2D, square: {x: number, y: number, side: number}) => void} example
 * @property {string|null} unit in hand, `layer.unit`
 * @property {number} reached how far back it has come: 0 nothing, 1 the answers' errors, then a layer each
 * @property {string[]} classes
 * @property {"en"|"zh"} lang of what is written
 */

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Scene} scene
 */
export function drawLearning(canvas, scene) {
  const context = cleared(canvas, scene.places);
  const { network, places } = scene;
  const reached = (/** @type {number} */ k) => within(scene.reached, network.depth - k);
  for (let k = network.depth; k >= 0; k--) drawNudges(context, scene, k, within(scene.reached, network.depth - k + 1));
  scene.example(context, places.input);
  for (let k = 0; k < network.depth; k++) drawSignals(context, scene, k, reached(k));
  drawErrors(context, scene, reached(network.depth));
}

/** How a step changes each weight into a layer: the strongest ones. */
function drawNudges(
  /** @type {CanvasRenderingContext2D} */ context,
  /** @type {Scene} */ scene,
  /** @type {number} */ k,
  /** @type {number} */ part,
) {
  const { run, back, places } = scene;
  if (!run || !back || part === 0) return;
  const { for: positive, against, soft } = colours();
  const { down } = places;
  context.save();
  context.lineCap = "round";
  if (k === 0) {
    const most = Math.max(...back.signals[0].map(Math.abs)) || 1;
    for (const spot of places.layers[0]) {
      const strength = Math.abs(back.signals[0][spot.unit]) / most;
      if (strength === 0) continue;
      context.strokeStyle = faint(soft, 0.12 + 0.6 * strength);
      context.lineWidth = 0.5 + 1.6 * strength;
      curve(context, down, spot, exit(places), part);
    }
  } else {
    const links = nudges(run.activations[k - 1], back.signals[k], places.layers[k - 1], places.layers[k]);
    const most = Math.abs(links[links.length - 1]?.value ?? 1) || 1;
    for (const { from, to, value } of links) {
      const strength = Math.abs(value) / most;
      context.strokeStyle = faint(value > 0 ? positive : against, 0.12 + 0.75 * strength);
      context.lineWidth = 0.5 + 3.2 * strength;
      context.setLineDash(value > 0 ? [] : [5, 3]);
      const end = { x: from.x + (down ? 0 : from.r), y: from.y + (down ? from.r : 0) };
      curve(context, down, { x: to.x - (down ? 0 : to.r), y: to.y - (down ? to.r : 0) }, end, part);
    }
  }
  context.restore();
}

/**
 * The weights that a step changes most, the least of them first: against activation before × error after.
 * @param {Float64Array} before
 * @param {Float64Array} signals
 * @param {import("lw/flow/layout").Spot[]} sources
 * @param {import("lw/flow/layout").Spot[]} ends
 */
function nudges(before, signals, sources, ends) {
  const found = sources.flatMap((from) =>
    ends.map((to) => ({ from, to, value: -before[from.unit] * signals[to.unit] })),
  );
  const moved = found.filter(({ value }) => value !== 0);
  return moved.sort((a, b) => Math.abs(b.value) - Math.abs(a.value)).slice(0, STRONGEST).reverse();
}

/** What the loss asks of each unit's sum: orange to rise, blue with a minus to fall. */
function drawSignals(
  /** @type {CanvasRenderingContext2D} */ context,
  /** @type {Scene} */ scene,
  /** @type {number} */ k,
  /** @type {number} */ part,
) {
  const { back, places } = scene;
  const { card, ink, line, soft, for: positive, against } = colours();
  const signals = back?.signals[k];
  const most = signals ? Math.max(...signals.map(Math.abs)) || 1 : 1;
  for (const spot of places.layers[k]) {
    const wish = signals ? -signals[spot.unit] / most : 0;
    const share = part * Math.abs(wish);
    const colour = wish > 0 ? positive : against;
    context.fillStyle = `rgb(${between(card, colour, share).join(",")})`;
    context.strokeStyle = share > 0.02 ? `rgb(${between(line, colour, 0.4 + share * 0.6).join(",")})` : line;
    context.lineWidth = 1;
    disc(context, spot, spot.r);
    if (wish < 0 && share > 0.05 && spot.r > 4) minus(context, spot, share > 0.6 ? card : ink);
    if (`${k + 1}.${spot.unit}` === scene.unit) halo(context, spot, ink);
  }
  if (places.hidden[k] > 0) more(context, places, k, soft);
}

/** The classes, with how far each probability is from where it should be: 1 for the right one, 0 for the others. */
function drawErrors(
  /** @type {CanvasRenderingContext2D} */ context,
  /** @type {Scene} */ { back, places, classes, network, lang },
  /** @type {number} */ part,
) {
  const { line, for: positive, against } = colours();
  const errors = back?.signals[network.depth];
  drawClasses(context, places, classes, lang, (label) => {
    const wish = errors ? -errors[label] : 0;
    const far = Math.abs(wish);
    const colour = wish === 0 ? line : wish > 0 ? positive : against;
    const share = part > 0.5 && far >= 0.0005 ? far : null;
    return { strong: wish > 0, colour, length: part * far, sign: wish > 0 ? "+" : "\u2212", share };
  });
}
