/** Which mark of a grid lies nearest to each of its places, exactly. */

/**
 * The place of the nearest mark, of equally near ones that with the smaller column, then that with the smaller row.
 * @param {ArrayLike<number>} marks row by row; 0 is none
 * @param {import("lw/ink/groups").Size} size
 * @returns {Int32Array} -1 everywhere where there is no mark at all
 *
 * Source: Maurer, Qi & Raghavan 2003, "A linear time algorithm for computing exact Euclidean distance transforms".
 */
export function nearest(marks, size) {
  const { width, height } = size;
  const rows = inColumns(marks, size);
  const found = new Int32Array(width * height).fill(-1);
  const kept = new Int32Array(width); // columns whose mark is nearest to some place of the row
  for (let y = 0; y < height; y++) {
    const start = y * width;
    const away = (/** @type {number} */ x) => (rows[start + x] - y) ** 2;
    let last = -1;
    for (let x = 0; x < width; x++) {
      if (rows[start + x] < 0) continue;
      while (last > 0 && hidden(kept[last - 1], kept[last], x, away)) last--;
      kept[++last] = x;
    }
    for (let x = 0, k = 0; x < width && last >= 0; x++) {
      const far = (/** @type {number} */ column) => (column - x) ** 2 + away(column);
      while (k < last && far(kept[k]) > far(kept[k + 1])) k++;
      found[start + x] = rows[start + kept[k]] * width + kept[k];
    }
  }
  return found;
}

/** Distances to the nearest mark; Infinity where there is none. @param {ArrayLike<number>} marks @param {import("lw/ink/groups").Size} size */
export function distances(marks, size) {
  const { width } = size;
  const near = nearest(marks, size);
  const found = new Float64Array(near.length);
  for (let place = 0; place < near.length; place++) {
    const mark = near[place];
    const across = (place % width) - (mark % width);
    found[place] = mark < 0 ? Infinity : Math.sqrt(across ** 2 + ((place - mark - across) / width) ** 2);
  }
  return found;
}

/** The row of the nearest mark of the same column, of two equally near ones the upper; -1 where it has none. */
function inColumns(/** @type {ArrayLike<number>} */ marks, /** @type {import("lw/ink/groups").Size} */ { width, height }) {
  const found = new Int32Array(width * height).fill(-1);
  for (let x = 0; x < width; x++) {
    let above = -1;
    for (let y = 0; y < height; y++) {
      if (marks[y * width + x]) above = y;
      found[y * width + x] = above;
    }
    let below = -1;
    for (let y = height - 1; y >= 0; y--) {
      if (marks[y * width + x]) below = y;
      const upper = found[y * width + x];
      if (below >= 0 && (upper < 0 || below - y < y - upper)) found[y * width + x] = below;
    }
  }
  return found;
}

/** Whether the middle one of three columns' marks is nowhere the nearest. */
function hidden(
  /** @type {number} */ left,
  /** @type {number} */ middle,
  /** @type {number} */ right,
  /** @type {(column: number) => number} */ away,
) {
  const [a, b, c] = [middle - left, right - middle, right - left];
  return c * away(middle) - b * away(left) - a * away(right) - a * b * c > 0;
}
