/** What an inspection has found out about one layer, in sentences; the later ones folded. */

import { h } from "lw/core/dom";

const OPEN = 3;

/**
 * @param {import("lw/core/app").App} app
 * @param {{en: string, zh: string}[]} texts
 * @returns {HTMLElement|null} null where there are none
 */
export function sentences(app, texts) {
  if (!texts.length) return null;
  const items = (/** @type {{en: string, zh: string}[]} */ some) => some.map((text) => h("li", {}, app.text(text)));
  const rest = texts.slice(OPEN);
  return h(
    "div",
    { class: "layers-known" },
    h("h3", {}, app.say("layers.known")),
    h("ul", {}, items(texts.slice(0, OPEN))),
    rest.length > 0 && h("details", {}, h("summary", {}, app.say("layers.known-more", { count: rest.length })), h("ul", {}, items(rest))),
  );
}
