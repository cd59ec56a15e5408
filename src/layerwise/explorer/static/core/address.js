/** The page's whole state in its address, so that a link shows what its sender saw. */

import { decode, encode } from "lw/core/inputs";

const OWN = ["view", "lang", "net", "epoch", "unit", "edits", "input", "label"];

/**
 * @param {import("lw/core/store").State} state
 * @returns {string} what stands behind `#`
 */
export function toHash(state) {
  const { view, lang, net, epoch, unit, edits, input, label, extra } = state;
  const held = Object.entries(edits).map(([place, value]) => `${place}:${Number(value.toPrecision(5))}`);
  const pairs = { view, lang, net, epoch, unit, edits: held.join(","), input: encode(input), label, ...extra };
  const kept = Object.entries(pairs).filter(([, value]) => value !== null && value !== undefined && value !== "");
  return kept.map(([key, value]) => `${key}=${encodeURIComponent(String(value))}`).join("&");
}

/**
 * What an address says; parts that cannot be read are passed over.
 * @param {string} hash with or without its `#`
 * @returns {Partial<import("lw/core/store").State>}
 */
export function fromHash(hash) {
  /** @type {Partial<import("lw/core/store").State>} */
  const found = {};
  const read = new URLSearchParams(hash.replace(/^#/, ""));
  for (const key of /** @type {const} */ (["view", "net", "unit", "label"])) {
    const value = read.get(key);
    if (value) found[key] = value;
  }
  const lang = read.get("lang");
  if (lang === "en" || lang === "zh") found.lang = lang;
  const epoch = read.get("epoch");
  if (epoch && /^\d+$/.test(epoch)) found.epoch = Number(epoch);
  const input = read.get("input");
  if (input) found.input = decode(input) ?? undefined;
  if (found.input === undefined) delete found.input;
  found.edits = edits(read.get("edits") ?? "");
  found.extra = Object.fromEntries([...read].filter(([key]) => !OWN.includes(key)));
  return found;
}

/** @param {string} text @returns {Record<string, number>} */
function edits(text) {
  const pairs = text.split(",").map((each) => each.split(":"));
  const good = pairs.filter(([place, value]) => /^\d+\.\d+$/.test(place) && Number.isFinite(Number(value ?? NaN)));
  return Object.fromEntries(good.map(([place, value]) => [place, Number(value)]));
}
