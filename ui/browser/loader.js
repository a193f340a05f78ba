// What Streamlit is given in place of an instrument: it fetches the instrument's code, which a browser keeps from visit to
// visit, and hands over. ADDRESS is put before it by ui/components.py.
import { appRoot } from "./kit/root.js";

let code = null;

/** Any instrument: called as Streamlit calls the instrument itself. */
export default function (component) {
  let [cleanup, gone] = [null, false];
  fetchCode().then(
    (module) => (cleanup = gone ? null : module.default(component)),
    () => sayMissing(component),
  );
  return () => {
    gone = true;
    cleanup?.();
  };
}

function fetchCode(again = "") {
  code ??= import(new URL(ADDRESS + again, appRoot()).href).catch((error) => {
    code = null;
    throw error;
  });
  return code;
}

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
  button.onclick = () => fetchCode(`?${Date.now()}`).then((module) => (root.remove(), module.default(component)), () => {});
  problem.append("The download of this instrument failed.", document.createElement("br"), button);
  root.append(problem);
  component.parentElement.replaceChildren(root);
}
