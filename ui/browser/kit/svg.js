// Pieces of a drawing that takes its colours from the sheet, so that a change of theme needs no redraw.

/** @typedef {Record<string, string | number | null | undefined>} Written attributes */

/**
 * An SVG element with attributes and children.
 * @template {keyof SVGElementTagNameMap} Tag
 * @param {Tag} tag @param {Written} [attributes] @param {...(Node|string)} children
 */
export function svg(tag, attributes = {}, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes))
    if (value !== null && value !== undefined) node.setAttribute(name, String(value));
  node.append(...children);
  return node;
}

/** A straight line. @param {Point} from @param {Point} to @param {string} kind @param {Written} [more] */
export function segment([x1, y1], [x2, y2], kind, more = {}) {
  return svg("line", { x1, y1, x2, y2, class: kind, ...more });
}

/**
 * Lines of text about one place, 16 px apart.
 * @param {string[]} lines @param {Point} at @param {import("./labels.js").Anchor} anchor @param {string} kind
 * @param {Written} [more]
 */
export function words(lines, [x, y], anchor, kind, more = {}) {
  const spans = lines.map((line, i) =>
    svg("tspan", { x, dy: i ? 16 : -8 * (lines.length - 1), class: i ? "quiet" : null }, line),
  );
  return svg("text", { x, y, "text-anchor": anchor, class: kind, ...more }, ...spans);
}
