/** Where the page's data come from: from elements of the page itself, or from the server that handed it out. */

import { fromBase64, inflate, typed } from "lw/core/bytes";

/**
 * @typedef {object} Source
 * @property {any} card of the bundle
 * @property {boolean} live whether a server stands behind the page
 * @property {(name: string) => Promise<any>} array a typed array of the bundle, by its name
 */

/** @param {string} name the bundle has no such array */
const missing = (name) => new Error(`the bundle holds no ${name}`);

/** @returns {Source} of a page that is one file */
export function ownSource() {
  const card = JSON.parse(document.getElementById("bundle-card")?.textContent ?? "null");
  return {
    card,
    live: false,
    array: remembered(async (name) => {
      const element = document.querySelector(`script[data-array="${CSS.escape(name)}"]`);
      if (!element || !card.arrays[name]) throw missing(name);
      const buffer = await inflate(fromBase64(element.textContent ?? ""));
      return typed(buffer, card.arrays[name].type);
    }),
  };
}

/**
 * @param {string} address of the bundle on the server, without a slash at its end
 * @returns {Promise<Source>}
 */
export async function servedSource(address) {
  const answer = await fetch(address);
  if (!answer.ok) {
    const refusal = await answer.json().catch(() => null);
    throw new Error(refusal?.message ?? `${answer.status} ${answer.statusText}`);
  }
  const card = await answer.json();
  return {
    card,
    live: true,
    array: remembered(async (name) => {
      if (!card.arrays[name]) throw missing(name);
      const part = await fetch(`${address}/arrays/${name.split("/").map(encodeURIComponent).join("/")}`);
      if (!part.ok) throw missing(name);
      return typed(await inflate(new Uint8Array(await part.arrayBuffer())), card.arrays[name].type);
    }),
  };
}

/** @template T @param {(name: string) => Promise<T>} fetched */
function remembered(fetched) {
  /** @type {Map<string, Promise<T>>} */
  const known = new Map();
  return (/** @type {string} */ name) => {
    const found = known.get(name) ?? fetched(name);
    known.set(name, found);
    return found;
  };
}
