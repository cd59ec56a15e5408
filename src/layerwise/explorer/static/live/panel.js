/** New studies: the form, the study at work, and all that were done. Needs a server behind the page. */

import { h } from "lw/core/dom";
import { formCard } from "lw/live/form_card";
import { listCard } from "lw/live/list_card";
import { runCard } from "lw/live/run_card";
import { Studies } from "lw/live/studies";
import { headline } from "lw/live/wording";

/** @typedef {Pick<import("lw/core/app").App, "say"|"state"|"store"|"announce">} Host what the panel needs of a page */

/** @type {Studies|null} one for the whole page, so that it outlives views and languages */
let known = null;

/**
 * @param {Host} app
 * @returns {{element: HTMLElement, render: () => void, title: () => string}} `title`: how it stands, in words
 */
export function livePanel(app) {
  const fresh = !known;
  const studies = (known ??= new Studies());
  const cards = [formCard(app, studies), runCard(app, studies), listCard(app, studies)];
  const element = h(
    "div",
    { class: "live-panel" },
    cards[0].element,
    h("div", { class: "live-side" }, cards[1].element, cards[2].element),
  );
  const title = () => headline(app.say, studies.study);
  const render = () => {
    for (const card of cards) card.render();
  };
  studies.changed = () => {
    render();
    app.store.touch("live");
  };
  studies.rested = () => {
    app.announce(title());
    void studies.open(studies.id);
  };
  if (fresh) void studies.open(app.state.extra.study);
  render();
  return { element, render, title };
}
