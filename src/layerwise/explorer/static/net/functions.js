/** The activation functions and their derivatives, as `nets/forward.py` defines them. */

const LEAKY_SLOPE = 0.01;
const NORMAL_DENSITY = 1 / Math.sqrt(2 * Math.PI);

/** @type {Record<string, (sum: number) => number>} */
export const FUNCTIONS = {
  relu: (sum) => (sum > 0 ? sum : 0),
  leaky_relu: (sum) => (sum > LEAKY_SLOPE * sum ? sum : LEAKY_SLOPE * sum),
  tanh: Math.tanh,
  sigmoid: (sum) => 1 / (1 + Math.exp(-sum)),
  gelu: (sum) => sum * normal(sum),
};

/** @type {Record<string, (sum: number) => number>} */
export const DERIVATIVES = {
  relu: (sum) => (sum > 0 ? 1 : 0),
  leaky_relu: (sum) => (sum > 0 ? 1 : LEAKY_SLOPE),
  tanh: (sum) => 1 - Math.tanh(sum) ** 2,
  sigmoid: (sum) => {
    const answer = 1 / (1 + Math.exp(-sum));
    return answer * (1 - answer);
  },
  gelu: (sum) => normal(sum) + sum * NORMAL_DENSITY * Math.exp((-sum * sum) / 2),
};

/** The share of a standard normal distribution below a value. @param {number} value */
function normal(value) {
  return (1 + erf(value / Math.SQRT2)) / 2;
}

/**
 * The error function, to the last digits: its power series near 0, a continued fraction beyond.
 * @param {number} x
 * @returns {number}
 */
export function erf(x) {
  const size = Math.abs(x);
  if (size > 6) return Math.sign(x);
  if (size < 2.5) {
    let term = x;
    let sum = x;
    for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
      term *= (-x * x) / n;
      sum += term / (2 * n + 1);
      if (n > 200) break;
    }
    return (2 / Math.sqrt(Math.PI)) * sum;
  }
  let fraction = size;
  for (let n = 60; n > 0; n--) fraction = size + n / 2 / fraction;
  return Math.sign(x) * (1 - Math.exp(-size * size) / (fraction * Math.sqrt(Math.PI)));
}
