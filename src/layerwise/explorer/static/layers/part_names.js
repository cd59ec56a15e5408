/** What the parts of a digit are called, so that each can be told from the others. */

/**
 * @param {import("lw/core/app").App} app
 * @param {import("lw/ink/parts").Part[]} parts
 * @returns {string[]} `loop`, of two `upper loop` and `lower loop`, of more `loop 1` …
 */
export function namesOf(app, parts) {
  return parts.map((part) => {
    const alike = parts.filter(({ kind }) => kind === part.kind);
    const name = app.say(`layers.part-${part.kind}`);
    if (alike.length === 1) return name;
    if (alike.length > 2) return app.say("layers.part-number", { part: name, number: alike.indexOf(part) + 1 });
    return app.say(`layers.part-${side(part, alike[alike[0] === part ? 1 : 0])}`, { part: name });
  });
}

/** On which side of another a part lies. @param {import("lw/ink/parts").Part} part @param {import("lw/ink/parts").Part} other */
function side({ place: [y, x] }, { place: [v, u] }) {
  if (Math.abs(y - v) >= Math.abs(x - u)) return y < v || (y === v && x <= u) ? "upper" : "lower";
  return x < u ? "left" : "right";
}
