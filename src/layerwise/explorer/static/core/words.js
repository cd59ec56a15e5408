/** Every text of the page, in the language it is read in. */

import WORDS from "lw/words";

/** @typedef {"en"|"zh"} Language */
/** @typedef {(key: string, values?: Record<string, any>) => string} Say */

/**
 * The text of `key` with `{name}`s filled in. `{count:n unit}` is a number with its English noun, which gets an s
 * but for 1; `{share:%}` a share of 1 as per cent with a digit behind the point; `{value:2}` a number with so many.
 * @param {Language} lang
 * @param {string} key such as `flow.title`
 * @param {Record<string, any>} [values]
 * @returns {string}
 */
export function say(lang, key, values = {}) {
  const texts = WORDS[key];
  if (!texts) throw new Error(`no text ${key}`);
  return texts[lang].replace(/\{(\w+)(?::([^}]*))?\}/g, (_, name, form) => {
    if (!(name in values)) throw new Error(`the text ${key} misses ${name}`);
    return formatted(lang, values[name], form ?? "");
  });
}

/**
 * A text that comes in both languages with the data, such as a finding's.
 * @param {Language} lang
 * @param {{en: string, zh: string}} text
 */
export function either(lang, text) {
  return text[lang];
}

/** @param {Language} lang @param {any} value @param {string} form @returns {string} */
function formatted(lang, value, form) {
  if (typeof value !== "number") return String(value);
  if (form.startsWith("n ")) return `${grouped(value)} ${form.slice(2)}${value === 1 ? "" : "s"}`;
  if (form === "%") return percent(lang, value);
  if (/^\d$/.test(form)) return fixed(value, Number(form));
  return grouped(value);
}

/** With commas between thousands; not by the browser's own, which takes 30 ms to get ready. @param {number} value */
export function grouped(value) {
  return Number.isInteger(value) ? String(value).replace(/\B(?=(\d{3})+$)/g, ",") : String(value);
}

/**
 * A share as per cent: `92.9 %` in English, `92.9%` in Chinese.
 * @param {Language} lang
 * @param {number} share 0 … 1
 * @param {number} [places]
 */
export function percent(lang, share, places = 1) {
  return `${fixed(100 * share, places)}${lang === "zh" ? "%" : "\u00a0%"}`;
}

/**
 * A number with its digits behind the point and a real minus sign.
 * @param {number} value
 * @param {number} places
 */
export function fixed(value, places) {
  const text = Math.abs(value).toFixed(places);
  return value < 0 && Number(text) !== 0 ? `\u2212${text}` : text;
}

/**
 * A number with its sign, as terms of a sum are written.
 * @param {number} value
 * @param {number} places
 */
export function signed(value, places) {
  const text = fixed(value, places);
  return text.startsWith("\u2212") ? text : `+${text}`;
}
