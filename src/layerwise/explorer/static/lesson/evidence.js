/** Which findings of the study speak to a question, and which of the three answers they give. */

import { seriesOf } from "lw/training/study";

/** @typedef {import("lw/training/findings").Finding} Finding */

/** What the study found about the shallowest network of the series in hand, and about the one in hand. @param {import("lw/core/app").App} app */
export function about(app) {
  const members = seriesOf(app).members;
  const shallow = members.find((each) => each.depth > 0) ?? members[0];
  const of = (/** @type {string} */ code, /** @type {number} */ depth, /** @type {(subject: any) => boolean} */ fits) =>
    mine(app, code).find(({ subject }) => subject.depth === depth && fits(subject)) ?? null;
  const error = (/** @type {any} */ subject) => subject.measure !== "loss";
  return {
    shallow,
    twice: of("longer", shallow.depth, (subject) => subject.kind === "twice"),
    past: of("overfit", shallow.depth, error),
    ceiling: of("ceiling", shallow.depth, () => true),
    deeper: mine(app, "ceiling-difference").find(({ subject }) => subject.best === true) ?? null,
    overfit: of("overfit", app.spec.depth, error),
  };
}

/** The steps from each depth to the next, shallow to deep. @param {import("lw/core/app").App} app @param {string} code */
export function stepsOf(app, code) {
  const steps = mine(app, code).filter(({ subject }) => subject.kind === "next" && !("terms" in subject));
  return steps.sort((a, b) => a.subject.from - b.subject.from);
}

/** The sentences of the findings there are. @param {import("lw/core/app").App} app @param {(Finding|null)[]} findings */
export function answered(app, findings) {
  return findings.filter((each) => each !== null).map((each) => app.text(each.text));
}

/** The largest of their margins, as it is printed: it holds for all of them. @param {(Finding|null)[]} findings */
export function marginShown(findings) {
  const largest = findings.filter((each) => each !== null).sort((a, b) => (b.margin ?? 0) - (a.margin ?? 0))[0];
  return largest?.margin_shown ?? "–";
}

/** Findings about the width and activation in hand. @param {import("lw/core/app").App} app @param {string} code @returns {Finding[]} */
function mine(app, code) {
  const { spec, card } = app;
  const same = ["activation", "width", "normalisation", "residual"];
  return card.findings.filter(
    (/** @type {Finding} */ each) => each.code === code && same.every((name) => each.subject[name] === undefined || each.subject[name] === spec[name]),
  );
}

/** @typedef {"a"|"b"|"c"|null} Answer */

export const calls = {
  /**
   * a: longer still helps; b: nothing more to gain; c: it gets worse.
   * @param {Finding|null} twice @param {Finding|null} past @param {Finding|null} ceiling @returns {Answer}
   */
  longer(twice, past, ceiling) {
    if (past?.conclusion === "hurts") return "c";
    if (!twice || twice.conclusion === "undecided") return ceiling?.conclusion === "flat" ? "b" : null;
    if (twice.conclusion === "helps") return twice.within_margin ? "b" : "a";
    return twice.conclusion === "equivalent" ? "b" : "c";
  },

  /**
   * a: every step helps; b: some step gains nothing or hurts, while others do otherwise; c: no step changes anything.
   * @param {Finding[]} steps @returns {Answer}
   */
  more(steps) {
    const found = new Set(steps.map((each) => each.conclusion));
    if (found.has("hurts") || (found.has("helps") && found.has("equivalent"))) return "b";
    if (found.has("undecided") || !found.size) return null;
    return found.has("helps") ? "a" : "c";
  },

  /**
   * a: new data is known as well; b: less well, and training on does no harm; c: less well, and it does.
   * @param {any} level @param {Finding|null} overfit @returns {Answer}
   */
  heart(level, overfit) {
    if (level?.known === "alike") return "a";
    if (level?.known !== "better" || !overfit || overfit.conclusion === "undecided") return null;
    return overfit.conclusion === "hurts" ? "c" : "b";
  },
};
