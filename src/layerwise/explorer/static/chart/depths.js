/** The colours of depth, shallow to deep, in as many steps as there are depths. */

const ANCHORS = 5;

/**
 * @param {number} place of the depth among those shown, counted from 0
 * @param {number} count how many are shown
 * @returns {string} a colour in CSS that follows light and dark
 */
export function depthColour(place, count) {
  const along = (place * (ANCHORS - 1)) / Math.max(1, count - 1);
  const floor = Math.min(Math.floor(along), ANCHORS - 2);
  const share = Math.round(100 * (along - floor));
  return `color-mix(in srgb, var(--depth-${floor + 1}) ${share}%, var(--depth-${floor}))`;
}
