/** The bundle's networks and examples, unpacked when they are first asked for. */

import { Network } from "lw/net/network";

// Networks are kept at hand as long as they are few: a time slider goes back and forth.
const AT_HAND = 200;

/**
 * @typedef {object} Examples
 * @property {Uint8Array|Float32Array} inputs (rows, features), row by row, as the data set holds them
 * @property {Int32Array} labels
 * @property {Int32Array} rows their numbers in the data set
 * @property {number} features
 * @property {number} of how many rows that part of the data set has
 */

export class Library {
  /** @param {import("lw/core/source").Source} source */
  constructor(source) {
    this.source = source;
    /** @type {any[]} */
    this.specs = source.card.networks;
    /** @type {Map<string, Network>} */
    this.known = new Map();
    /** @type {Map<string, Promise<Network>>} */
    this.coming = new Map();
    /** @type {Record<string, Examples>} */
    this.examples = {};
  }

  /** What the card says of a network; of an unknown one, of the first. @param {string} id */
  spec(id) {
    return this.specs.find((spec) => spec.id === id) ?? this.specs[0];
  }

  /**
   * The kept epochs of a network's training, ascending; its best one is among them.
   * @param {string} id
   * @returns {number[]}
   */
  epochs(id) {
    const { epochs, best } = this.spec(id).weights;
    const all = [...epochs.map((/** @type {any} */ each) => each.epoch), ...(best.epoch === null ? [] : [best.epoch])];
    return [...new Set(all)].sort((a, b) => a - b);
  }

  /**
   * The kept epoch nearest to one asked for; null stands for the best.
   * @param {string} id
   * @param {number|null} epoch
   * @returns {number|null}
   */
  nearest(id, epoch) {
    const kept = this.epochs(id);
    if (epoch === null || !kept.length) return null;
    const near = kept.reduce((best, each) => (Math.abs(each - epoch) < Math.abs(best - epoch) ? each : best));
    return near === this.spec(id).weights.best.epoch ? null : near;
  }

  /** Networks that differ from this one in depth alone, shallow to deep. @param {string} id @returns {any[]} */
  depths(id) {
    const own = this.spec(id);
    const same = ["activation", "width", "normalisation", "residual"];
    const even = (/** @type {any} */ spec) => spec.hidden.every((/** @type {number} */ width) => width === spec.width);
    const alike = this.specs.filter((each) => even(each) && same.every((key) => each[key] === own[key]));
    const found = even(own) && alike.length > 1 ? alike : [own];
    return [...found].sort((a, b) => a.depth - b.depth);
  }

  /**
   * A network that is at hand already, else null; `network` fetches it.
   * @param {string} id
   * @param {number|null} epoch
   * @returns {Network|null}
   */
  atHand(id, epoch) {
    return this.known.get(name(this.spec(id).id, this.nearest(id, epoch))) ?? null;
  }

  /**
   * @param {string} id
   * @param {number|null} epoch the nearest kept one is taken; null: the best
   * @returns {Promise<Network>}
   */
  async network(id, epoch) {
    const spec = this.spec(id);
    const at = this.nearest(id, epoch);
    const key = name(spec.id, at);
    const found = this.known.get(key);
    if (found) return found;
    const coming = this.coming.get(key) ?? this.unpacked(spec, at);
    this.coming.set(key, coming);
    const network = await coming;
    if (this.known.size >= AT_HAND) this.known.delete([...this.known.keys()][0]);
    this.known.set(key, network);
    this.coming.delete(key);
    return network;
  }

  /** @param {any} spec @param {number|null} epoch @returns {Promise<Network>} */
  async unpacked(spec, epoch) {
    const best = await this.source.array(spec.weights.best.weights);
    if (epoch === null) return new Network(spec, best);
    const kept = spec.weights.epochs.find((/** @type {any} */ each) => each.epoch === epoch);
    const values = await this.source.array(kept.weights);
    if (!spec.weights.moving) return new Network(spec, values);
    const moving = await this.source.array(spec.weights.moving);
    const units = spec.hidden[0] ?? spec.classes;
    const flat = best.slice();
    for (const [place, row] of moving.entries()) {
      flat.set(values.subarray(place * units, (place + 1) * units), row * units);
    }
    flat.set(values.subarray(moving.length * units), spec.inputs * units);
    return new Network(spec, flat);
  }

  /**
   * Real examples, or null where the page holds none.
   * @param {"test"|"train"} part
   * @returns {Promise<Examples|null>}
   */
  async part(part) {
    const told = this.source.card.samples?.[part];
    if (!told) return null;
    if (!this.examples[part]) {
      const names = [told.inputs, told.labels, told.rows];
      const [inputs, labels, rows] = await Promise.all(names.map((each) => this.source.array(each)));
      this.examples[part] = { inputs, labels, rows, features: inputs.length / labels.length, of: told.of };
    }
    return this.examples[part];
  }
}

/** One example's numbers. @param {Examples} examples @param {number} index */
export function example(examples, index) {
  return examples.inputs.subarray(index * examples.features, (index + 1) * examples.features);
}

/** @param {string} id @param {number|null} epoch */
function name(id, epoch) {
  return `${id}@${epoch ?? "best"}`;
}
