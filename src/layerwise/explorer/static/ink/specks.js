/** Small separate spots of ink are dirt. */

const SPECK = 0.01; // of all ink

/**
 * The ink without spots that hold less than a hundredth of it; pixels that touch at a corner are one spot.
 * @param {import("lw/ink/paper").Grey} ink changed in place
 */
export function clean(ink) {
  const { width, height, values } = ink;
  const spots = new Int32Array(values.length);
  const amounts = [0];
  const queue = new Int32Array(values.length);
  for (let begin = 0; begin < values.length; begin++) {
    if (!values[begin] || spots[begin]) continue;
    const spot = amounts.length;
    let [head, tail, amount] = [0, 0, 0];
    queue[tail++] = begin;
    spots[begin] = spot;
    while (head < tail) {
      const place = queue[head++];
      amount += values[place];
      const [x, y] = [place % width, Math.floor(place / width)];
      for (let v = Math.max(0, y - 1); v <= Math.min(height - 1, y + 1); v++) {
        for (let u = Math.max(0, x - 1); u <= Math.min(width - 1, x + 1); u++) {
          const next = v * width + u;
          if (!values[next] || spots[next]) continue;
          spots[next] = spot;
          queue[tail++] = next;
        }
      }
    }
    amounts.push(amount);
  }
  const least = SPECK * amounts.reduce((sum, amount) => sum + amount, 0);
  for (let place = 0; place < values.length; place++) if (amounts[spots[place]] < least) values[place] = 0;
}
