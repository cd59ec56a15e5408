/** Rounded, halves to the even neighbour, as NumPy and Python do. @param {number} value */
export function even(value) {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}
