/** The network as a program of ifs, with the numbers of the example in hand. */

import { h } from "lw/core/dom";
import { fixed } from "lw/core/words";
import { largest } from "lw/net/network";

// A layer of more units is folded: those whose sums decide most clearly stay in sight.
const MOST_LINES = 16;
// A very wide layer is not unfolded to its end.
const MOST_UNFOLDED = 400;
const TERMS = 2;
// Inputs that have names worth writing; a picture has none.
const FEW = 8;

/**
 * @param {import("lw/core/app").App} app
 * @param {import("lw/net/network").Network} network whose activation function is an if
 * @param {import("lw/net/network").Run} run
 * @returns {HTMLElement[]}
 */
export function listing(app, network, run) {
  const { say, card } = app;
  const found = [];
  for (let k = 0; k < network.depth; k++) {
    const given = run.inner[k];
    const passed = given.filter((sum) => sum > 0).length;
    const heading = say(k === 0 ? "program.first-layer" : "program.layer", {
      layer: k + 1,
      ifs: given.length,
      passed,
      inputs: network.spec.inputs,
    });
    found.push(h("section", { class: "program-layer", style: `--level:${k}` }, h("h3", {}, heading), lines(app, network, run, k)));
  }
  const logits = run.activations[network.depth];
  const best = largest(logits);
  const shown = Array.from(logits, (value, label) => `${card.data.classes[label]}: ${fixed(value, 2)}`).slice(0, 40);
  const answer = h(
    "section",
    { class: "program-layer", style: `--level:${network.depth}` },
    h("h3", {}, say("program.compare", { ifs: logits.length - 1 })),
    h("p", { class: "program-line" }, h("code", {}, `{ ${shown.join(", ")}${logits.length > shown.length ? ", …" : ""} }`)),
    h("p", { class: "program-line on" }, h("code", {}, `return "${card.data.classes[best]}"`)),
  );
  return [...found, answer];
}

/**
 * @param {import("lw/core/app").App} app
 * @param {import("lw/net/network").Network} network
 * @param {import("lw/net/network").Run} run
 * @param {number} k counted from 0
 */
function lines(app, network, run, k) {
  const count = run.inner[k].length;
  const all = Array.from({ length: count }, (_, unit) => unit);
  const line = (/** @type {number} */ unit) => lineOf(app, network, run, k, unit);
  if (count <= MOST_LINES) return h("ol", {}, all.map(line));
  const clearest = [...all].sort((a, b) => Math.abs(run.inner[k][b]) - Math.abs(run.inner[k][a])).slice(0, MOST_LINES);
  const others = all.filter((unit) => !clearest.includes(unit));
  const rest = h("ol", {});
  const unfold = (/** @type {any} */ event) => {
    if (!event.target.open || rest.childElementCount) return;
    rest.append(...others.slice(0, MOST_UNFOLDED).map(line));
    const left = others.length - MOST_UNFOLDED;
    if (left > 0) rest.append(h("li", { class: "soft small" }, app.say("program.left-out", { left })));
  };
  const words = app.say("program.others", { count: others.length });
  return [
    h("ol", {}, clearest.sort((a, b) => a - b).map(line)),
    h("details", { ontoggle: unfold }, h("summary", {}, words), rest),
  ];
}

/** One unit's if, whether it passed, and what its sum is made of. */
function lineOf(
  /** @type {import("lw/core/app").App} */ app,
  /** @type {import("lw/net/network").Network} */ network,
  /** @type {import("lw/net/network").Run} */ run,
  /** @type {number} */ k,
  /** @type {number} */ unit,
) {
  const sum = run.inner[k][unit];
  const on = sum > 0;
  const name = named(k, unit);
  const kept = fixed(run.activations[k][unit], 2);
  const skip = network.skips(k) ? ` + ${named(k - 1, unit)}` : "";
  const leaky = network.spec.activation === "leaky_relu";
  const value = on ? `${fixed(sum, 2)}${skip}` : leaky ? `0.01 · ${fixed(sum, 2)}${skip}` : `0${skip}`;
  const result = skip || (leaky && !on) ? `${value} = ${kept}` : value;
  const code = on ? `if ${fixed(sum, 2)} > 0: ${name} = ${result}` : `if ${fixed(sum, 2)} > 0: … else: ${name} = ${result}`;
  return h(
    "li",
    { class: on ? "program-line on" : "program-line" },
    h("span", { class: "program-mark", role: "img", "aria-label": app.say(on ? "program.passed" : "program.not-passed") }, on ? "✓" : "✗"),
    h("code", {}, code),
    k === 0 && network.spec.inputs > FEW ? null : h("span", { class: "program-terms" }, `# ${terms(app, network, run, k, unit)}`),
  );
}

/** What a sum is made of: its largest terms. */
function terms(
  /** @type {import("lw/core/app").App} */ app,
  /** @type {import("lw/net/network").Network} */ network,
  /** @type {import("lw/net/network").Run} */ run,
  /** @type {number} */ k,
  /** @type {number} */ unit,
) {
  const { units, inputs, weight } = network.layers[k];
  const before = k === 0 ? run.signal : run.activations[k - 1];
  const all = Array.from({ length: inputs }, (_, i) => ({ i, weight: weight[i * units + unit], value: before[i] * weight[i * units + unit] }));
  const most = all.filter(({ value }) => value !== 0).sort((a, b) => Math.abs(b.value) - Math.abs(a.value)).slice(0, TERMS);
  const text = most.map(({ i, weight: factor }, place) => {
    const sign = factor < 0 ? "− " : place ? "+ " : "";
    return `${sign}${Math.abs(factor).toFixed(2)}·${k === 0 ? (app.card.data.columns?.[i] ?? `x${i + 1}`) : named(k - 1, i)}`;
  });
  return [...text, all.length > most.length ? "+ …" : "", network.layers[k].gain ? app.say("program.normalised") : ""].filter(Boolean).join(" ");
}

/** @param {number} k @param {number} unit */
const named = (k, unit) => `u${k + 1}_${unit + 1}`;
