/** The popular account, strokes first, then loops, then the digit: what `layerwise inspect` has measured of it. */

import { h } from "lw/core/dom";
import { signed } from "lw/core/words";
import { ofDigits } from "lw/flow/digits";

/**
 * @typedef {object} Learned a finding of the bundle's card about one architecture
 * @property {number|null} estimate how much more loops gain than strokes, from the first hidden layer to the last: R²
 * @property {number|null} low
 * @property {number|null} high
 * @property {string} conclusion
 * @property {{en: string, zh: string}} text
 * @property {{network: string, depth: number}} subject
 */

/** What is known of it, in sentences. @param {import("lw/core/app").App} app @returns {string[]} */
export function account(app) {
  const { say, card, spec } = app;
  if (card.data.kind !== "picture") return [say("lesson.sees-units")];
  const found = learned(app);
  if (found.length) {
    // Its text names the networks that it is about.
    const own = found.find(({ subject }) => subject.network === spec.id) ?? found.find(({ subject }) => subject.depth === spec.depth) ?? found[found.length - 1];
    return [say("lesson.sees-account"), app.text(own.text)];
  }
  const remedy = card.uninspected ? app.text(card.uninspected) : card.kind === "study" && ofDigits(card) && say("lesson.sees-measure");
  return [say("lesson.sees-strokes"), remedy].filter(Boolean);
}

/** A row a depth: what it says of the account, and the difference with its interval. @param {import("lw/core/app").App} app */
export function accountTable(app) {
  const { say } = app;
  const found = learned(app);
  if (!found.length) return null;
  const share = (/** @type {number|null} */ value) => (value === null ? "–" : signed(100 * value, 1));
  const rows = found.map(({ subject, conclusion, estimate, low, high }) =>
    h(
      "tr",
      {},
      h("th", { scope: "row", title: subject.network }, String(subject.depth)),
      h("td", {}, say(`lesson.account-${conclusion}`)),
      h("td", {}, h("strong", {}, share(estimate)), ` (${share(low)} … ${share(high)})`),
    ),
  );
  const heads = ["step-depth", "step-says", "account-gain"].map((key) => h("th", { scope: "col" }, say(`lesson.${key}`)));
  return h("table", { class: "numbers account" }, h("caption", { class: "soft small" }, say("lesson.account-caption")), h("thead", {}, h("tr", {}, heads)), h("tbody", {}, rows));
}

/** The findings, shallow to deep. @param {import("lw/core/app").App} app @returns {Learned[]} */
function learned({ card }) {
  return [...(card.learned ?? [])].sort((a, b) => a.subject.depth - b.subject.depth);
}
