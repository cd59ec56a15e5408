/** The units as things one can point at and reach by keyboard, laid over the picture of the network. */

import { assign, h } from "lw/core/dom";

const ARROWS = /** @type {Record<string, [number, number]>} */ ({
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
});

// Milliseconds that a pointer stays on a unit before it is taken in hand: on the way to the card it passes others.
const REST = 80;

/**
 * Buttons over all hidden units. One of them can be reached with Tab; arrows go on from there.
 * @param {import("lw/core/app").App} app
 * @param {import("lw/flow/layout").Layout} places
 * @param {(name: string|null) => void} pointed told of the unit under the pointer or in focus; null: none any more
 * @param {(name: string) => void} pressed
 * @returns {HTMLElement}
 */
export function unitButtons(app, places, pointed, pressed) {
  const rows = places.layers.slice(0, -1);
  /** @type {HTMLButtonElement[][]} */
  const buttons = rows.map((spots, k) => spots.map((spot) => button(app, spot, k)));
  const group = h("div", { class: "units", role: "group", "aria-label": app.say("flow.units") }, buttons);
  /** @type {any} */
  let resting = 0;
  group.addEventListener("pointerover", (/** @type {any} */ event) => {
    clearTimeout(resting);
    const name = event.target.dataset.unit;
    if (name) resting = setTimeout(() => pointed(name), REST);
  });
  group.addEventListener("pointerleave", () => {
    clearTimeout(resting);
    pointed(null);
  });
  group.addEventListener("focusin", (/** @type {any} */ event) => pointed(event.target.dataset.unit ?? null));
  group.addEventListener("click", (/** @type {any} */ event) => {
    if (event.target.dataset.unit) pressed(event.target.dataset.unit);
  });
  group.addEventListener("keydown", (/** @type {any} */ event) => walk(event, buttons, places.down));
  if (buttons[0]?.[0]) buttons[0][0].tabIndex = 0;
  return group;
}

/** @param {import("lw/core/app").App} app @param {import("lw/flow/layout").Spot} spot @param {number} k */
function button(app, spot, k) {
  const reach = Math.max(spot.r, 6);
  return h("button", {
    type: "button",
    tabindex: "-1",
    "data-unit": `${k + 1}.${spot.unit}`,
    "aria-label": app.say("flow.unit", { unit: spot.unit + 1, layer: k + 1 }),
    style: `left:${spot.x - reach}px;top:${spot.y - reach}px;width:${2 * reach}px;height:${2 * reach}px`,
  });
}

/** @param {KeyboardEvent} event @param {HTMLButtonElement[][]} buttons @param {boolean} down */
function walk(event, buttons, down) {
  const arrow = ARROWS[event.key];
  if (!arrow) return;
  event.preventDefault();
  const [along, over] = down ? [arrow[1], arrow[0]] : arrow;
  const k = buttons.findIndex((row) => row.includes(/** @type {any} */ (event.target)));
  const place = buttons[k].indexOf(/** @type {any} */ (event.target));
  const row = buttons[Math.min(buttons.length - 1, Math.max(0, k + along))];
  const share = along ? Math.round((place * (row.length - 1)) / Math.max(1, buttons[k].length - 1)) : place + over;
  const next = row[Math.min(row.length - 1, Math.max(0, share))];
  for (const each of buttons.flat()) assign(each, { tabindex: each === next ? "0" : "-1" });
  next.focus();
}
