// A row of Compare, or of copies: a name, ten pictures, and what there is to say of them at its end.
import { element } from "../kit/kit.js";

/** As many columns as there are digits. */
export const COLUMNS = 10;

/**
 * @param {{name: string, hint?: string, subtitle?: string, pictures: HTMLElement[], run?: string, class?: string}} options
 * @returns {{element: HTMLElement, subtitle: HTMLElement, value: HTMLElement, note: HTMLElement, fail: (error: Error) => void}}
 *   hint: what its name says when pointed at; value and note: the two lines at the row's end; fail says in the pictures' place what went wrong
 */
export function line({ name, hint = "", subtitle = "", pictures, run, class: kind = "" }) {
  const under = element("p", { class: "tick" }, subtitle);
  const [value, note] = [element("p", { class: "live" }), element("p", { class: "tick" })];
  const cells = element("div", { class: "line-pictures" }, ...pictures);
  const says = hint && subtitle ? `${hint}, ${subtitle}` : hint || subtitle; // of what there is no room for
  const head = element("div", { class: "line-name", title: says || null }, element("p", { class: "name" }, name), under);
  const node = element(
    "div",
    { class: `line ${kind}`.trim(), dataset: run ? { run } : {} },
    head,
    cells,
    element("div", { class: "line-end" }, value, note),
  );
  return {
    element: node,
    subtitle: under,
    value,
    note,
    fail: (error) => cells.replaceChildren(element("p", { class: "problem", role: "alert" }, error.message)),
  };
}
