/** Words on canvases, in the page's own font. */

/** @type {string} */
let fonts = "";
const family = () => (fonts ||= getComputedStyle(document.body).fontFamily);

/**
 * @param {CanvasRenderingContext2D} context
 * @param {string} words
 * @param {number} x
 * @param {number} y the middle of the line
 * @param {string} colour
 * @param {CanvasTextAlign} align
 * @param {number} [weight]
 * @param {number} [size]
 */
export function text(context, words, x, y, colour, align, weight = 400, size = 12) {
  context.font = `${weight} ${size}px ${family()}`;
  context.fillStyle = colour;
  context.textAlign = align;
  context.textBaseline = "middle";
  context.fillText(words, x, y);
}

/**
 * A name, cut so that it takes no more than that many pixels.
 * @param {CanvasRenderingContext2D} context
 * @param {string} name
 * @param {number} most
 * @param {number} weight
 * @param {number} size
 */
export function shortened(context, name, most, weight, size) {
  context.font = `${weight} ${size}px ${family()}`;
  let short = name;
  while (short.length > 1 && context.measureText(short === name ? name : `${short}…`).width > most) {
    short = short.slice(0, -1);
  }
  return short === name ? name : `${short}…`;
}
