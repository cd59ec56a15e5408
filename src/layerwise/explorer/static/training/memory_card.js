/** Training against test: is the network learning by heart? */

import { LineChart } from "lw/chart/lines";
import { fill, h, write } from "lw/core/dom";
import { nameOf } from "lw/core/names";
import { fixed, percent } from "lw/core/words";
import { curvesOf, epochInHand, membersWith } from "lw/training/study";

/** @param {import("lw/core/app").App} app */
export function memoryCard(app) {
  const { say } = app;
  const title = h("h2", { tabindex: "-1" });
  const chart = new LineChart();
  const lead = h("p", {});
  const heart = h("p", { class: "soft small" });
  const table = h("table", { class: "numbers wide" });
  const element = h(
    "section",
    { class: "card memory", "aria-label": say("training.memory") },
    title,
    lead,
    chart.element,
    heart,
    h("details", {}, h("summary", {}, say("training.every-depth")), h("div", { class: "scroll" }, table)),
  );
  return {
    element,
    render() {
      const own = curvesOf(app, app.spec.id);
      element.hidden = !own?.train_error || !own?.test_error;
      if (element.hidden) return;
      write(title, memoryTitle(app, own));
      write(lead, gapSentence(app, own.levels.last));
      chart.draw(memoryDrawing(app, own, app.state.extra.scale !== "linear", epochInHand(app)));
      write(heart, byHeart(app) ?? heartUnknown(app));
      fill(table, rows(app));
      table.parentElement?.parentElement?.toggleAttribute("hidden", membersWith(app, "train_error").length < 1);
    },
  };
}

/** @param {import("lw/core/app").App} app @param {any} own */
export function memoryTitle(app, own) {
  const answer = own.levels.last?.memorising;
  const name = nameOf(app.spec);
  return answer ? app.say("training.memory-is", { name, answer: app.text(answer.text) }) : app.say("training.memory-unknown", { name });
}

/** Training and test error of one network, by epoch. */
export function memoryDrawing(
  /** @type {import("lw/core/app").App} */ app,
  /** @type {any} */ own,
  /** @type {boolean} */ log,
  /** @type {number|null} */ guide,
) {
  const { say, card } = app;
  const line = (/** @type {"test_error"|"train_error"} */ measure) => (own.seeds > 1 ? own[measure] : { mean: own[measure].mean });
  return {
    epochs: card.curves.epochs,
    lines: [
      { ...line("test_error"), colour: "var(--accent)", strong: true, name: say("training.of-test") },
      { ...line("train_error"), colour: "var(--for)", strong: true, dashed: true, name: say("training.of-train") },
    ],
    log,
    x: say("training.epochs"),
    y: say("training.axis-error"),
    guide,
    label: say("training.memory-chart", { name: nameOf(app.spec) }),
  };
}

/** The gap after the last epoch with its interval, as a sentence. @param {import("lw/core/app").App} app @param {any} level */
export function gapSentence(app, level) {
  if (!level || level.train === null || level.test === null) return app.say("training.gap-unknown");
  const shown = (/** @type {number} */ value) => percent(app.state.lang, value / 100);
  const [gap, low, high] = [level.gap, level.gap_low, level.gap_high].map((value) => (value === null ? null : fixed(value, 1)));
  const values = { train: shown(level.train), test: shown(level.test), gap, low, high, epoch: level.epoch };
  return app.say(low === null ? "training.gap-alone" : "training.gap", values);
}

/** What moving and turning the images told of this network, where that was measured. @param {import("lw/core/app").App} app */
export function byHeart(app) {
  const { spec, card } = app;
  const about = (/** @type {any} */ subject) => subject.activation === spec.activation && subject.width === spec.width && subject.depth === spec.depth;
  const found = card.findings.find((/** @type {any} */ each) => each.code === "by-heart" && about(each.subject));
  return found ? app.text(found.text) : null;
}

/** What to say where it was not measured; points of the plane are not moved. @param {import("lw/core/app").App} app */
export function heartUnknown(app) {
  return app.card.data.kind === "picture" ? app.say("training.heart-unknown") : "";
}

/** @param {import("lw/core/app").App} app */
function rows(app) {
  const { say, state } = app;
  const shown = (/** @type {number|null|undefined} */ value) => (value === null || value === undefined ? "–" : percent(state.lang, value / 100));
  const heads = ["layers", "train-right", "test-right", "gap-points"].map((key) => h("th", { scope: "col" }, say(`training.${key}`)));
  const lines = membersWith(app, "train_error").map(({ id, depth }) => {
    const { last } = curvesOf(app, id).levels;
    const gap = last?.gap === null || last === undefined ? "–" : fixed(last.gap, 1);
    const ends = last && last.gap_low !== null ? ` (${fixed(last.gap_low, 1)} … ${fixed(last.gap_high, 1)})` : "";
    return h("tr", {}, h("th", { scope: "row" }, String(depth)), [shown(last?.train), shown(last?.test), gap + ends].map((text) => h("td", {}, text)));
  });
  return [h("caption", { class: "soft small" }, say("training.gap-table")), h("thead", {}, h("tr", {}, heads)), h("tbody", {}, lines)];
}
