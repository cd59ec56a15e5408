/** Where the page begins: reads what it shows and what its address says, and opens the view. */

import { fromHash, toHash } from "lw/core/address";
import { App } from "lw/core/app";
import { h } from "lw/core/dom";
import { frame } from "lw/core/frame";
import { BLANK } from "lw/core/inputs";
import { ownSource, servedSource } from "lw/core/source";
import { Store } from "lw/core/store";
import { say } from "lw/core/words";
import { VIEWS } from "lw/core/views";

/** Written into the address this long after the last change: browsers count how often a page does it. */
const SETTLED = 250;

async function start() {
  const page = document.documentElement;
  const root = /** @type {HTMLElement} */ (document.getElementById("app"));
  const lang = fromHash(location.hash).lang ?? (page.dataset.lang === "zh" ? "zh" : "en");
  try {
    const served = page.dataset.bundle;
    const source = served ? await servedSource(served) : ownSource();
    if (source.card.format !== 1) throw new Error(say(lang, "app.newer", { format: String(source.card.format) }));
    await open(root, source, lang);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    root.replaceChildren(h("p", { class: "plain", role: "alert" }, say(lang, "app.damaged", { why })));
    throw error;
  }
}

/** @param {HTMLElement} root @param {import("lw/core/source").Source} source @param {"en"|"zh"} lang */
async function open(root, source, lang) {
  const store = new Store({
    view: "flow",
    lang,
    net: usual(source.card),
    epoch: null,
    unit: null,
    edits: {},
    input: BLANK,
    label: null,
    extra: {},
  });
  const app = new App(source, store);
  store.set(sound(app, fromHash(location.hash)));
  await Promise.all([app.library.part("test"), app.fetch()]);
  if (store.state.input === BLANK) store.set({ input: first(app) });
  frame(root, app);
  store.listen((_, changed) => {
    if (changed.has("net") || changed.has("epoch")) void app.fetch();
  });
  /** @type {any} */
  let timer = 0;
  store.listen((state) => {
    clearTimeout(timer);
    timer = setTimeout(() => remember(toHash(state)), SETTLED);
  });
  window.addEventListener("hashchange", () => store.set(sound(app, fromHash(location.hash))));
  page(app);
}

/** For tests and for the curious: the page's insides under one name. @param {App} app */
function page(app) {
  Object.assign(window, { layerwise: app });
}

/** @param {string} hash */
function remember(hash) {
  try {
    history.replaceState(null, "", `#${hash}`);
  } catch {
    // In a notebook's frame the page has no address of its own.
  }
}

/** The network a page opens with: one of two hidden layers where there is one. @param {any} card */
function usual(card) {
  const found = card.networks.find((/** @type {any} */ each) => each.depth === 2) ?? card.networks[0];
  return found.id;
}

/** What to show before anything was drawn: the first example that the network gets right. @param {App} app */
function first(app) {
  const examples = app.library.examples.test;
  if (!examples) return app.card.data.kind === "plane" ? { kind: /** @type {const} */ ("point"), values: [0.5, 0.5] } : BLANK;
  const nine = examples.labels.findIndex((label) => app.card.data.classes[label] === "9");
  return { kind: /** @type {const} */ ("sample"), part: /** @type {const} */ ("test"), index: Math.max(0, nine) };
}

/** Only what this page can show. @param {App} app @param {Partial<import("lw/core/store").State>} asked */
function sound(app, asked) {
  if (asked.net && !app.library.specs.some((spec) => spec.id === asked.net)) delete asked.net;
  if (asked.view && !VIEWS.some((view) => view.id === asked.view)) delete asked.view;
  if (asked.label && !app.card.data.classes.includes(asked.label)) delete asked.label;
  return asked;
}

void start();
