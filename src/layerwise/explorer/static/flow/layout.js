/** Where everything in the picture of a network stands, in CSS pixels. */

// More units than this in a layer are folded: those with the strongest links stay.
export const MOST_UNITS = 48;
// The largest units: on a phone, elsewhere, and in the plane, where each is a picture.
const [SMALL, LARGE, PICTURE] = [9, 12, 19];
const ANSWER_ROOM = 150;

/**
 * @typedef {object} Spot
 * @property {number} unit its number in the layer
 * @property {number} x
 * @property {number} y
 * @property {number} r
 *
 * @typedef {object} Layout
 * @property {boolean} down whether the network flows downwards, as on phones
 * @property {number} width
 * @property {number} height
 * @property {{x: number, y: number, side: number}} input the square of the example
 * @property {Spot[][]} layers the shown units of every hidden layer, then the answers
 * @property {number[]} hidden how many units each layer has that are folded away
 */

/**
 * @param {import("lw/net/network").Network} network
 * @param {number} width that there is
 * @returns {Layout}
 */
export function layout(network, width) {
  const down = width < 560;
  const plane = network.spec.inputs === 2;
  const shown = network.layers.map((_, k) => (k < network.depth ? strongest(network, k) : all(network.spec.classes)));
  const hidden = network.layers.map((layer, k) => layer.units - shown[k].length);
  return down ? downwards(shown, hidden, width, plane) : across(shown, hidden, width, plane);
}

/** @param {number[][]} shown @param {number[]} hidden @param {number} width @param {boolean} plane @returns {Layout} */
function across(shown, hidden, width, plane) {
  const most = Math.max(...shown.map((units) => units.length), 10);
  const height = Math.min(620, Math.max(400, most * 23 + 40, Math.round(width * 0.56)));
  const side = Math.round(Math.min(plane ? 110 : 160, width * 0.19));
  const left = side + 64;
  const right = width - ANSWER_ROOM;
  const columns = shown.map((_, k) => (shown.length === 1 ? right : left + ((right - left) * k) / (shown.length - 1)));
  const layers = shown.map((units, k) => {
    const [top, bottom] = [24, height - 24];
    const gap = Math.min((bottom - top) / Math.max(1, units.length - 1), 44);
    const start = (top + bottom) / 2 - (gap * (units.length - 1)) / 2;
    const r = Math.min(plane ? PICTURE : LARGE, Math.max(2.5, gap * (plane ? 0.43 : 0.38)));
    return units.map((unit, place) => ({ unit, x: columns[k], y: start + place * gap, r }));
  });
  return { down: false, width, height, input: { x: 6, y: Math.round((height - side) / 2), side }, layers, hidden };
}

/** @param {number[][]} shown @param {number[]} hidden @param {number} width @param {boolean} plane @returns {Layout} */
function downwards(shown, hidden, width, plane) {
  const side = 96;
  const step = 84;
  const layers = shown.map((units, k) => {
    const gap = Math.min((width - (plane ? 2 * PICTURE + 6 : 28)) / Math.max(1, units.length - 1), 40);
    const start = width / 2 - (gap * (units.length - 1)) / 2;
    const r = Math.min(plane ? PICTURE : SMALL, Math.max(2, gap * 0.42));
    return units.map((unit, place) => ({ unit, x: start + place * gap, y: side + 70 + k * step, r }));
  });
  const height = side + 70 + (shown.length - 1) * step + 96;
  return { down: true, width, height, input: { x: Math.round((width - side) / 2), y: 4, side }, layers, hidden };
}

/** The units of a layer that are shown: all, or those with the largest weights to the next. */
function strongest(/** @type {import("lw/net/network").Network} */ network, /** @type {number} */ k) {
  const units = network.layers[k].units;
  if (units <= MOST_UNITS) return all(units);
  const next = network.layers[k + 1];
  const strength = all(units).map((unit) => {
    const row = next.weight.subarray(unit * next.units, (unit + 1) * next.units);
    return row.reduce((sum, value) => sum + value * value, 0);
  });
  const ranked = all(units).sort((a, b) => strength[b] - strength[a]);
  return ranked.slice(0, MOST_UNITS).sort((a, b) => a - b);
}

/** @param {number} count */
const all = (count) => Array.from({ length: count }, (_, k) => k);
