/** The paper under the ink: a plane of grey through the picture's border, as `data/centring.py` fits it. */

/**
 * @typedef {object} Grey a picture
 * @property {number} width
 * @property {number} height
 * @property {Float32Array|Uint8Array|Float64Array} values row by row
 */

/** The places of the outermost pixels. @param {number} width @param {number} height @returns {number[]} */
export function border(width, height) {
  const places = [];
  for (let x = 0; x < width; x++) places.push(x);
  for (let x = 0; x < width; x++) places.push((height - 1) * width + x);
  for (let y = 1; y < height - 1; y++) places.push(y * width);
  for (let y = 1; y < height - 1; y++) places.push(y * width + width - 1);
  return places;
}

/** @param {Grey} picture @returns {Float32Array|null} the paper's grey at every pixel, 0 … 255; null: all black */
export function paper({ width, height, values }) {
  const places = border(width, height);
  const edge = places.map((place) => values[place]);
  const ramps = places.map((place) => [1, Math.floor(place / width) / height, (place % width) / width]);
  let plane = [median(edge), 0, 0];
  for (let round = 0; round < 3; round++) {
    const misfit = edge.map((value, k) => Math.abs(value - dot(ramps[k], plane)));
    const most = Math.max(quantile(misfit, 0.75), 1);
    const near = misfit.flatMap((value, k) => (value <= most ? [k] : []));
    plane = fitted(near.map((k) => ramps[k]), near.map((k) => edge[k]));
  }
  const [level, down, across] = plane.map((value) => (Math.abs(value) < 0.01 ? 0 : value)); // rounding, not shadow
  if (level === 0 && down === 0 && across === 0) return null;
  const found = new Float32Array(values.length);
  for (let y = 0, place = 0; y < height; y++) {
    for (let x = 0; x < width; x++, place++) {
      found[place] = Math.min(255, Math.max(0, level + (down * y) / height + (across * x) / width));
    }
  }
  return found;
}

/** Least squares by the normal equations; a direction without information gets 0. */
function fitted(/** @type {number[][]} */ rows, /** @type {number[]} */ values) {
  const system = [0, 1, 2].map((i) => [
    ...[0, 1, 2].map((j) => rows.reduce((sum, row) => sum + row[i] * row[j], 0)),
    rows.reduce((sum, row, k) => sum + row[i] * values[k], 0),
  ]);
  for (let i = 0; i < 3; i++) {
    const pivot = [0, 1, 2].slice(i).reduce((best, k) => (Math.abs(system[k][i]) > Math.abs(system[best][i]) ? k : best));
    [system[i], system[pivot]] = [system[pivot], system[i]];
    if (Math.abs(system[i][i]) < 1e-9) continue;
    for (let k = 0; k < 3; k++) {
      if (k === i) continue;
      const share = system[k][i] / system[i][i];
      system[k] = system[k].map((value, j) => value - share * system[i][j]);
    }
  }
  return [0, 1, 2].map((i) => (Math.abs(system[i][i]) < 1e-9 ? 0 : system[i][3] / system[i][i]));
}

/** @param {number[]} a @param {number[]} b */
function dot(a, b) {
  return a.reduce((sum, value, k) => sum + value * b[k], 0);
}

/** @param {ArrayLike<number>} values */
export function median(values) {
  return quantile(values, 0.5);
}

/** With linear interpolation between neighbours. @param {ArrayLike<number>} values @param {number} share */
export function quantile(values, share) {
  const sorted = Float64Array.from(values).sort();
  const place = share * (sorted.length - 1);
  const floor = Math.floor(place);
  const next = Math.min(floor + 1, sorted.length - 1);
  return sorted[floor] + (place - floor) * (sorted[next] - sorted[floor]);
}
