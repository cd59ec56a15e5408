/** The study that is watched: how far it has come, its curves, and what can be done with it. */

import { fill, h, write } from "lw/core/dom";
import { charts, table } from "lw/live/chart";
import { details, optionsOf, stateOf } from "lw/live/wording";

/** @param {import("lw/live/panel").Host} app @param {import("lw/live/studies").Studies} studies */
export function runCard(app, studies) {
  const { say } = app;
  const title = h("h2", {});
  const options = h("p", { class: "soft" });
  const filled = h("span", {});
  const range = { role: "progressbar", "aria-valuemin": "0", "aria-valuemax": "100" };
  const bar = h("div", { class: "bar", ...range, "aria-label": say("live.progress") }, filled);
  const told = h("p", { class: "soft" });
  const error = h("p", { class: "live-error" });
  const picture = h("div", { class: "live-picture" });
  const rows = h("div", {});
  const numbers = h("details", { class: "soft" }, h("summary", {}, say("live.as-table")), rows);
  const act = (/** @type {"stop"|"resume"} */ what) => () => void studies.tell(studies.id, what);
  const stop = h("button", { type: "button", class: "button", onclick: act("stop") }, say("live.stop"));
  const resume = h("button", { type: "button", class: "button main", onclick: act("resume") }, say("live.resume"));
  const open = h("a", { class: "button main live-link" }, say("live.open"));
  const element = h(
    "section",
    { class: "card live-run", "aria-label": say("live.watched") },
    h("div", { class: "row" }, title, h("span", { class: "row push" }, stop, resume, open)),
    options, bar, told, error, picture, numbers,
  );
  /** @type {{curves: any, wide: number}} */
  let drawn = { curves: null, wide: 0 };
  const draw = () => {
    // Before an epoch has ended well there is nothing to draw.
    const some = studies.curves?.curves.some((curve) => curve.error.some((error) => error !== null));
    const curves = some ? studies.curves : null;
    const wide = Math.max(280, Math.round(picture.clientWidth) || 640);
    if (picture.firstChild && drawn.curves === curves && drawn.wide === wide) return;
    drawn = { curves, wide };
    const drawing = curves && [h("h3", {}, say("live.curves")), charts(curves, say, app.state.lang, wide)];
    fill(picture, drawing ?? h("p", { class: "soft" }, say("live.no-curves")));
    fill(rows, curves ? table(curves, say, app.state.lang) : null);
  };
  new ResizeObserver(draw).observe(picture);

  const render = () => {
    const { study } = studies;
    element.hidden = !study;
    if (!study) return;
    const { progress, state, page } = study;
    const share = state === "done" ? 1 : (progress?.fraction ?? 0);
    write(title, `${study.id}: ${stateOf(say, study)}`);
    write(options, optionsOf(say, study.options));
    bar.hidden = !progress && state !== "running";
    filled.style.width = `${100 * share}%`;
    bar.setAttribute("aria-valuenow", String(Math.round(100 * share)));
    write(told, progress ? details(say, progress, state === "running") : "");
    write(error, study.error?.message ?? "");
    error.hidden = !study.error;
    stop.hidden = state !== "running" && state !== "queued";
    resume.hidden = state !== "stopped" && state !== "failed";
    open.hidden = !page;
    if (page) open.href = `${page}#lang=${app.state.lang}`;
    draw();
    numbers.hidden = !drawn.curves;
    picture.hidden = !drawn.curves && state !== "running";
  };
  return { element, render };
}
