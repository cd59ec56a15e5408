/** The confusion matrix: a row a true class, a column a class that the network reads. */

import { walkable } from "lw/chart/walk";
import { fill, h, write } from "lw/core/dom";

// More classes than this make cells too small to read: then the commonest mistakes are listed alone.
const MOST_CLASSES = 16;
const LISTED = 5;

/**
 * @param {ArrayLike<number>} read classes that the network puts each example in
 * @param {ArrayLike<number>} labels
 * @param {number} classes
 * @returns {number[][]} of each true class how many are read as each
 */
export function counts(read, labels, classes) {
  const found = Array.from({ length: classes }, () => new Array(classes).fill(0));
  for (let k = 0; k < labels.length; k++) found[labels[k]][read[k]]++;
  return found;
}

/** @param {import("lw/core/app").App} app */
export function confusion(app) {
  const { say, card } = app;
  const names = card.data.classes;
  const small = names.length <= MOST_CLASSES;
  const table = h("table", { class: "confusion" });
  const ready = walkable(table);
  const says = h("p", {});
  const list = h("ol", { class: "soft small mistakes" });
  const element = h("div", { class: "confused" }, h("h3", {}, say("training.confusion")), small && h("div", { class: "scroll" }, table), says, !small && list);
  /** @type {any} */
  let now = null;

  /** @param {number} truth @param {number} read */
  const show = (truth, read) => {
    const index = now.examples.labels.findIndex((/** @type {number} */ label, /** @type {number} */ k) => label === truth && now.answers.classes[k] === read);
    if (index < 0) return;
    app.store.set({ input: { kind: "sample", part: "test", index }, label: null, edits: {}, view: "flow" });
    app.announce(say("training.opened-mistake", { truth: names[truth], read: names[read] }));
  };
  const cells = small ? make(app, table, show) : null;
  ready();

  return {
    element,
    /** @param {number[][]} found @param {any} answers @param {any} examples */
    render(found, answers, examples) {
      now = { answers, examples };
      const wrong = mistakes(found);
      write(says, wrong.length ? say("training.most-often", { truth: names[wrong[0].truth], read: names[wrong[0].read], count: wrong[0].count, of: wrong[0].of }) : say("training.no-mistakes"));
      if (!cells) return fill(list, wrong.slice(0, LISTED).map((each) => h("li", {}, say("training.mistake", { truth: names[each.truth], read: names[each.read], count: each.count, of: each.of }))));
      found.forEach((row, truth) => {
        const of = row.reduce((sum, count) => sum + count, 0);
        row.forEach((count, read) => paint(app, cells[truth][read], count, of, truth, read));
      });
    },
  };
}

/** Pairs of classes by how many are mistaken. @param {number[][]} found */
function mistakes(found) {
  const of = found.map((row) => row.reduce((sum, count) => sum + count, 0));
  const pairs = found.flatMap((row, truth) => row.map((count, read) => ({ truth, read, count, of: of[truth] })));
  return pairs.filter((each) => each.truth !== each.read && each.count > 0).sort((a, b) => b.count - a.count);
}

/** @param {import("lw/core/app").App} app @param {HTMLElement} table @param {(truth: number, read: number) => void} show */
function make(app, table, show) {
  const names = app.card.data.classes;
  const long = names.some((/** @type {string} */ name) => name.length > 2);
  const cells = names.map((/** @type {string} */ _, /** @type {number} */ truth) =>
    names.map((/** @type {string} */ __, /** @type {number} */ read) => h("button", { type: "button", class: truth === read ? "right" : "wrong", onclick: () => show(truth, read) })),
  );
  const heads = names.map((/** @type {string} */ name) => h("th", { scope: "col" }, h("span", {}, name)));
  const rows = names.map((/** @type {string} */ name, /** @type {number} */ truth) =>
    h("tr", {}, h("th", { scope: "row" }, name), cells[truth].map((/** @type {any} */ cell) => h("td", {}, cell))),
  );
  table.classList.toggle("long", long);
  fill(
    table,
    h("caption", { class: "soft small" }, app.say("training.confusion-caption")),
    h("thead", {}, h("tr", {}, h("td", {}), heads)),
    h("tbody", {}, rows),
  );
  return cells;
}

/** @param {import("lw/core/app").App} app @param {HTMLElement} cell @param {number} count @param {number} of @param {number} truth @param {number} read */
function paint(app, cell, count, of, truth, read) {
  const names = app.card.data.classes;
  const words = app.say("training.read-as", { truth: names[truth], read: names[read], count, of });
  write(cell, count ? String(count) : "");
  // Mistakes are few: the square root lets the rare ones be seen.
  const share = of ? count / of : 0;
  cell.style.setProperty("--heat", (truth === read ? share : Math.sqrt(share)).toFixed(3));
  cell.setAttribute("aria-label", words);
  cell.title = words;
}
