/** Elements, made in one expression. */

const SVG = "http://www.w3.org/2000/svg";

/**
 * An element with attributes and children. Attributes that begin with `on` are listeners; `false`, `null` and
 * `undefined` are left out; `true` stands without a value. Text is never read as markup.
 * @param {string} tag such as `button`, or `svg:circle`
 * @param {Record<string, any>} [attributes]
 * @param {...(Node|string|number|null|undefined|false|Array<any>)} children
 * @returns {any}
 */
export function h(tag, attributes = {}, ...children) {
  const name = tag.startsWith("svg:") ? tag.slice(4) : null;
  const element = name ? document.createElementNS(SVG, name) : document.createElement(tag);
  assign(element, attributes);
  element.append(...flatten(children));
  return element;
}

/**
 * Sets attributes as `h` does.
 * @param {Element} element
 * @param {Record<string, any>} attributes
 */
export function assign(element, attributes) {
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (value === false || value === null || value === undefined) element.removeAttribute(key);
    else element.setAttribute(key, value === true ? "" : String(value));
  }
}

/**
 * Puts new children in the place of all there are.
 * @param {Element} element
 * @param {...any} children
 */
export function fill(element, ...children) {
  element.replaceChildren(...flatten(children));
}

/**
 * Sets the text only where it differs, so that a live region speaks once.
 * @param {Element} element
 * @param {string} text
 */
export function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** @param {Array<any>} children @returns {Array<Node|string>} */
function flatten(children) {
  return children
    .flat(Infinity)
    .filter((child) => child !== null && child !== undefined && child !== false)
    .map((child) => (typeof child === "number" ? String(child) : child));
}
