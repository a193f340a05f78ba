// What Streamlit is given in place of an instrument: it fetches the instrument's code, which a browser keeps from visit to
// visit, and hands over. ADDRESS is put before it by ui/components.py.
import { workBegins, workEnds } from "./kit/rest.js";
import { appRoot } from "./kit/root.js";

/** @typedef {{default: (component: Component) => () => void}} Instrument */
/** @typedef {Component<[unknown]>} Wrapped what an instrument is given is the one item of a list (ui/components.py) */

/** @type {Promise<Instrument> | null} */
let code = null;

/** Any instrument: called as Streamlit calls the instrument itself. @param {Wrapped} wrapped */
export default function (wrapped) {
  const component = { ...wrapped, data: wrapped.data[0] };
  /** @type {(() => void) | null} */
  let cleanup = null;
  let gone = false;
  workBegins();
  fetchCode()
    .then(
      (module) => (cleanup = gone ? null : module.default(component)),
      () => sayMissing(component),
    )
    .finally(workEnds);
  return () => {
    gone = true;
    cleanup?.();
  };
}

/** @param {string} [again] */
function fetchCode(again = "") {
  code ??= import(new URL(ADDRESS + again, appRoot()).href);
  code.catch(() => (code = null));
  return code;
}

/** @param {Component} component */
function sayMissing(component) {
  const root = document.createElement("div");
  const problem = document.createElement("div");
  const button = document.createElement("button");
  root.className = "aelab";
  problem.className = "problem";
  problem.setAttribute("role", "alert");
  button.className = "button";
  button.textContent = "Try again";
  // a browser remembers by its address that a module failed
  button.onclick = () =>
    fetchCode(`?${Date.now()}`).then(
      (module) => (root.remove(), module.default(component)),
      () => {},
    );
  problem.append("The download of this instrument failed.", document.createElement("br"), button);
  root.append(problem);
  component.parentElement.replaceChildren(root);
}
