/** Names that people know things by. */

/** A network as people write it: `784-16-16-10 · relu`. @param {any} spec of the bundle's card */
export function nameOf(spec) {
  const { hidden } = spec;
  const extras = [spec.normalisation === "layer" && "norm", spec.residual && "residual"].filter(Boolean);
  const even = hidden.length > 4 && hidden.every((/** @type {number} */ width) => width === hidden[0]);
  const inner = even ? [`${hidden[0]}×${hidden.length}`] : hidden;
  return [[spec.inputs, ...inner, spec.classes].join("-"), spec.activation, ...extras].join(" · ");
}
