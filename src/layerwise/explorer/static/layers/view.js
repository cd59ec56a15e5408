/** Layers: what each layer holds, from the input to the logits. */

import { fill, h, write } from "lw/core/dom";
import { percent } from "lw/core/words";
import { onTheme } from "lw/flow/colours";
import { decisionOf } from "lw/flow/ground";
import { inputCard } from "lw/flow/input_card";
import { markLegend } from "lw/flow/marks";
import { epochSlider } from "lw/flow/network_card";
import { breath } from "lw/net/answers";
import { conceptsCard } from "lw/layers/concepts_card";
import { factOf, placeOf } from "lw/layers/facts";
import { partsCard } from "lw/layers/parts_card";
import { regionsOf, sheetOf } from "lw/layers/regions";
import { LayerRow } from "lw/layers/row";

/** @type {import("lw/core/app").View} */
export const layers = {
  id: "layers",
  mount(root, app) {
    const { say, card } = app;
    const title = h("h1", {}, say("layers.title"));
    const lead = h("p", { class: "lead" }, say(card.samples ? "layers.lead" : "layers.no-samples"));
    const input = inputCard(app);
    const epochs = epochSlider(app);
    const training = h("section", { class: "card", "aria-label": say("layers.training") }, epochs.element);
    const parts = partsCard(app);
    const concepts = conceptsCard(app);
    const list = h("div", { class: "layers-list" });
    const marks = card.samples ? markLegend(app, card.data.kind === "plane") : null;
    root.append(
      h("div", { class: "head" }, h("div", {}, title, lead), marks),
      h("div", { class: "layers-desk" }, h("div", { class: "layers-side" }, input.element, training), h("div", { class: "layers-main" }, parts?.element, concepts.element, list)),
    );
    /** @type {LayerRow[]} */
    let rows = [];
    /** @type {import("lw/net/network").Network|null} */
    let made = null;
    let turn = 0;

    /** @param {import("lw/net/network").Network} network */
    function make(network) {
      made = network;
      rows = Array.from({ length: network.layers.length + 1 }, (_, k) => new LayerRow(app, network, k));
      fill(list, rows.map((row) => row.element));
      write(title, say("layers.title"));
      if (card.samples) void learn(network);
    }

    const seen = () => (made && app.shown.raw ? made.run(made.scaled(app.shown.raw), app.state.edits) : null);

    function show() {
      const run = seen();
      for (const row of rows) row.show(run);
    }

    /** Finds out about one layer after the other, as long as the network stays in hand. @param {import("lw/net/network").Network} network */
    async function learn(network) {
      const mine = ++turn;
      const current = () => mine === turn && list.isConnected;
      const sheet = card.data.range ? await sheetOf(app, network) : null;
      const shares = [];
      for (const [k, row] of rows.entries()) {
        const fact = await factOf(app, network, k);
        if (!current()) return;
        shares.push(fact.read.right);
        row.know(fact, sheet?.[k].map((line) => line.map((values) => placeOf(fact, values))) ?? []);
        row.show(seen());
        await breath();
        await row.excite();
      }
      const [first, last] = [shares[0], shares[network.depth]].map((share) => percent(app.state.lang, share));
      const { trained, tested } = await factOf(app, network, 0);
      write(title, say(network.depth ? "layers.headline" : "layers.headline-none", { first, last, layer: network.depth }));
      write(lead, say("layers.method", { trained, tested }));
      if (!card.data.range) return;
      const [cut, decision] = [await regionsOf(app, network), await decisionOf(app, network)];
      for (const row of current() ? rows : []) {
        row.knowRegions(cut, decision);
        await breath();
      }
    }

    let wide = 0;
    const resized = () => {
      show();
      if (wide && wide !== list.clientWidth && card.samples) for (const row of rows) void row.excite();
      wide = list.clientWidth;
    };
    new ResizeObserver(() => requestAnimationFrame(resized)).observe(list);
    onTheme(() => list.isConnected && rows.forEach((row) => row.refresh()));
    return (_, changed) => {
      const { network } = app;
      input.render(changed);
      epochs.render();
      parts?.render(changed);
      concepts.render();
      training.hidden = epochs.element.hidden;
      if (network && network !== made) make(network);
      show();
    };
  },
};
