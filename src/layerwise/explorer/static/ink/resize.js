/** Scaling with antialiasing: cubic convolution over all pixels that fall into one, as Pillow's BICUBIC does it. */

const SHARPNESS = -0.5;
const REACH = 2;

/**
 * @param {import("lw/ink/paper").Grey} picture
 * @param {number} width
 * @param {number} height
 * @returns {import("lw/ink/paper").Grey}
 *
 * Source: Keys 1981, "Cubic convolution interpolation for digital image processing".
 */
export function resized(picture, width, height) {
  const across = shares(picture.width, width);
  const rows = new Float32Array(width * picture.height);
  for (let y = 0; y < picture.height; y++) {
    for (let x = 0; x < width; x++) {
      const { start, weights } = across[x];
      let sum = 0;
      for (let k = 0; k < weights.length; k++) sum += picture.values[y * picture.width + start + k] * weights[k];
      rows[y * width + x] = sum;
    }
  }
  const down = shares(picture.height, height);
  const values = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    const { start, weights } = down[y];
    for (let x = 0; x < width; x++) {
      let sum = 0;
      for (let k = 0; k < weights.length; k++) sum += rows[(start + k) * width + x] * weights[k];
      values[y * width + x] = sum;
    }
  }
  return { width, height, values };
}

/** Which old pixels make each new one, and with what shares. @param {number} before @param {number} after */
function shares(before, after) {
  const scale = before / after;
  const stretch = Math.max(scale, 1);
  return Array.from({ length: after }, (_, place) => {
    const centre = (place + 0.5) * scale;
    const start = Math.max(0, Math.trunc(centre - REACH * stretch + 0.5));
    const end = Math.min(before, Math.trunc(centre + REACH * stretch + 0.5));
    const weights = Array.from({ length: end - start }, (_, k) => cubic((start + k - centre + 0.5) / stretch));
    const total = weights.reduce((sum, value) => sum + value, 0);
    return { start, weights: weights.map((value) => value / total) };
  });
}

/** @param {number} distance */
function cubic(distance) {
  const x = Math.abs(distance);
  if (x < 1) return ((SHARPNESS + 2) * x - (SHARPNESS + 3)) * x * x + 1;
  return x < REACH ? (((x - 5) * x + 8) * x - 4) * SHARPNESS : 0;
}
