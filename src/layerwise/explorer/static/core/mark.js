/** The sign of Layerwise. */

import { h } from "lw/core/dom";

/** Three layers, one on the other. @returns {SVGElement} */
export function mark() {
  const layer = (/** @type {number} */ y) => h("svg:path", { d: `M2 ${y + 4} 11 ${y} 20 ${y + 4} 11 ${y + 8}Z` });
  return h("svg:svg", { viewBox: "0 0 22 20", class: "mark", "aria-hidden": "true" }, layer(11), layer(6), layer(1));
}
