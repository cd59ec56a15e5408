/** The map depth × epochs: mean test error in each cell; a cell opens its network in Flow. */

import { walkable } from "lw/chart/walk";
import { fill, h, write } from "lw/core/dom";
import { nameOf } from "lw/core/names";
import { curvesOf, epochInHand, held, lowest, membersWith, nearest, seriesOf, told, valueAt } from "lw/training/study";

// Where all cells are nearly alike they look so: less than a factor of 1.5 takes no more than a part of the scale.
const LEAST_SPREAD = Math.log10(1.5);

/** @param {import("lw/core/app").App} app */
export function mapCard(app) {
  const { say } = app;
  const title = h("h2", { tabindex: "-1" });
  const table = h("table", { class: "map" });
  const ready = walkable(table);
  const element = h(
    "section",
    { class: "card depth-map", "aria-label": say("training.map") },
    title,
    h("div", { class: "scroll" }, table),
    h("p", { class: "soft small" }, say("training.map-help")),
  );
  let made = "";
  return {
    element,
    render() {
      const members = membersWith(app, "test_error");
      element.hidden = !members.length;
      if (element.hidden) return;
      write(title, headline(app, members));
      const series = app.text(seriesOf(app).label);
      if (series !== made) {
        fill(table, grid(app, members, series));
        ready();
      }
      made = series;
      mark(app, table);
    },
  };
}

/** @param {import("lw/core/app").App} app @param {import("lw/training/study").Member[]} members */
function headline(app, members) {
  const best = lowest(app, members, "test_error");
  if (!best) return app.say("training.map");
  const worst = Math.max(...members.map(({ id }) => valueAt(app, id, "test_error", 1) ?? 0));
  const [from, to] = [worst, best.value].map((value) => told(app, "test_error", value));
  return app.card.curves.shorter ? app.say("training.map-says", { from, to }) : app.say("training.map-last", { to });
}

/** @param {import("lw/core/app").App} app @param {import("lw/training/study").Member[]} members @param {string} series */
function grid(app, members, series) {
  const { say, card } = app;
  const { shown } = card.curves;
  const values = members.map(({ id }) => shown.map((/** @type {number} */ epoch) => valueAt(app, id, "test_error", epoch)));
  const known = values.flat().filter((value) => value !== null).map(bent);
  const [least, most] = [Math.min(...known), Math.max(...known)];
  const rows = members.map(({ id, depth }, k) => {
    const cells = shown.map((/** @type {number} */ epoch, /** @type {number} */ j) => {
      const value = values[k][j];
      const heat = value === null ? 0 : (bent(value) - least) / Math.max(most - least, LEAST_SPREAD);
      return h("td", {}, value !== null && cell(app, id, depth, epoch, value, heat));
    });
    return h("tr", {}, h("th", { scope: "row", "aria-label": say("flow.layers", { depth }) }, String(depth)), cells);
  });
  // Shallow networks below, as on a chart whose axis is the depth.
  return [
    h("caption", { class: "soft small" }, say("training.map-caption", { series })),
    h("tbody", {}, rows.reverse()),
    h(
      "tfoot",
      {},
      h("tr", {}, h("td", {}), shown.map((/** @type {number} */ epoch) => h("th", { scope: "col" }, String(epoch)))),
      h("tr", {}, h("td", {}), h("td", { class: "axis", colspan: String(shown.length) }, say("training.map-axis"))),
    ),
  ];
}

/** Errors span powers of ten. @param {number} value */
function bent(value) {
  return Math.log10(Math.max(value, 0.01));
}

/** One architecture after so many epochs. */
function cell(
  /** @type {import("lw/core/app").App} */ app,
  /** @type {string} */ id,
  /** @type {number} */ depth,
  /** @type {number} */ epoch,
  /** @type {number} */ value,
  /** @type {number} */ heat,
) {
  const there = held(app, id);
  const { at, ...state } = nearest(app, id, epoch);
  const { low, high } = ends(app, id, epoch);
  const values = { depth, epoch, value: told(app, "test_error", value), low, high, at };
  const words = app.say(there ? "training.cell" : "training.cell-not-held", values);
  const open = () => {
    app.store.set({ ...state, view: "flow" });
    app.announce(app.say("training.opened", { name: nameOf(app.library.spec(id)), epoch: at }));
  };
  const attributes = { type: "button", class: "heat", "data-id": id, "data-epoch": epoch, title: words, "aria-label": words };
  const number = value < 1 ? value.toFixed(2) : value.toFixed(value < 99.95 ? 1 : 0);
  return h("button", { ...attributes, "aria-disabled": !there && "true", style: `--heat:${heat.toFixed(3)}`, onclick: there && open }, number);
}

/** The band over seeds of one cell. @param {import("lw/core/app").App} app @param {string} id @param {number} epoch */
function ends(app, id, epoch) {
  const band = curvesOf(app, id).test_error;
  const place = app.card.curves.epochs.indexOf(epoch);
  return { low: told(app, "test_error", band.low[place]), high: told(app, "test_error", band.high[place]) };
}

/** Rings the cell nearest to the network in hand. @param {import("lw/core/app").App} app @param {HTMLElement} table */
function mark(app, table) {
  const epoch = epochInHand(app) ?? 0;
  const { shown } = app.card.curves;
  const near = shown.reduce(
    (/** @type {number} */ best, /** @type {number} */ each) => (Math.abs(Math.log((each + 0.5) / (epoch + 0.5))) < Math.abs(Math.log((best + 0.5) / (epoch + 0.5))) ? each : best),
    shown[0],
  );
  for (const button of /** @type {any} */ (table.querySelectorAll("button"))) {
    const here = button.dataset.id === app.spec.id && Number(button.dataset.epoch) === near;
    button.classList.toggle("here", here);
    if (here) button.setAttribute("aria-current", "true");
    else button.removeAttribute("aria-current");
  }
}
