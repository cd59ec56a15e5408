/** What stands around every view: name, tabs, the network in hand, the language. */

import { assign, fill, h } from "lw/core/dom";
import { mark } from "lw/core/mark";
import { nameOf } from "lw/core/names";
import { VIEWS } from "lw/core/views";

/** @param {HTMLElement} root @param {import("lw/core/app").App} app */
export function frame(root, app) {
  const top = h("header", { class: "top" });
  const main = h("main", { id: "main", tabindex: "-1" });
  root.replaceChildren(top, main, h("p", { id: "live", class: "unseen", "aria-live": "polite" }));
  const views = VIEWS.filter((view) => view.fits?.(app) ?? true);
  /** @type {((state: any, changed: Set<string>) => void)|null} */
  let update = null;

  const named = () => {
    const view = views.find((each) => each.id === app.state.view) ?? views[0];
    document.documentElement.lang = app.state.lang === "zh" ? "zh-CN" : "en";
    document.title = `${app.card.name} · ${app.say(`app.${view.id}`)} · Layerwise`;
    header(top, app, views, view.id);
    return view;
  };
  const open = () => {
    const view = named();
    main.className = `view ${view.id}`;
    main.replaceChildren();
    update = view.mount(main, app);
    update(app.state, new Set(["view"]));
  };

  app.store.listen((state, changed) => {
    if (changed.has("view") || changed.has("lang")) {
      const held = document.activeElement?.getAttribute("data-keep");
      open();
      if (held) /** @type {HTMLElement|null} */ (top.querySelector(`[data-keep="${held}"]`))?.focus();
      return;
    }
    if (changed.has("net")) picked(top, state.net);
    update?.(state, changed);
  });
  // What stands around the view is laid out and drawn first: both at once would be a long task.
  named();
  setTimeout(() => update ?? open());
}

/** @param {HTMLElement} top @param {any} app @param {any[]} views @param {string} current */
function header(top, app, views, current) {
  const { say, state, store } = app;
  const tabs = views.map((view) =>
    h(
      "button",
      {
        type: "button",
        class: "tab",
        "data-keep": view.id,
        "aria-current": view.id === current ? "page" : false,
        onclick: () => store.set({ view: view.id }),
      },
      say(`app.${view.id}`),
    ),
  );
  const other = state.lang === "zh" ? "en" : "zh";
  const language = h(
    "button",
    {
      type: "button",
      class: "pill",
      "data-keep": "language",
      lang: other === "zh" ? "zh-CN" : "en",
      onclick: () => store.set({ lang: other }),
    },
    other === "zh" ? "中文" : "English",
  );
  fill(
    top,
    h("a", { class: "skip", href: "#main", onclick: skip }, say("app.skip")),
    h("span", { class: "brand" }, mark(), "Layerwise"),
    h("nav", { "aria-label": say("app.views") }, tabs),
    h("span", { class: "aside" }, networks(app), language),
  );
  const open = top.querySelector('[aria-current="page"]');
  requestAnimationFrame(() => open?.scrollIntoView({ block: "nearest", inline: "nearest" }));
}

/** The address holds the state, so a jump must not write into it. @param {Event} event */
function skip(event) {
  event.preventDefault();
  document.getElementById("main")?.focus();
}

/** The choice of the network in hand. @param {any} app */
function networks(app) {
  const { say, state, store, library } = app;
  const options = library.specs.map((/** @type {any} */ spec) =>
    h("option", { value: spec.id, selected: spec.id === library.spec(state.net).id }, nameOf(spec)),
  );
  return h(
    "select",
    {
      class: "pill",
      id: "network",
      "aria-label": say("app.network"),
      "data-keep": "network",
      onchange: (/** @type {any} */ event) => store.set({ net: event.target.value, unit: null, edits: {} }),
    },
    options,
  );
}

/** @param {HTMLElement} top @param {string} id */
function picked(top, id) {
  for (const option of top.querySelectorAll("option")) assign(option, { selected: option.value === id });
  const select = top.querySelector("select");
  if (select) select.value = id;
}
