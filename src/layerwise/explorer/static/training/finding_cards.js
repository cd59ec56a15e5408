/** The verdict's sentences as cards: a card a question, its most telling answer open, the others folded. */

import { intervalPicture } from "lw/chart/interval";
import { fill, h } from "lw/core/dom";
import { groups, isDifference, pictureOf, subjectOf } from "lw/training/findings";

/** What each conclusion looks like, beside its words. @type {Record<string, string>} */
const SIGNS = { helps: "↓", hurts: "↑", equivalent: "≈", undecided: "?", differs: "≠", same: "≈", turned: "⤴", flat: "→", falling: "↘", fails: "✗", trains: "✓" };

/**
 * @param {import("lw/core/app").App} app
 * @param {(card: string) => void} go to a card of the view
 */
export function findingCards(app, go) {
  const element = h("section", { class: "findings", "aria-label": app.say("training.findings") });
  let made = "";
  return {
    element,
    render() {
      const key = app.spec.id;
      if (key === made) return;
      made = key;
      const found = groups(app.card.findings, app.spec);
      const open = new Set([...element.querySelectorAll("details[open]")].map((each) => each.getAttribute("data-group")));
      fill(element, found.map((group) => (group.name === "others" ? rest : card)(app, group, go, open.has(group.name))));
      element.hidden = !found.length;
    },
  };
}

/**
 * @param {import("lw/core/app").App} app
 * @param {{name: string, findings: import("lw/training/findings").Finding[]}} group
 * @param {(card: string) => void} go
 * @param {boolean} open
 */
function card(app, group, go, open) {
  const { say } = app;
  const [first, ...others] = group.findings;
  return h(
    "article",
    { class: "card finding" },
    h("h2", {}, say(`training.group-${group.name}`)),
    h("p", { class: "row verdict-line" }, badge(app, first), h("span", { class: "soft" }, aboutWhat(app, first))),
    isDifference(first) && picture(app, first),
    h("p", { class: "sentence" }, app.text(first.text)),
    h("div", { class: "row" }, show(app, first, go)),
    others.length > 0 && folded(app, { ...group, findings: others }, say("training.more", { count: others.length }), go, open),
  );
}

/** The networks, and of a step of depth from where to where. @param {import("lw/core/app").App} app @param {import("lw/training/findings").Finding} finding */
function aboutWhat(app, { code, subject, label }) {
  const step = ["deeper", "degradation"].includes(code) && "from" in subject && "to" in subject;
  return step ? `${app.say("training.step", { from: subject.from, to: subject.to })} · ${app.text(label)}` : app.text(label);
}

/** What answers none of the great questions, folded as a whole. @type {typeof card} */
function rest(app, group, go, open) {
  return h("div", { class: "more-answers" }, folded(app, group, app.say("training.group-others"), go, open));
}

/**
 * Sentences that are made when they are first unfolded: there may be a hundred.
 * @param {import("lw/core/app").App} app
 * @param {{name: string, findings: import("lw/training/findings").Finding[]}} group
 * @param {string} title
 * @param {(card: string) => void} go
 * @param {boolean} open
 */
function folded(app, group, title, go, open) {
  const list = h("ul", { class: "others", tabindex: "0" });
  const item = (/** @type {import("lw/training/findings").Finding} */ each) =>
    h("li", {}, badge(app, each), h("span", {}, app.text(each.text)), show(app, each, go));
  const made = (/** @type {any} */ event) => {
    if (event.target.open && !list.children.length) fill(list, group.findings.map(item));
  };
  const element = h("details", { "data-group": group.name, ontoggle: made }, h("summary", {}, title), list);
  element.open = open;
  return element;
}

/** @param {import("lw/core/app").App} app @param {import("lw/training/findings").Finding} finding */
export function badge(app, finding) {
  const { conclusion } = finding;
  const kind = finding.within_margin && conclusion === "helps" ? "slight" : conclusion;
  // Of which size no difference was found stands beside the words; files of older versions do not say it.
  const within = conclusion === "equivalent" && finding.margin_shown ? ` (±${finding.margin_shown})` : "";
  return h("strong", { class: `badge ${kind}` }, h("span", { "aria-hidden": "true" }, `${SIGNS[conclusion] ?? ""} `), app.say(`training.is-${conclusion}`), within);
}

/**
 * @param {import("lw/core/app").App} app
 * @param {import("lw/training/findings").Finding} finding
 * @param {number} [reach] of a scale that several share
 */
export function picture(app, finding, reach) {
  const { estimate, low, high, margin, unit } = finding;
  const values = { estimate: Number(estimate).toFixed(2), low: low?.toFixed(2) ?? "–", high: high?.toFixed(2) ?? "–", unit: app.say(unit === "nats" ? "training.nats" : "training.points") };
  return intervalPicture({ estimate: Number(estimate), low, high, margin }, app.say("training.interval", values), reach);
}

/** @param {import("lw/core/app").App} app @param {import("lw/training/findings").Finding} finding @param {(card: string) => void} go */
function show(app, finding, go) {
  const { card: where, measure } = pictureOf(finding);
  const open = () => {
    const spec = subjectOf(finding, app.library.specs);
    const extra = measure ? { ...app.state.extra, measure } : app.state.extra;
    app.store.set({ extra, ...(spec && spec.id !== app.spec.id ? { net: spec.id, unit: null, edits: {} } : {}) });
    go(where);
  };
  return h("button", { type: "button", class: "button", "aria-label": `${app.say("training.show")}: ${app.text(finding.question)}`, onclick: open }, app.say("training.show"));
}
