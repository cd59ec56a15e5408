/** The links worth drawing: in each layer the few that carry most. */

// The strongest of a layer; more make a picture that nobody reads.
export const STRONGEST = 70;

/**
 * @typedef {object} Link
 * @property {import("lw/flow/layout").Spot} from
 * @property {import("lw/flow/layout").Spot} to
 * @property {number} value what it adds to the sum it leads to: weight times activation
 */

/**
 * The strongest links into a layer by what they carry.
 * @param {import("lw/net/network").Network} network
 * @param {import("lw/net/network").Run} run
 * @param {import("lw/flow/layout").Layout} places
 * @param {number} k the layer they lead to, counted from 0; at least 1
 * @returns {Link[]} weakest first, so that the strongest are drawn on top
 */
export function linksInto(network, run, places, k) {
  const layer = network.layers[k];
  const found = [];
  for (const from of places.layers[k - 1]) {
    const active = run.activations[k - 1][from.unit];
    if (active === 0) continue;
    for (const to of places.layers[k]) {
      found.push({ from, to, value: active * layer.weight[from.unit * layer.units + to.unit] });
    }
  }
  found.sort((a, b) => Math.abs(b.value) - Math.abs(a.value));
  return found.slice(0, STRONGEST).reverse();
}
