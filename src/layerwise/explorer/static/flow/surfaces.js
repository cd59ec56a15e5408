/** What every unit answers all over the plane: its picture, where data are points of the plane. */

import { h } from "lw/core/dom";
import { colours } from "lw/flow/colours";
import { cell, sideFor, spotOf, windowOf } from "lw/flow/ground";
import { paintSigned } from "lw/flow/images";

const MOST_SIDE = 40; // places a side at which units are asked

/**
 * @typedef {object} Surfaces
 * @property {Float64Array[][]} units of every hidden layer, each unit's activation row by row from the upper left
 * @property {number[]} shape height, width
 */

/** @type {WeakMap<import("lw/net/network").Network, {held: string, surfaces: Surfaces}>} the last of each network */
const known = new WeakMap();

/**
 * Activations of all units at every place of the plane, with the units held that are held.
 * @param {import("lw/core/app").App} app
 * @param {import("lw/net/network").Network} network
 * @param {Record<string, number>} [edits]
 * @returns {Surfaces}
 */
export function surfacesOf(app, network, edits = {}) {
  const held = JSON.stringify(edits);
  const last = known.get(network);
  if (last?.held === held) return last.surfaces;
  const window = windowOf(app.card.data.range);
  const side = sideFor(network, MOST_SIDE);
  const units = network.spec.hidden.map((count) => Array.from({ length: count }, () => new Float64Array(side * side)));
  for (let place = 0; place < side * side; place++) {
    const { activations } = network.run(network.scaled(cell(window, side, place)), edits);
    units.forEach((layer, k) => layer.forEach((surface, unit) => (surface[place] = activations[k][unit])));
  }
  const surfaces = { units, shape: [side, side] };
  known.set(network, { held, surfaces });
  return surfaces;
}

/**
 * A unit as a picture: orange above 0, blue below, with a cross where the example in hand lies.
 * @param {HTMLCanvasElement} canvas
 * @param {import("lw/core/app").App} app
 * @param {number} layer counted from 1
 * @param {number} unit
 * @returns {string} what it shows, in words
 */
export function unitMap(canvas, app, layer, unit) {
  const { network, shown, state } = app;
  if (!network) return "";
  const { units, shape } = surfacesOf(app, network, state.edits);
  const values = units[layer - 1][unit];
  paintSigned(canvas, values, shape);
  const words = app.say(values.every((value) => value === 0) ? "flow.unit-off" : "flow.unit-map");
  if (!shown.raw) return words;
  const { x, y } = spotOf(windowOf(app.card.data.range), shown.raw, shape[0]);
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  context.fillStyle = colours().ink;
  context.fillRect(Math.floor(x) - 1, Math.floor(y), 3, 1);
  context.fillRect(Math.floor(x), Math.floor(y) - 1, 1, 3);
  return words;
}

/**
 * The pictures of all units that are shown, kept until something changes them.
 * @param {import("lw/core/app").App} app
 * @returns {(places: import("lw/flow/layout").Layout) => Map<string, HTMLCanvasElement>} by `layer.unit`
 */
export function tiles(app) {
  /** @type {{surfaces: Surfaces|null, colours: object|null, places: object|null}} */
  let made = { surfaces: null, colours: null, places: null };
  /** @type {Map<string, HTMLCanvasElement>} */
  let found = new Map();
  return (places) => {
    const { network, state } = app;
    if (!network || !app.card.data.range) return new Map();
    const surfaces = surfacesOf(app, network, state.edits);
    if (made.surfaces === surfaces && made.colours === colours() && made.places === places) return found;
    made = { surfaces, colours: colours(), places };
    found = new Map();
    places.layers.slice(0, -1).forEach((spots, k) => {
      for (const { unit } of spots) {
        const canvas = h("canvas", {});
        paintSigned(canvas, surfaces.units[k][unit], surfaces.shape);
        found.set(`${k + 1}.${unit}`, canvas);
      }
    });
    return found;
  };
}
