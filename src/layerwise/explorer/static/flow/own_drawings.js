/** The reader's own drawings with what they stand for, kept in this browser, and how the networks do on them. */

import { decode, encode } from "lw/core/inputs";
import { largest } from "lw/net/network";

const MOST = 200;

/** @typedef {{ink: string, label: string}} Kept */

/** @type {Record<string, Kept[]>} */
const memory = {};

/** @param {import("lw/core/app").App} app @returns {Kept[]} */
export function kept(app) {
  const key = keyOf(app);
  if (!(key in memory)) memory[key] = stored(key);
  return memory[key];
}

/** Keeps the drawing in hand under a class. @param {import("lw/core/app").App} app @param {string} label */
export function keep(app, label) {
  if (app.state.input.kind !== "strokes" || !app.shown.raw) return;
  const ink = encode(app.state.input);
  const others = kept(app).filter((each) => each.ink !== ink);
  save(app, [...others, { ink, label }].slice(-MOST));
}

/** Forgets all. @param {import("lw/core/app").App} app */
export function forget(app) {
  save(app, []);
}

/**
 * How many of the kept drawings each network reads as they were meant.
 * @param {import("lw/core/app").App} app
 * @param {{spec: any, network: any}[]} networks
 * @returns {{right: number, of: number}[]}
 */
export function scores(app, networks) {
  const all = kept(app);
  return networks.map(({ network }) => {
    const right = all.filter((each) => network && read(app, network, each) === each.label);
    return { right: right.length, of: all.length };
  });
}

/** @type {WeakMap<any, Map<string, string|null>>} */
const answers = new WeakMap();

/** @param {import("lw/core/app").App} app @param {any} network @param {Kept} each */
function read(app, network, { ink }) {
  const own = answers.get(network) ?? new Map();
  answers.set(network, own);
  if (!own.has(ink)) {
    const input = decode(ink);
    const raw = input && app.read(input).raw;
    const shares = raw ? network.run(network.scaled(raw)).probabilities : null;
    own.set(ink, shares ? app.card.data.classes[largest(shares)] : null);
  }
  return own.get(ink);
}

/** @param {import("lw/core/app").App} app @param {Kept[]} all */
function save(app, all) {
  const key = keyOf(app);
  memory[key] = all;
  try {
    localStorage.setItem(key, JSON.stringify(all));
  } catch {
    // Where a page may store nothing, as in a notebook's frame, they are kept as long as it is open.
  }
  app.store.touch("kept");
}

/** @param {import("lw/core/app").App} app */
function keyOf(app) {
  return `layerwise/${app.card.data.name}/drawings`;
}

/** @param {string} key @returns {Kept[]} */
function stored(key) {
  try {
    const found = JSON.parse(localStorage.getItem(key) ?? "[]");
    const sound = (/** @type {any} */ each) => typeof each?.ink === "string" && typeof each?.label === "string";
    return Array.isArray(found) ? found.filter(sound).slice(-MOST) : [];
  } catch {
    return [];
  }
}
