/** A grid of buttons as one stop of the Tab key: arrow keys go from cell to cell. */

/** @type {Record<string, [number, number]>} */
const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

/**
 * @param {HTMLElement} table whose rows hold the buttons
 * @returns {() => void} to be called when the buttons are new
 */
export function walkable(table) {
  const rows = () =>
    [...table.querySelectorAll("tr")].map((row) => [...row.children].map((cell) => cell.querySelector("button")));
  const stop = (/** @type {HTMLButtonElement} */ only) => {
    for (const each of table.querySelectorAll("button")) each.tabIndex = each === only ? 0 : -1;
  };
  table.addEventListener("keydown", (event) => {
    const arrow = ARROWS[event.key];
    if (!arrow) return;
    event.preventDefault();
    const grid = rows();
    const [row, column] = found(grid, event.target);
    for (let k = 1; k < Math.max(grid.length, grid[row]?.length ?? 0); k++) {
      const next = grid[row + k * arrow[0]]?.[column + k * arrow[1]];
      if (!next) continue;
      stop(next);
      return next.focus();
    }
  });
  table.addEventListener("focusin", (event) => {
    if (event.target instanceof HTMLButtonElement) stop(event.target);
  });
  return () => {
    const first = table.querySelector("button");
    if (first) stop(first);
  };
}

/** @param {(HTMLButtonElement|null)[][]} grid @param {EventTarget|null} target */
function found(grid, target) {
  const row = grid.findIndex((cells) => cells.includes(/** @type {any} */ (target)));
  return [row, row < 0 ? -1 : grid[row].indexOf(/** @type {any} */ (target))];
}
