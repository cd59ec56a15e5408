/** What every view works with: the data, the state, the words, and what follows from them. */

import { either, say } from "lw/core/words";
import { asDigit } from "lw/ink/digit";
import { drawn, pictureOf } from "lw/ink/raster";
import { Library, example } from "lw/net/library";
import { largest } from "lw/net/network";

/**
 * @typedef {object} Shown what the networks are shown
 * @property {ArrayLike<number>|null} raw the example as the data set holds such; null: nothing to read yet
 * @property {number|null} label its class where that is known
 *
 * @typedef {object} View
 * @property {string} id also the start of the keys of its words
 * @property {(root: HTMLElement, app: App) => (state: import("lw/core/store").State, changed: Set<string>) => void} mount
 *   fills the root and gives back what is called at every change, and once to begin with
 * @property {(app: App) => boolean} [fits] whether the data have what it shows
 */

export class App {
  /**
   * @param {import("lw/core/source").Source} source
   * @param {import("lw/core/store").Store} store
   */
  constructor(source, store) {
    this.source = source;
    this.card = source.card;
    this.store = store;
    this.library = new Library(source);
    /** @type {{input: any, shown: Shown}|null} what was read last */
    this.reading = null;
    /** @type {{network: any, raw: any, edits: any, run: import("lw/net/network").Run|null}} what was computed last */
    this.last = { network: null, raw: null, edits: null, run: null };
  }

  get state() {
    return this.store.state;
  }

  /** A text of the page in its language. @type {import("lw/core/words").Say} */
  say = (key, values) => say(this.state.lang, key, values);

  /** A text that came with the data. @param {{en: string, zh: string}} text */
  text(text) {
    return either(this.state.lang, text);
  }

  /** What the card says of the network in hand. */
  get spec() {
    return this.library.spec(this.state.net);
  }

  /** The network in hand at its epoch; null while it is being unpacked. */
  get network() {
    return this.library.atHand(this.state.net, this.state.epoch);
  }

  /** Its answer to what it is shown, with the units held that are held; null where there is none. */
  get run() {
    const { network, shown, last } = this;
    const { edits } = this.state;
    if (last.network !== network || last.raw !== shown.raw || last.edits !== edits) {
      const run = network && shown.raw ? network.run(network.scaled(shown.raw), edits) : null;
      this.last = { network, raw: shown.raw, edits, run };
    }
    return this.last.run;
  }

  /** The unit in hand; where none was chosen, the one of the first layer that is most active. @returns {string|null} */
  get unit() {
    const { network, run } = this;
    if (!network || !network.depth) return null;
    const [layer, unit] = (this.state.unit ?? "0.0").split(".").map(Number);
    if (layer >= 1 && layer <= network.depth && unit < network.layers[layer - 1].units) return this.state.unit;
    return run ? `1.${largest(run.activations[0])}` : null;
  }

  /** Networks of every depth, shallow to deep, with their specs; those not unpacked yet are left out. */
  get depths() {
    const { net, epoch } = this.state;
    const found = this.library.depths(net).map((spec) => ({ spec, network: this.library.atHand(spec.id, epoch) }));
    return found.filter((each) => each.network !== null);
  }

  /** Unpacks what the state asks for, and touches `networks` when it is there. */
  async fetch() {
    const { net, epoch } = this.state;
    const specs = this.library.depths(net);
    const missing = specs.filter((spec) => !this.library.atHand(spec.id, epoch));
    if (!this.library.atHand(net, epoch)) missing.unshift(this.library.spec(net));
    if (!missing.length) return;
    await Promise.all(missing.map((spec) => this.library.network(spec.id, epoch)));
    this.store.touch("networks");
  }

  /** What the networks are shown: the same object as long as the input is the same. @returns {Shown} */
  get shown() {
    const { input } = this.state;
    if (this.reading?.input !== input) this.reading = { input, shown: this.read(input) };
    return this.reading.shown;
  }

  /** @param {import("lw/core/inputs").Input} input @returns {Shown} */
  read(input) {
    if (input.kind === "point") {
      return { raw: input.values.length === this.spec.inputs ? input.values : null, label: null };
    }
    const shape = this.card.data.picture_shape;
    if (input.kind === "sample") {
      const examples = this.library.examples[input.part];
      if (!examples || input.index >= examples.labels.length) return { raw: null, label: null };
      return { raw: example(examples, input.index), label: examples.labels[input.index] };
    }
    const examples = this.library.examples.test;
    const over = input.over !== null && shape && examples && input.over < examples.labels.length ? input.over : null;
    if (!input.strokes.length && over === null) return { raw: null, label: null };
    const under = over === null ? null : pictureOf(examples, over, shape);
    return { raw: asDigit(drawn(input.strokes, under)), label: null };
  }

  /** Says something to those who listen to the page. @param {string} text */
  announce(text) {
    const region = document.getElementById("live");
    if (region && region.textContent !== text) region.textContent = text;
  }
}
