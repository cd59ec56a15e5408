/** Whether a page is about digits. */

/** Whether the classes are digits, so that one knows what to draw. @param {any} card */
export function ofDigits(card) {
  return card.data.kind === "picture" && card.data.classes.every((/** @type {string} */ name) => /^\d$/.test(name));
}
