/** Calls to the server that handed out the page. */

/**
 * @typedef {object} Asked a study that is asked for
 * @property {string} data
 * @property {number[]} [depths]
 * @property {number[]} [widths]
 * @property {string[]} [activations]
 * @property {number} [epochs]
 * @property {number} [seeds]
 *
 * @typedef {object} Choice a data set that can be studied, with its defaults
 * @property {string} name
 * @property {number[]} depths
 * @property {number[]} widths
 * @property {string[]} activations
 * @property {number} epochs
 * @property {number} seeds
 * @property {number} seeds_step
 *
 * @typedef {object} Expected
 * @property {number} networks
 * @property {number} seconds
 * @property {number} memory bytes
 * @property {boolean} busy
 * @property {{en: string, zh: string}} text
 *
 * @typedef {object} Progress
 * @property {"tune"|"measure"} stage
 * @property {number} done
 * @property {number} total
 * @property {number} epoch
 * @property {number} epochs
 * @property {number} fraction 0 … 1
 * @property {number|null} best_error 0 … 1
 * @property {number} seconds
 * @property {number|null} seconds_left
 *
 * @typedef {object} Study
 * @property {string} id
 * @property {string} data
 * @property {"queued"|"running"|"stopped"|"failed"|"done"} state
 * @property {number} ahead
 * @property {Partial<Asked>} options
 * @property {Progress|null} progress
 * @property {{message: string}|null} error
 * @property {string|null} page
 *
 * @typedef {object} Place
 * @property {string} name
 * @property {"study"|"network"} kind
 * @property {string} page
 * @property {string|null} unfinished
 *
 * @typedef {object} Curve
 * @property {string} label
 * @property {number} depth
 * @property {number} width
 * @property {string} activation
 * @property {"tune"|"measure"} stage
 * @property {number} networks
 * @property {(number|null)[]} error 0 … 1, by epoch
 *
 * @typedef {{epochs: number[], curves: Curve[]}} Curves
 */

/**
 * What an address answers.
 * @param {string} address
 * @param {object} [body] posted as JSON; without one and without `post` the address is read
 * @param {boolean} [post]
 * @returns {Promise<any>}
 */
export async function call(address, body, post = body !== undefined) {
  const answer = await fetch(address, {
    method: post ? "POST" : "GET",
    headers: body === undefined ? {} : { "content-type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const told = await answer.json().catch(() => null);
  if (!answer.ok) throw new Error(told?.message ?? `${answer.status} ${answer.statusText}`);
  return told;
}

/** @param {string} id @param {string} [what] @returns {string} */
export function addressOf(id, what) {
  return `/api/studies/${encodeURIComponent(id)}${what ? `/${what}` : ""}`;
}
