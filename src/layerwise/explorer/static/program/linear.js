/** What is left when all ifs are decided: one linear function of the input, and the proof that it is one. */

import { fill, h, write } from "lw/core/dom";
import { fixed, signed } from "lw/core/words";
import { paintSigned } from "lw/flow/images";
import { breath } from "lw/net/answers";
import { affineRow, heightAt, linearBetween } from "lw/net/affine";
import { largest } from "lw/net/network";

const MOST_TERMS = 8;

/** @param {import("lw/core/app").App} app */
export function linearCard(app) {
  const { say } = app;
  const words = h("p", {});
  const pictures = ["row", "product"].map((name) => {
    const canvas = h("canvas", { class: "pixels program-picture", role: "img", "aria-label": say(`program.${name}`) });
    return { canvas, element: h("figure", {}, canvas, h("figcaption", { class: "soft small" }, say(`program.${name}`))) };
  });
  const images = h("div", { class: "program-pictures" }, pictures.map((each) => each.element));
  const table = h("table", { class: "numbers" });
  const check = h("p", { class: "soft small" });
  const element = h("section", { class: "card", "aria-label": say("program.linear") }, h("h2", {}, say("program.linear")), words, images, table, check);
  let turn = 0;

  return {
    element,
    /** @param {import("lw/net/network").Network} network @param {import("lw/net/network").Run} run */
    async show(network, run) {
      const mine = ++turn;
      const linear = linearBetween(network.spec);
      for (const part of [images, table, check]) part.hidden = !linear;
      if (!linear) return write(words, say("program.normalises"));
      const logits = run.activations[network.depth];
      const best = largest(logits);
      const line = affineRow(network, run, best);
      const name = app.card.data.classes[best];
      write(words, say("program.one-function", { name }));
      const { signal } = run;
      const shape = app.card.data.picture_shape;
      images.hidden = !shape;
      if (shape) {
        paintSigned(pictures[0].canvas, line.row, shape);
        paintSigned(pictures[1].canvas, line.row.map((value, i) => value * signal[i]), shape);
      }
      const height = heightAt(line, signal);
      fill(table, [...(shape ? [] : termsOf(app, line.row, signal)), ...sums(app, line, height, logits[best])]);
      write(check, "");
      // All classes' rows, one by one: together they would hold up the page on a wide network.
      let worst = Math.abs(height - logits[best]);
      for (let label = 0; label < logits.length; label++) {
        if (label !== best) worst = Math.max(worst, Math.abs(heightAt(affineRow(network, run, label), signal) - logits[label]));
        if (network.flat.length > 200_000 || label % 32 === 31) await breath();
        if (mine !== turn) return;
      }
      write(check, say("program.check", { count: logits.length, worst: worst.toExponential(1) }));
    },
  };
}

/** @param {import("lw/core/app").App} app @param {{row: Float64Array, constant: number}} line @param {number} height @param {number} logit */
function sums({ say }, line, height, logit) {
  return [
    [say("program.product-sum"), signed(height - line.constant, 6)],
    [say("program.constant-term"), signed(line.constant, 6)],
    [say("program.together"), fixed(height, 6)],
    [say("program.logit"), fixed(logit, 6)],
  ].map(([name, value]) => h("tr", {}, h("th", { scope: "row" }, name), h("td", {}, value)));
}

/** The largest terms by the names of their columns. @param {import("lw/core/app").App} app @param {Float64Array} row @param {ArrayLike<number>} signal */
function termsOf(app, row, signal) {
  const order = Array.from(row, (_, i) => i).sort((a, b) => Math.abs(row[b] * signal[b]) - Math.abs(row[a] * signal[a]));
  return order.slice(0, MOST_TERMS).map((i) => {
    const name = app.card.data.columns?.[i] ?? app.say("program.input", { place: i + 1 });
    const value = `${fixed(row[i], 3)} × ${fixed(signal[i], 3)}`;
    return h("tr", {}, h("th", { scope: "row" }, name), h("td", {}, value));
  });
}
