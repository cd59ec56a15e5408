/** What a network can be shown: a drawing, a real example, a point of the plane, or nothing yet. */

/**
 * @typedef {{x: number, y: number}} Point in shares of the pad's side, 0 … 1, from its upper left corner
 * @typedef {{width: number, points: Point[]}} Stroke its width in shares of the pad's side
 * @typedef {{kind: "strokes", strokes: Stroke[], over: number|null}} Drawing `over`: the test example it is drawn on
 * @typedef {{kind: "sample", part: "test"|"train", index: number}} Sample
 * @typedef {{kind: "point", values: number[]}} PlanePoint
 * @typedef {Drawing|Sample|PlanePoint} Input
 */

// A point is written as two digits a coordinate: the pad's side in 1,024 steps.
const STEPS = 1023;
const DIGITS = 32;

/** @type {Drawing} */
export const BLANK = { kind: "strokes", strokes: [], over: null };

/**
 * The input as a short text for the page's address; `decode` reads it.
 * @param {Input} input
 * @returns {string}
 */
export function encode(input) {
  if (input.kind === "sample") return `${input.part}:${input.index}`;
  if (input.kind === "point") return `at:${input.values.map((value) => value.toPrecision(6)).join(",")}`;
  const strokes = input.strokes.map((stroke) => {
    const places = stroke.points.map((point) => digits(point.x) + digits(point.y)).join("");
    return `${Math.round(stroke.width * 1000)}.${places}`;
  });
  return `ink:${input.over ?? ""}:${strokes.join("-")}`;
}

/**
 * @param {string} text as `encode` writes it, or anything
 * @returns {Input|null} null where it is something else
 */
export function decode(text) {
  const [kind, rest = "", more = ""] = text.split(":");
  if (kind === "test" || kind === "train") {
    return /^\d+$/.test(rest) ? { kind: "sample", part: kind, index: Number(rest) } : null;
  }
  if (kind === "at") {
    const values = rest.split(",").map(Number);
    return values.every(Number.isFinite) ? { kind: "point", values } : null;
  }
  if (kind !== "ink" || !/^\d*$/.test(rest)) return null;
  const strokes = more ? more.split("-").map(stroke) : [];
  if (strokes.some((each) => each === null)) return null;
  return { kind: "strokes", strokes: /** @type {Stroke[]} */ (strokes), over: rest === "" ? null : Number(rest) };
}

/** @param {number} share @returns {string} */
function digits(share) {
  const step = Math.round(Math.min(1, Math.max(0, share)) * STEPS);
  return step.toString(DIGITS).padStart(2, "0");
}

/** @param {string} text @returns {Stroke|null} */
function stroke(text) {
  const found = /^(\d+)\.((?:[0-9a-v]{4})+)$/.exec(text);
  if (!found) return null;
  const points = (found[2].match(/.{4}/g) ?? []).map((place) => ({
    x: parseInt(place.slice(0, 2), DIGITS) / STEPS,
    y: parseInt(place.slice(2), DIGITS) / STEPS,
  }));
  return { width: Math.min(0.3, Number(found[1]) / 1000), points };
}
