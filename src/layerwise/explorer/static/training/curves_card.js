/** The learning curves of every depth, with bands over seeds. */

import { depthColour } from "lw/chart/depths";
import { LineChart, closest } from "lw/chart/lines";
import { fill, h, write } from "lw/core/dom";
import { nameOf } from "lw/core/names";
import { MEASURES, curvesOf, epochInHand, held, lowest, membersWith, nearest, seriesOf, told } from "lw/training/study";

/** @typedef {import("lw/training/study").Measure} Measure */

/** @param {import("lw/core/app").App} app */
export function curvesCard(app) {
  const { say, store, card } = app;
  const title = h("h2", { tabindex: "-1" });
  const legend = h("table", { class: "numbers depths-legend" });
  const table = h("table", { class: "numbers wide" });
  /** @type {number|null} the epoch under the pointer */
  let pointed = null;
  const chart = new LineChart({
    onpoint(place) {
      pointed = place;
      mark();
    },
    onpick: (place) => choose(app, app.spec.id, card.curves.epochs[place]),
  });
  const choices = controls(app);
  const note = h("p", { class: "soft small" });
  const element = h(
    "section",
    { class: "card curves", "aria-label": say("training.curves") },
    title,
    choices.element,
    h("div", { class: "curves-body" }, chart.element, legend),
    note,
    h("details", {}, h("summary", {}, say("training.as-table")), h("div", { class: "scroll" }, table)),
  );

  const measure = () => /** @type {Measure} */ (choices.measure());
  const place = () => pointed ?? closest(card.curves.epochs, epochInHand(app) ?? 1);
  function mark() {
    chart.guide(place());
    fill(legend, legendRows(app, measure(), place()));
  }

  return {
    element,
    render() {
      choices.render();
      const members = membersWith(app, measure());
      write(title, headline(app, measure()));
      const log = choices.log();
      chart.draw({
        epochs: card.curves.epochs,
        lines: members.map(({ id }, k) => {
          const own = curvesOf(app, id);
          const alone = own.seeds < 2;
          const band = alone ? { mean: own[measure()].mean } : own[measure()];
          return { ...band, colour: depthColour(k, members.length), strong: id === app.spec.id };
        }),
        log,
        least: measure().endsWith("loss") ? 1e-4 : 0.01,
        x: say("training.epochs"),
        y: say(`training.axis-${measure()}`),
        guide: epochInHand(app),
        label: headline(app, measure()),
      });
      mark();
      write(note, notes(app));
      fill(table, tableRows(app, measure()));
    },
  };
}

/** @param {import("lw/core/app").App} app @param {string} id @param {number} epoch */
function choose(app, id, epoch) {
  const { at, ...state } = nearest(app, id, epoch);
  app.store.set(state);
  app.announce(app.say("training.chosen", { name: nameOf(app.library.spec(id)), epoch: at }));
}

/** What the curves show, in words. @param {import("lw/core/app").App} app @param {Measure} measure */
function headline(app, measure) {
  const best = lowest(app, membersWith(app, measure), measure);
  if (!best) return app.say("training.no-curves");
  const values = { what: app.say(`training.${measure}`), value: told(app, measure, best.value), depth: best.depth, epoch: best.epoch };
  return app.say(app.card.curves.shorter ? "training.lowest" : "training.lowest-last", values);
}

/** Of whom the curves are the mean. @param {import("lw/core/app").App} app */
function notes(app) {
  const { curves } = app.card;
  const known = seriesOf(app).members.map(({ id }) => curvesOf(app, id));
  const seeds = Math.max(0, ...known.map((each) => each.seeds));
  const diverged = known.reduce((sum, each) => sum + each.diverged, 0);
  return [
    app.say(seeds > 1 ? "training.band" : "training.one-seed", { seeds }),
    diverged > 0 && app.say("training.diverged", { diverged }),
    !curves.shorter && app.say("training.decays", { schedule: curves.schedule }),
  ]
    .filter(Boolean)
    .join(app.state.lang === "zh" ? "" : " ");
}

/** @param {import("lw/core/app").App} app */
function controls(app) {
  const { say, store, card } = app;
  const known = MEASURES.filter((name) => Object.values(card.curves.networks).some((/** @type {any} */ each) => each[name]));
  const measure = () => (known.includes(/** @type {any} */ (app.state.extra.measure)) ? app.state.extra.measure : known[0] ?? "test_error");
  const log = () => app.state.extra.scale !== "linear";
  const series = h(
    "select",
    { class: "pill", "aria-label": say("training.series"), onchange: () => other(app, Number(series.value)) },
    card.curves.series.map((/** @type {any} */ each, /** @type {number} */ k) => h("option", { value: String(k) }, app.text(each.label))),
  );
  const chosen = h(
    "select",
    { class: "pill", "aria-label": say("training.measure"), onchange: () => store.keep({ measure: chosen.value }) },
    known.map((name) => h("option", { value: name }, say(`training.${name}`))),
  );
  const bent = h("button", { type: "button", class: "button", onclick: () => store.keep({ scale: log() ? "linear" : "log" }) }, say("training.log"));
  return {
    element: h("div", { class: "row" }, card.curves.series.length > 1 && series, chosen, bent),
    measure,
    log,
    render() {
      series.value = String(card.curves.series.indexOf(seriesOf(app)));
      chosen.value = measure();
      bent.setAttribute("aria-pressed", String(log()));
    },
  };
}

/** Takes the network of the same depth in another series. @param {import("lw/core/app").App} app @param {number} k */
function other(app, k) {
  const members = app.card.curves.series[k].members.filter((/** @type {any} */ each) => held(app, each.id));
  const same = members.find((/** @type {any} */ each) => each.depth === app.spec.depth) ?? members[0];
  if (same) app.store.set({ net: same.id, unit: null, edits: {} });
}

/** A row a depth: its colour, its name as a button, its value at one epoch. */
function legendRows(
  /** @type {import("lw/core/app").App} */ app,
  /** @type {Measure} */ measure,
  /** @type {number} */ place,
) {
  const { say, card } = app;
  const members = membersWith(app, measure);
  const head = h("tr", {}, h("th", { scope: "col" }, say("training.layers")), h("th", { scope: "col" }, say("training.at", { epoch: card.curves.epochs[place] })));
  const rows = members.map(({ id, depth }, k) => {
    const band = curvesOf(app, id)[measure];
    const chosen = id === app.spec.id;
    const ends = [band.low[place], band.high[place]].map((value) => told(app, measure, value));
    const button = h(
      "button",
      { type: "button", class: "depth-name", "aria-pressed": String(chosen), disabled: !held(app, id), onclick: () => choose(app, id, epochInHand(app) ?? 1) },
      h("span", { class: "swatch", style: `background:${depthColour(k, members.length)}` }),
      say("flow.layers", { depth }),
    );
    const value = told(app, measure, band.mean[place]);
    const cell = h("td", { title: curvesOf(app, id).seeds > 1 ? say("training.from-to", { low: ends[0], high: ends[1] }) : false }, value);
    return h("tr", {}, h("th", { scope: "row" }, button), cell);
  });
  return [h("thead", {}, head), h("tbody", {}, rows)];
}

/** Every depth after 1, 2, 5, 10, … epochs. @param {import("lw/core/app").App} app @param {Measure} measure */
function tableRows(app, measure) {
  const { shown, epochs } = app.card.curves;
  const places = shown.map((/** @type {number} */ epoch) => closest(epochs, epoch));
  const heads = shown.map((/** @type {number} */ epoch) => h("th", { scope: "col" }, String(epoch)));
  const rows = membersWith(app, measure).map(({ id, depth }) => {
    const { mean } = curvesOf(app, id)[measure];
    const cells = places.map((/** @type {number} */ k) => h("td", {}, told(app, measure, mean[k])));
    return h("tr", {}, h("th", { scope: "row" }, String(depth)), cells);
  });
  return [
    h("caption", { class: "soft small" }, app.say("training.table", { what: app.say(`training.${measure}`) })),
    h("thead", {}, h("tr", {}, h("th", { scope: "col" }, app.say("training.layers")), heads)),
    h("tbody", {}, rows),
  ];
}
