/** The verdict's findings in groups, the most telling one of each group first. */

/**
 * @typedef {object} Finding of the bundle's card, as `verdict.json` holds it
 * @property {string} code
 * @property {{en: string, zh: string}} question
 * @property {{en: string, zh: string}} text
 * @property {{en: string, zh: string}} label
 * @property {{en: string, zh: string}[]} notes
 * @property {string} conclusion
 * @property {number|null} estimate
 * @property {number|null} low
 * @property {number|null} high
 * @property {number|null} margin
 * @property {string|null} [margin_shown] the same as it is printed, rounded up
 * @property {string} unit
 * @property {boolean} within_margin
 * @property {Record<string, any>} subject
 */

// Which codes a group holds; whatever is in none of them is told at the end.
const GROUPS = {
  deeper: ["deeper", "wider", "degradation", "activation"],
  longer: ["longer"],
  overfitting: ["overfit", "by-heart"],
  ceiling: ["ceiling", "ceiling-difference"],
};
/** Of each code the findings that may lead its group: the plain comparison, not one on other terms. @type {Record<string, (subject: any) => boolean>} */
const LEADING = {
  deeper: (subject) => !("terms" in subject),
  longer: (subject) => subject.kind === "twice",
  overfit: (subject) => subject.measure !== "loss",
  "by-heart": () => true,
  ceiling: () => true,
};

/**
 * @param {Finding[]} findings
 * @param {any} spec of the network in hand: of equally telling findings those about it come first
 * @returns {{name: string, findings: Finding[]}[]} without empty groups
 */
export function groups(findings, spec) {
  const named = Object.entries(GROUPS).map(([name, codes]) => ({ name, findings: findings.filter((each) => codes.includes(each.code)) }));
  const known = Object.values(GROUPS).flat();
  const others = { name: "others", findings: findings.filter((each) => !known.includes(each.code)) };
  return [...named, others]
    .filter((group) => group.findings.length)
    .map((group) => ({ ...group, findings: ordered(group.findings, spec) }));
}

/** @param {Finding[]} findings @param {any} spec */
function ordered(findings, spec) {
  const ranks = new Map(findings.map((each, k) => [each, [...rank(each, spec), k]]));
  return [...findings].sort((a, b) => compare(ranks.get(a) ?? [], ranks.get(b) ?? []));
}

/** Smaller numbers come first. @param {Finding} finding @param {any} spec @returns {number[]} */
function rank(finding, spec) {
  const { code, subject, conclusion, within_margin, estimate, margin } = finding;
  const leads = LEADING[code]?.(subject) ?? false;
  const series = ["activation", "width"].every((name) => subject[name] === undefined || subject[name] === spec[name]);
  const clear = ["helps", "hurts", "differs"].includes(conclusion) && !within_margin;
  const open = conclusion === "undecided";
  const size = clear && estimate !== null ? -Math.abs(estimate) / (margin || 1) : 0;
  const away = Math.abs((subject.depth ?? subject.to ?? 0) - spec.depth);
  return [leads ? 0 : 1, series ? 0 : 1, clear ? 0 : open ? 2 : 1, size, away];
}

/** @param {number[]} a @param {number[]} b */
function compare(a, b) {
  const k = a.findIndex((value, place) => value !== b[place]);
  return k < 0 ? 0 : a[k] - b[k];
}

/** Whether a finding's numbers are a difference, with a 0 that means no change. @param {Finding} finding */
export function isDifference(finding) {
  return finding.code !== "ceiling" && !["lucky-seed", "failing"].includes(finding.code) && finding.estimate !== null;
}

/**
 * The network on the page that a finding is about; of a step the one it leads to.
 * @param {Finding} finding
 * @param {any[]} specs
 */
export function subjectOf(finding, specs) {
  const { subject } = finding;
  const same = ["activation", "width", "normalisation", "residual"];
  const depth = subject.depth ?? subject.to;
  const alike = (/** @type {any} */ spec) => same.every((name) => subject[name] === undefined || subject[name] === spec[name]);
  return specs.find((spec) => alike(spec) && spec.depth === depth) ?? specs.find(alike) ?? null;
}

/** Where a finding's picture is, and what it has to show. @param {Finding} finding @returns {{card: string, measure: string|null}} */
export function pictureOf(finding) {
  const { code, subject } = finding;
  if (code === "by-heart" || (code === "overfit" && subject.measure !== "loss")) return { card: "memory", measure: null };
  if (code === "longer") return { card: "depth-map", measure: null };
  const measure = code === "degradation" ? "train_error" : code === "overfit" ? "test_loss" : "test_error";
  return { card: "curves", measure };
}
