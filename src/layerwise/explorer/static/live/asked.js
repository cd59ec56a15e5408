/** What stands in the form of a new study, read and written as people write it. */

/**
 * @typedef {object} Form
 * @property {string} data
 * @property {string} depths
 * @property {string} widths
 * @property {string[]} activations
 * @property {string} epochs
 * @property {string} seeds
 */

export const ACTIVATIONS = ["relu", "tanh", "sigmoid", "leaky_relu", "gelu"];
const MOST = 32;

/** The form with a data set's own defaults. @param {import("lw/live/api").Choice} choice @returns {Form} */
export function usual(choice) {
  return {
    data: choice.name,
    depths: spans(choice.depths),
    widths: spans(choice.widths),
    activations: [...choice.activations],
    epochs: String(choice.epochs),
    seeds: String(choice.seeds),
  };
}

/**
 * What the form asks for, and the names of the fields that cannot be read.
 * @param {Form} form
 * @param {number} step that the seeds must be a multiple of
 * @returns {{asked: import("lw/live/api").Asked, odd: Set<string>}}
 */
export function read(form, step) {
  /** @type {Set<string>} */
  const odd = new Set();
  const list = (/** @type {"depths"|"widths"} */ name, /** @type {number} */ least) => {
    const found = numbers(form[name]);
    if (!found.length || found.some((value) => value < least)) odd.add(name);
    return found;
  };
  const whole = (/** @type {"epochs"|"seeds"} */ name, /** @type {number} */ multiple) => {
    const value = /^\s*\d{1,6}\s*$/.test(form[name]) ? Number(form[name]) : 0;
    if (value < 1 || value % multiple) odd.add(name);
    return value;
  };
  if (!form.activations.length) odd.add("activations");
  const asked = {
    data: form.data,
    depths: list("depths", 0),
    widths: list("widths", 1),
    activations: form.activations,
    epochs: whole("epochs", 1),
    seeds: whole("seeds", step),
  };
  return { asked, odd };
}

/** `1-3, 6` as numbers, each once; none where it cannot be read. @param {string} text @returns {number[]} */
export function numbers(text) {
  /** @type {Set<number>} */
  const found = new Set();
  for (const part of text.split(/[,，]/)) {
    const span = /^\s*(\d{1,5})(?:\s*[-–]\s*(\d{1,5}))?\s*$/.exec(part);
    if (!span) return [];
    const [first, last] = [Number(span[1]), Number(span[2] ?? span[1])];
    if (last < first || last - first >= MOST) return [];
    for (let value = first; value <= last; value++) found.add(value);
  }
  return found.size > MOST ? [] : [...found];
}

/** Numbers as `1-3, 6`. @param {number[]} values @returns {string} */
export function spans(values) {
  const sorted = [...values].sort((a, b) => a - b);
  /** @type {number[][]} */
  const runs = [];
  for (const value of sorted) {
    const last = runs.at(-1);
    if (last && value === last[1] + 1) last[1] = value;
    else runs.push([value, value]);
  }
  return runs.map(([a, b]) => (a === b ? `${a}` : b === a + 1 ? `${a}, ${b}` : `${a}-${b}`)).join(", ");
}
