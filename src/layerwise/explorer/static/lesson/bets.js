/** What the reader has bet on, kept in the page's address: a letter a question, a point where there is none yet. */

import { QUESTIONS } from "lw/lesson/questions";

export const LETTERS = ["a", "b", "c"];
const NONE = ".";

/** @param {import("lw/core/app").App} app @returns {(string|null)[]} by question */
export function bets(app) {
  const kept = app.state.extra.bets ?? "";
  return QUESTIONS.map((_, k) => (LETTERS.includes(kept[k]) ? kept[k] : null));
}

/** What is kept with one more bet, or with one taken back. @param {import("lw/core/app").App} app @param {number} place @param {string|null} letter */
export function placed(app, place, letter) {
  const all = bets(app).map((own, k) => (k === place ? letter : own));
  return { bets: all.map((each) => each ?? NONE).join("") };
}

/** How many bets came true, of those that this study has an answer to. @param {import("lw/core/app").App} app */
export async function outcome(app) {
  const own = bets(app);
  const found = await Promise.all(QUESTIONS.map((question, k) => (own[k] ? question.reveal(app) : null)));
  const decided = found.map((each, k) => (each && each.answer !== null ? each.answer === own[k] : null));
  return { right: decided.filter((each) => each === true).length, of: decided.filter((each) => each !== null).length };
}
