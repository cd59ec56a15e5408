/** Lesson: five questions in the order people ask them; bet first, then see what this study measured. */

import { fill, h } from "lw/core/dom";
import { LETTERS, bets, outcome, placed } from "lw/lesson/bets";
import { QUESTIONS } from "lw/lesson/questions";

const CAUSES = ["view", "net", "epoch", "networks", "extra", "input"];

/** @type {import("lw/core/app").View} */
export const lesson = {
  id: "lesson",
  fits: (app) => Boolean(app.card.curves),
  mount(root, app) {
    let asked = 0;
    return async (_, changed) => {
      if (!CAUSES.some((cause) => changed.has(cause))) return;
      const mine = ++asked;
      const place = current(app);
      const bet = bets(app)[place];
      const question = QUESTIONS[place];
      const found = bet || question.early ? await question.reveal(app) : null;
      const score = await outcome(app);
      if (mine !== asked || !root.isConnected || app.state.view !== "lesson") return; // gone on meanwhile
      const moved = changed.has("extra") && root.contains(document.activeElement);
      fill(root, screen(app, place, bet, found, score));
      if (moved) /** @type {HTMLElement|null} */ (root.querySelector("h1"))?.focus();
    };
  },
};

/** The question that is open, counted from 0. @param {import("lw/core/app").App} app */
function current(app) {
  const asked = Number(app.state.extra.lesson ?? 1);
  return Number.isInteger(asked) && asked >= 1 && asked <= QUESTIONS.length ? asked - 1 : 0;
}

/**
 * @param {import("lw/core/app").App} app
 * @param {number} place
 * @param {string|null} bet
 * @param {import("lw/lesson/questions").Found|null} found
 * @param {{right: number, of: number}} score
 */
function screen(app, place, bet, found, score) {
  const { say } = app;
  const { id } = QUESTIONS[place];
  const asked = say(`lesson.${id}`);
  const open = bet !== null && found;
  const values = found?.values ?? {};
  return [
    steps(app, place, score),
    h("p", { class: "eyebrow" }, say("lesson.question", { place: place + 1, of: QUESTIONS.length }), open && ` · ${asked}`),
    h("h1", { tabindex: "-1" }, open ? found.title : asked),
    h("p", { class: "lead" }, say(`lesson.${id}-intro`, values)),
    answers(app, place, bet, found),
    open && h("section", { class: "card reveal", "aria-label": say("lesson.measured") }, revealed(app, bet, found)),
    h("div", { class: "row onward" }, open && attempt(app, found), further(app, place, bet)),
  ];
}

/** @param {import("lw/core/app").App} app @param {number} place @param {{right: number, of: number}} score */
function steps(app, place, score) {
  const { say } = app;
  const own = bets(app);
  const buttons = QUESTIONS.map(({ id }, k) => {
    const words = say("lesson.step", { place: k + 1, asked: say(`lesson.${id}`) }) + (own[k] ? ` (${say("lesson.answered")})` : "");
    const attributes = { type: "button", class: "button step", title: words, "aria-label": words, "aria-current": k === place && "step" };
    return h("button", { ...attributes, onclick: () => go(app, k) }, own[k] ? `${k + 1} ✓` : String(k + 1));
  });
  const told = score.of > 0 && h("span", { class: "soft push" }, say("lesson.score", score));
  return h("nav", { class: "row steps", "aria-label": say("lesson.steps") }, buttons, told);
}

/** Three answers to bet on. */
function answers(
  /** @type {import("lw/core/app").App} */ app,
  /** @type {number} */ place,
  /** @type {string|null} */ bet,
  /** @type {import("lw/lesson/questions").Found|null} */ found,
) {
  const { say } = app;
  const { id } = QUESTIONS[place];
  const buttons = LETTERS.map((letter) => {
    const marks = [bet === letter && say("lesson.yours"), bet && found?.answer === letter && say("lesson.found")].filter(Boolean);
    const right = bet && found?.answer === letter;
    return h(
      "button",
      { type: "button", class: right ? "bet right" : "bet", "aria-pressed": String(bet === letter), onclick: () => app.store.keep(placed(app, place, letter)) },
      h("span", { class: "letter", "aria-hidden": "true" }, letter.toUpperCase()),
      h("span", {}, say(`lesson.${id}-${letter}`)),
      marks.length > 0 && h("span", { class: "marks soft small" }, marks.join(" · ")),
    );
  });
  return h("div", { class: "bets", role: "group", "aria-label": say("lesson.bets") }, buttons);
}

/** @param {import("lw/core/app").App} app @param {string} bet @param {import("lw/lesson/questions").Found} found */
function revealed(app, bet, found) {
  const key = found.answer === null ? "lesson.open" : found.answer === bet ? "lesson.foreseen" : "lesson.otherwise";
  const [first, ...others] = found.says;
  return [
    h("h2", {}, app.say(key)),
    h("div", { class: "reveal-body" }, h("div", { class: "told" }, h("p", {}, first), others.map((text) => h("p", { class: "soft" }, text))), found.picture()),
  ];
}

/** @param {import("lw/core/app").App} app @param {import("lw/lesson/questions").Found} found */
function attempt(app, found) {
  return h("button", { type: "button", class: "button main", onclick: () => app.store.set(found.attempt) }, app.say("lesson.try", { what: found.invites }));
}

/** @param {import("lw/core/app").App} app @param {number} place @param {string|null} bet */
function further(app, place, bet) {
  const { say } = app;
  const last = place === QUESTIONS.length - 1;
  return [
    bet && h("button", { type: "button", class: "button", onclick: () => app.store.keep(placed(app, place, null)) }, say("lesson.again")),
    h("button", { type: "button", class: "button", onclick: () => go(app, last ? 0 : place + 1) }, say(last ? "lesson.from-start" : "lesson.next")),
  ];
}

/** @param {import("lw/core/app").App} app @param {number} place */
function go(app, place) {
  app.store.keep({ lesson: String(place + 1) });
}
