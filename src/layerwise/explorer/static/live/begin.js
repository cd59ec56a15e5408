/** Where the page begins when there is no study to show yet: with the form of a new one. */

import { fromHash, toHash } from "lw/core/address";
import { fill, h, write } from "lw/core/dom";
import { BLANK } from "lw/core/inputs";
import { mark } from "lw/core/mark";
import { Store } from "lw/core/store";
import { say } from "lw/core/words";
import { livePanel } from "lw/live/panel";

function begin() {
  const root = /** @type {HTMLElement} */ (document.getElementById("app"));
  const told = fromHash(location.hash);
  const lang = told.lang ?? (document.documentElement.dataset.lang === "zh" ? "zh" : "en");
  const blank = { view: "live", net: "", epoch: null, unit: null, edits: {}, input: BLANK, label: null };
  const store = new Store({ ...blank, lang, extra: told.extra ?? {} });
  const host = {
    store,
    get state() {
      return store.state;
    },
    /** @type {import("lw/core/words").Say} */
    say: (key, values) => say(store.state.lang, key, values),
    announce: (/** @type {string} */ text) => write(spoken, text),
  };
  const spoken = h("p", { id: "live", class: "unseen", "aria-live": "polite" });
  const top = h("header", { class: "top live-top" });
  const main = h("main", { id: "main", class: "view live", tabindex: "-1" });
  root.replaceChildren(top, main, spoken);
  let update = () => {};

  const open = () => {
    const { lang: now } = store.state;
    document.documentElement.lang = now === "zh" ? "zh-CN" : "en";
    document.title = `${host.say("app.live")} · Layerwise`;
    const other = now === "zh" ? "en" : "zh";
    const switched = () => {
      store.set({ lang: other });
    };
    const [words, code] = other === "zh" ? ["中文", "zh-CN"] : ["English", "en"];
    const button = h("button", { type: "button", class: "pill", lang: code, onclick: switched }, words);
    fill(top, h("span", { class: "brand" }, mark(), "Layerwise"), h("span", { class: "aside" }, button));
    const panel = livePanel(host);
    const title = h("h1", {});
    const lead = h("p", { class: "lead" }, host.say("live.lead"));
    fill(main, h("div", { class: "head" }, h("div", {}, title, lead)), panel.element);
    update = () => {
      write(title, panel.title());
      panel.render();
    };
    update();
  };
  store.listen((state, changed) => {
    if (changed.has("lang")) {
      open();
      /** @type {HTMLElement|null} */ (top.querySelector("button"))?.focus();
    } else update();
    if (changed.has("lang") || changed.has("extra")) history.replaceState(null, "", `#${toHash(state)}`);
  });
  open();
}

begin();
