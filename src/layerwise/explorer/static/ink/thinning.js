/** Strokes thinned to lines one point wide, and the points of such lines. */

/** @typedef {import("lw/ink/groups").Size} Size */

// The places around one, clockwise from above it; each is a bit of the neighbourhood's number.
const AROUND = ["N", "NE", "E", "SE", "S", "SW", "W", "NW"];
// scikit-image follows the paper but in these neighbourhoods: corners of stairs go, and ends of two points go in one
// pass only or stay. Held against it in the tests.
const DEPARTURES = {
  never: ["S SE", "W NW"],
  first: ["N NW", "N NE", "NE E", "N NE E", "N W NW", "N E NW", "N NE W", "S W NW", "N SW W", "N NE SW W"],
  second: ["E SE", "S SW", "SW W", "E SE S", "S SW W", "N E SE", "E S SW", "SE S W", "NE E S SW"],
  both: ["N E", "E S", "N W", "S W"],
};

/** How many lines leave a point, by neighbourhood. */
const LINES = Uint8Array.from({ length: 256 }, (_, around) => lines(around));
/** By neighbourhood: 1 where its point goes in the first pass, 2 in the second, 3 in both, 0 in none. */
const GOES = table();

function table() {
  const found = Uint8Array.from({ length: 256 }, (_, around) => byThePaper(around));
  for (const [k, pass] of Object.keys(DEPARTURES).entries()) {
    for (const names of DEPARTURES[/** @type {keyof typeof DEPARTURES} */ (pass)]) {
      found[names.split(" ").reduce((sum, name) => sum + (1 << AROUND.indexOf(name)), 0)] = k;
    }
  }
  return found;
}

/** @param {number} around */
function byThePaper(around) {
  const on = (/** @type {string} */ names) => names.split(" ").every((name) => (around >> AROUND.indexOf(name)) & 1);
  const count = AROUND.filter(on).length;
  if (count < 2 || count > 6 || LINES[around] !== 1) return 0;
  const first = !on("N E S") && !on("E S W");
  const second = !on("N E W") && !on("N S W");
  return Number(first) + 2 * Number(second);
}

/** How many lines leave a point: changes from off to on along the places around it (Rutovitz 1966). @param {number} around */
function lines(around) {
  let changes = 0;
  for (let k = 0; k < 8; k++) if (!((around >> k) & 1) && (around >> ((k + 1) % 8)) & 1) changes++;
  return changes;
}

/**
 * The marks with an empty border all around, so that every place has eight around it.
 * @param {ArrayLike<number>} marks @param {Size} size
 */
function bordered(marks, { width, height }) {
  const wide = width + 2;
  const found = new Uint8Array(wide * (height + 2));
  for (let place = 0, at = wide + 1; place < width * height; at += 2) {
    for (const end = place + width; place < end; place++, at++) found[at] = marks[place];
  }
  const [n, s] = [-wide, wide];
  return { wide, marks: found, steps: Int32Array.of(n, n + 1, 1, s + 1, s, s - 1, -1, n - 1) };
}

/** The neighbourhood of a place as a number. @param {Uint8Array} marks with a border @param {number} place in them @param {Int32Array} steps */
function neighbourhood(marks, place, steps) {
  let around = 0;
  for (let k = 0; k < 8; k++) if (marks[place + steps[k]]) around |= 1 << k;
  return around;
}

/**
 * Strokes thinned to lines: points of the edge go, in two passes again and again, until none can go.
 * @param {Uint8Array} ink 1 where there is some
 * @param {Size} size
 *
 * Source: Zhang & Suen 1984, "A fast parallel algorithm for thinning digital patterns".
 */
export function thinned(ink, size) {
  const { marks, steps, wide } = bordered(ink, size);
  let points = [...marks.keys()].filter((place) => marks[place]);
  for (let before = -1; before !== points.length; ) {
    before = points.length;
    for (const pass of [1, 2]) {
      const going = points.filter((place) => GOES[neighbourhood(marks, place, steps)] & pass);
      for (const place of going) marks[place] = 0;
      points = points.filter((place) => marks[place]);
    }
  }
  const line = new Uint8Array(ink.length);
  for (const place of points) line[inside(place, wide)] = 1;
  return line;
}

/** The points of a line that `least` … `most` lines leave. @param {Uint8Array} line @param {Size} size @param {number} least @param {number} [most] */
export function leaving(line, size, least, most = least) {
  const { marks, steps, wide } = bordered(line, size);
  const found = [];
  for (let place = 0; place < marks.length; place++) {
    if (!marks[place]) continue;
    const count = LINES[neighbourhood(marks, place, steps)];
    if (count >= least && count <= most) found.push(inside(place, wide));
  }
  return found;
}

/** A place with the border as one without. @param {number} place @param {number} wide */
function inside(place, wide) {
  return place - wide - 1 - 2 * (Math.floor(place / wide) - 1);
}

/** The places of a line next to some of its points. @param {Uint8Array} line @param {number[]} points @param {Size} size */
export function beside(line, points, { width, height }) {
  const found = new Set();
  for (const place of points) {
    const x = place % width;
    const y = (place - x) / width;
    for (let v = Math.max(0, y - 1); v <= Math.min(height - 1, y + 1); v++) {
      for (let u = Math.max(0, x - 1); u <= Math.min(width - 1, x + 1); u++) {
        const next = v * width + u;
        if (next !== place && line[next]) found.add(next);
      }
    }
  }
  return [...found];
}
