/** All studies of this server: which one to watch, and which can be opened. */

import { fill, h } from "lw/core/dom";
import { optionsOf, stateOf } from "lw/live/wording";

/** @param {import("lw/live/panel").Host} app @param {import("lw/live/studies").Studies} studies */
export function listCard(app, studies) {
  const { say } = app;
  const list = h("ul", { class: "live-list" });
  const title = h("h2", { id: "live-list-title" }, say("live.studies"));
  const element = h("section", { class: "card", "aria-labelledby": "live-list-title" }, title, list);
  let key = "";

  const render = () => {
    const own = new Set(studies.all.map((each) => each.page));
    const others = studies.places.filter((place) => !own.has(place.page));
    const now = JSON.stringify([studies.all.map(({ id, state }) => [id, state]), others, studies.id]);
    element.hidden = !studies.all.length && !others.length;
    if (now === key) return;
    key = now;
    const held = document.activeElement?.getAttribute("data-keep");
    fill(list, studies.all.map((study) => started(app, studies, study)), others.map((place) => found(app, place)));
    if (held) /** @type {HTMLElement|null} */ (list.querySelector(`[data-keep="${CSS.escape(held)}"]`))?.focus();
  };
  return { element, render };
}

/**
 * A study that was started on the page.
 * @param {import("lw/live/panel").Host} app
 * @param {import("lw/live/studies").Studies} studies
 * @param {import("lw/live/api").Study} study
 */
function started(app, studies, study) {
  const { say } = app;
  const watch = h(
    "button",
    {
      type: "button",
      class: "button",
      "data-keep": `live-watch-${study.id}`,
      "aria-pressed": String(study.id === studies.id),
      "aria-label": say("live.show-one", { name: study.id }),
      onclick: () => {
        studies.watch(study.id);
        app.store.keep({ study: study.id });
      },
    },
    say("live.show"),
  );
  return h(
    "li",
    {},
    h("span", { class: "live-name" }, study.id),
    h("span", { class: "live-state", "data-state": study.state }, stateOf(say, study)),
    h("span", { class: "soft live-what" }, optionsOf(say, study.options)),
    h("span", { class: "row push" }, watch, study.page && link(app, study.page, study.id)),
  );
}

/**
 * A study or network that was there before.
 * @param {import("lw/live/panel").Host} app
 * @param {import("lw/live/api").Place} place
 */
function found(app, place) {
  const { say } = app;
  const whole = place.unfinished === null;
  const state = place.kind === "network" ? "live.a-network" : whole ? "live.done" : "live.unfinished";
  return h(
    "li",
    {},
    h("span", { class: "live-name" }, place.name),
    h("span", { class: "live-state" }, say(state)),
    h("span", { class: "soft live-what" }, whole ? "" : place.unfinished),
    whole && h("span", { class: "row push" }, link(app, place.page, place.name)),
  );
}

/** @param {import("lw/live/panel").Host} app @param {string} page @param {string} name */
function link({ say, state }, page, name) {
  const label = say("live.open-one", { name });
  const href = `${page}#lang=${state.lang}`;
  return h("a", { class: "button live-link", href, "aria-label": label }, say("live.open"));
}
