/** The five questions, each with what this study has measured about it. */

import { byHeart, gapSentence, heartUnknown } from "lw/training/memory_card";
import { curvesOf, held, seriesOf } from "lw/training/study";
import { h } from "lw/core/dom";
import { nameOf } from "lw/core/names";
import { percent } from "lw/core/words";
import { account, accountTable } from "lw/lesson/account";
import { about, answered, calls, marginShown, stepsOf } from "lw/lesson/evidence";
import { activity, memory, overEpochs, readouts, stepTable } from "lw/lesson/pictures";
import { readoutsOf } from "lw/lesson/readout";

/**
 * @typedef {object} Found
 * @property {"a"|"b"|"c"|null} answer null: this study cannot tell
 * @property {string} title the answer in a sentence
 * @property {string[]} says what was measured, the main thing first
 * @property {() => Element|null} picture made when it is asked for
 * @property {Record<string, any>} attempt the page's state in which to try it
 * @property {string} invites what one can try there
 * @property {Record<string, any>} [values] for the introduction
 *
 * @typedef {object} Question
 * @property {string} id of its words
 * @property {boolean} [early] whether its introduction needs what was found
 * @property {(app: import("lw/core/app").App) => Promise<Found>} reveal
 */

/** @type {Question[]} */
export const QUESTIONS = [
  { id: "layer", early: true, reveal: layer },
  { id: "sees", reveal: sees },
  { id: "longer", early: true, reveal: longer },
  { id: "more", reveal: more },
  { id: "heart", early: true, reveal: heart },
];

/** What is a layer? @param {import("lw/core/app").App} app @returns {Promise<Found>} */
async function layer(app) {
  const { say, spec, run } = app;
  const units = spec.hidden[0] ?? spec.classes;
  const values = { name: nameOf(spec), inputs: spec.inputs, units, weights: units * spec.inputs, parameters: spec.parameters, layers: spec.depth };
  const says = [say("lesson.layer-first", values), say("lesson.layer-all", values)];
  let unit = 0;
  if (run && spec.depth) {
    unit = run.activations[0].reduce((best, value, k, all) => (value > all[best] ? k : best), 0);
    const [sum, active] = [run.sums[0][unit], run.activations[0][unit]];
    says.push(say("lesson.layer-unit", { unit: unit + 1, sum, active, function: spec.activation }));
  }
  const attempt = { view: "flow", unit: spec.depth ? `1.${unit}` : null };
  return { answer: "a", title: say("lesson.layer-is"), says, picture: () => activity(app), attempt, invites: say("lesson.layer-try"), values };
}

/** What does each one see? @param {import("lw/core/app").App} app @returns {Promise<Found>} */
async function sees(app) {
  const { say, state, spec } = app;
  const attempt = { view: "layers" };
  const invites = say("lesson.sees-try");
  const read = await readoutsOf(app);
  if (!read) return { answer: null, title: say("lesson.sees-unknown"), says: [say("lesson.no-examples")], picture: () => null, attempt, invites };
  const answer = read.trend > 0 ? "a" : read.trend < 0 ? "c" : "b";
  const [first, last] = [read.shares[0], read.shares[read.shares.length - 1]].map((share) => percent(state.lang, share));
  const says = [say("lesson.sees-measured", { first, last, of: read.of, name: nameOf(spec) }), say("lesson.sees-how"), ...account(app)];
  const picture = () => h("div", { class: "tables" }, readouts(app, read.shares), accountTable(app));
  return { answer, title: say(`lesson.sees-is-${answer}`), says, picture, attempt, invites };
}

/** Does training longer help a shallow network? @param {import("lw/core/app").App} app @returns {Promise<Found>} */
async function longer(app) {
  const { say, card } = app;
  const { shallow, twice, past, ceiling, deeper } = about(app);
  const answer = calls.longer(twice, past, ceiling);
  const values = { depth: shallow.depth, epochs: card.curves.epochs[card.curves.epochs.length - 1], margin: marginShown([twice ?? ceiling]) };
  const unmeasured = say(!card.curves.shorter ? "lesson.longer-decays" : twice ? "lesson.longer-undecided" : "lesson.no-finding");
  const says = answered(app, [twice, answer === "c" ? past : null, ceiling, deeper]);
  if (answer === null) says.unshift(unmeasured);
  const title = answer === null ? say("lesson.longer-unknown", values) : say(`lesson.longer-is-${answer}`, values);
  const attempt = { view: "training", ...(held(app, shallow.id) && { net: shallow.id }), epoch: null, unit: null, edits: {} };
  return { answer, title, says, picture: () => overEpochs(app, shallow.id), attempt, invites: say("lesson.longer-try"), values };
}

/** Are more layers always better? @param {import("lw/core/app").App} app @returns {Promise<Found>} */
async function more(app) {
  const { say } = app;
  const steps = stepsOf(app, "deeper");
  const answer = calls.more(steps);
  const count = (/** @type {string} */ kind) => steps.filter((each) => each.conclusion === kind).length;
  const values = { steps: steps.length, helps: count("helps"), equivalent: count("equivalent"), hurts: count("hurts"), undecided: count("undecided"), margin: marginShown(steps) };
  const says = steps.length ? [say("lesson.more-counted", values)] : [say(seriesOf(app).members.length > 1 ? "lesson.no-finding" : "lesson.more-unmeasured")];
  const failing = stepsOf(app, "degradation").filter((each) => each.conclusion === "hurts");
  if (failing.length) says.push(say("lesson.more-fails"), ...answered(app, failing.slice(0, 1)));
  const title = answer === null ? say("lesson.more-unknown") : say(`lesson.more-is-${answer}`, values);
  const attempt = { view: "flow", unit: null, edits: {} };
  return { answer, title, says, picture: () => stepTable(app, steps), attempt, invites: say("lesson.more-try") };
}

/** What is learning by heart? @param {import("lw/core/app").App} app @returns {Promise<Found>} */
async function heart(app) {
  const { say, spec, state } = app;
  const own = curvesOf(app, spec.id);
  const level = own?.levels.last;
  const { overfit } = about(app);
  const answer = calls.heart(level, overfit);
  const train = level?.train ?? null;
  const values = { name: nameOf(spec), epoch: level?.epoch ?? 0, train: train === null ? say("lesson.not-known") : percent(state.lang, train / 100) };
  const says = [gapSentence(app, level), ...answered(app, [overfit]), byHeart(app) ?? heartUnknown(app)].filter(Boolean);
  const title = answer === null ? say("lesson.heart-unknown") : say(`lesson.heart-is-${answer}`);
  const attempt = { view: "training", unit: null, edits: {} };
  return { answer, title, says, picture: () => memory(app, own), attempt, invites: say("lesson.heart-try"), values };
}
