/** The page's design tokens as colours for canvases, read again when light and dark change. */

/** @typedef {Record<"paper"|"card"|"ink"|"soft"|"line"|"accent"|"for"|"against", string>} Colours */

/** @type {Colours|null} */
let known = null;
const NAMES = /** @type {const} */ (["paper", "card", "ink", "soft", "line", "accent", "for", "against"]);

/** @returns {Colours} */
export function colours() {
  if (!known) {
    const style = getComputedStyle(document.documentElement);
    const pairs = NAMES.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]);
    known = /** @type {Colours} */ (Object.fromEntries(pairs));
  }
  return known;
}

/** @param {() => void} listener called when the system turns light or dark @returns {() => void} ends it */
export function onTheme(listener) {
  const query = matchMedia("(prefers-color-scheme: dark)");
  const heard = () => {
    known = null;
    listener();
  };
  query.addEventListener("change", heard);
  return () => query.removeEventListener("change", heard);
}

/** A colour between two, as red, green and blue of 255. @param {string} a @param {string} b @param {number} share */
export function between(a, b, share) {
  const [from, to] = [rgb(a), rgb(b)];
  return from.map((value, k) => value + (to[k] - value) * share);
}

/** @param {string} colour `#rrggbb` */
export function rgb(colour) {
  return [1, 3, 5].map((place) => parseInt(colour.slice(place, place + 2), 16));
}

/** The same colour, see-through. @param {string} colour @param {number} alpha */
export function faint(colour, alpha) {
  return `rgba(${rgb(colour).join(",")},${alpha})`;
}
