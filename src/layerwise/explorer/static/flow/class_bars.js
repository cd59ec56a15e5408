/** The classes at the end of a network's picture: names, with bars and per cents beside them, or below them on a phone. */

import { percent } from "lw/core/words";
import { colours } from "lw/flow/colours";
import { shortened, text } from "lw/flow/letters";

const SIZE = 15;
// Of a bar: its thickness, and its longest on a phone, where it hangs below the name.
const [THICK, HANGING] = [9, 36];
// Beside a bar there is room for its per cents; on a phone only for those of long ones.
const [SHARE_ROOM, LEAST_HANGING] = [60, 0.2];

/**
 * @typedef {object} Bar of one class
 * @property {boolean} strong whether its name is set off
 * @property {string} colour
 * @property {number} length 0 … 1
 * @property {string} sign written before its per cents
 * @property {number|null} share to be told as per cent; null: none
 */

/**
 * @param {CanvasRenderingContext2D} context
 * @param {import("lw/flow/layout").Layout} places
 * @param {string[]} names of the classes
 * @param {"en"|"zh"} lang
 * @param {(label: number) => Bar} barOf
 */
export function drawClasses(context, places, names, lang, barOf) {
  const draw = places.down ? hanging : beside;
  for (const spot of places.layers[places.layers.length - 1]) draw(context, places, spot, names[spot.unit], lang, barOf(spot.unit));
}

/** A name with its bar to the right. */
function beside(
  /** @type {CanvasRenderingContext2D} */ context,
  /** @type {import("lw/flow/layout").Layout} */ { width },
  /** @type {import("lw/flow/layout").Spot} */ spot,
  /** @type {string} */ full,
  /** @type {"en"|"zh"} */ lang,
  /** @type {Bar} */ bar,
) {
  const { ink, soft } = colours();
  const weight = bar.strong ? 700 : 400;
  const name = shortened(context, full, 62, weight, SIZE);
  const start = spot.x + 10;
  text(context, name, start, spot.y, bar.strong ? ink : soft, "left", weight, SIZE);
  const after = start + Math.max(18, context.measureText(name).width + 8);
  const length = Math.max(2, (width - after - SHARE_ROOM) * bar.length);
  context.fillStyle = bar.colour;
  context.fillRect(after, spot.y - THICK / 2, length, THICK);
  if (bar.share !== null) text(context, bar.sign + percent(lang, bar.share), after + length + 5, spot.y, soft, "left");
}

/** A name with its bar hanging below. */
function hanging(
  /** @type {CanvasRenderingContext2D} */ context,
  /** @type {import("lw/flow/layout").Layout} */ _,
  /** @type {import("lw/flow/layout").Spot} */ spot,
  /** @type {string} */ full,
  /** @type {"en"|"zh"} */ lang,
  /** @type {Bar} */ bar,
) {
  const { ink, soft } = colours();
  const weight = bar.strong ? 700 : 400;
  text(context, shortened(context, full, 34, weight, SIZE), spot.x, spot.y + 14, bar.strong ? ink : soft, "center", weight, SIZE);
  const length = Math.max(2, HANGING * bar.length);
  context.fillStyle = bar.colour;
  context.fillRect(spot.x - THICK / 2, spot.y + 28, THICK, length);
  if (bar.share === null || bar.share < LEAST_HANGING) return;
  text(context, bar.sign + percent(lang, bar.share, 0).replace("\u00a0", ""), spot.x, spot.y + 38 + length, soft, "center", 400, 11);
}
