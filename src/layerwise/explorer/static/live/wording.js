/** Sentences about studies. */

import { spans } from "lw/live/asked";

/** @typedef {import("lw/core/words").Say} Say */

const STATES = {
  queued: "live.queued",
  running: "live.running",
  stopped: "live.stopped",
  failed: "live.failed",
  done: "live.done",
};

/** @param {Say} say @param {import("lw/live/api").Study} study */
export function stateOf(say, study) {
  return say(STATES[study.state]);
}

/** What a study compares. @param {Say} say @param {Partial<import("lw/live/api").Asked>} options */
export function optionsOf(say, options) {
  const { depths, widths, activations, epochs, seeds } = options;
  const parts = [
    depths && say("live.of-depths", { depths: spans(depths) }),
    widths && say("live.of-widths", { widths: spans(widths) }),
    activations?.join(", "),
    epochs && say("live.of-epochs", { epochs }),
    seeds && say("live.of-seeds", { seeds }),
  ];
  return parts.filter(Boolean).join(" · ") || say("live.usual");
}

/**
 * The headline: how the study that is watched stands.
 * @param {Say} say
 * @param {import("lw/live/api").Study|null} study
 */
export function headline(say, study) {
  if (!study) return say("live.nothing-yet");
  const { progress, id: name, ahead } = study;
  if (study.state === "queued") return say(ahead ? "live.waits" : "live.begins", { name, ahead });
  if (study.state === "failed") return say("live.has-failed", { name });
  if (study.state === "done") return say("live.has-ended", { name });
  if (!progress) return say(study.state === "stopped" ? "live.is-stopped" : "live.begins", { name });
  const { done, total } = progress;
  return say(study.state === "stopped" ? "live.is-stopped-at" : "live.is-running", { name, done, total });
}

/**
 * How far it has come, in detail.
 * @param {Say} say
 * @param {import("lw/live/api").Progress} progress
 * @param {boolean} running
 */
export function details(say, progress, running) {
  const { stage, epoch, epochs, best_error: best, seconds_left: left } = progress;
  const parts = [
    running && say(stage === "tune" ? "live.tuning" : "live.measuring"),
    best === null ? "" : say("live.best", { best }),
    running && epoch && left === null ? say("live.epoch", { epoch, epochs }) : "",
    running && left !== null ? say("live.left", { time: clock(say, left) }) : "",
  ];
  return parts.filter(Boolean).join(" · ");
}

/** A time in its largest unit and the next. @param {Say} say @param {number} seconds */
export function clock(say, seconds) {
  const all = Math.max(1, Math.round(seconds));
  const [days, hours] = [Math.floor(all / 86400), Math.floor(all / 3600) % 24];
  const [minutes, rest] = [Math.floor(all / 60) % 60, all % 60];
  if (days) return say("live.days", { days, hours });
  if (hours) return say("live.hours", { hours, minutes });
  return minutes ? say("live.minutes", { minutes, seconds: rest }) : say("live.seconds", { seconds: rest });
}
