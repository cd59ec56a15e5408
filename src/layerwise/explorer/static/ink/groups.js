/** Marks on a grid: connected groups, and what lies beside them. */

/** @typedef {{width: number, height: number}} Size */

/**
 * Numbers the connected groups of marks from 1, in the order in which rows from above first meet them.
 * @param {ArrayLike<number>} marks row by row; 0 is none
 * @param {Size} size
 * @param {boolean} corners whether marks that touch at a corner are connected
 * @returns {{labels: Int32Array, sizes: number[]}} the number of each place, 0 for none; how many places each group has
 */
export function groups(marks, { width, height }, corners) {
  const labels = new Int32Array(width * height);
  const sizes = [0];
  const queue = new Int32Array(width * height);
  for (let begin = 0; begin < labels.length; begin++) {
    if (!marks[begin] || labels[begin]) continue;
    let [head, tail] = [0, 0];
    queue[tail++] = begin;
    labels[begin] = sizes.length;
    while (head < tail) {
      const place = queue[head++];
      const x = place % width;
      const y = (place - x) / width;
      for (let v = Math.max(0, y - 1); v <= Math.min(height - 1, y + 1); v++) {
        for (let u = Math.max(0, x - 1); u <= Math.min(width - 1, x + 1); u++) {
          const next = v * width + u;
          if (!marks[next] || labels[next] || (!corners && u !== x && v !== y)) continue;
          labels[next] = sizes.length;
          queue[tail++] = next;
        }
      }
    }
    sizes.push(tail);
  }
  return { labels, sizes };
}

/** The marks and all places around them, corners too. @param {ArrayLike<number>} marks @param {Size} size */
export function widened(marks, { width, height }) {
  const found = new Uint8Array(width * height);
  for (let place = 0; place < found.length; place++) {
    if (!marks[place]) continue;
    const x = place % width;
    const y = (place - x) / width;
    for (let v = Math.max(0, y - 1); v <= Math.min(height - 1, y + 1); v++) {
      found.fill(1, v * width + Math.max(0, x - 1), v * width + Math.min(width - 1, x + 1) + 1);
    }
  }
  return found;
}
