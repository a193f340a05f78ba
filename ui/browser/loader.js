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

// without the instrument's style sheet's help: it may be what is missing, too
function sayMissing(component) {
  const problem = document.createElement("p");
  const button = document.createElement("button");
  problem.className = "problem";
  problem.setAttribute("role", "alert");
  problem.textContent = "The download of this instrument failed. ";
  button.textContent = "Try again";
  // a browser remembers that a module failed, by its address
  button.onclick = () => fetchCode(`?${Date.now()}`).then((module) => (problem.remove(), module.default(component)), () => {});
  problem.append(button);
  component.parentElement.replaceChildren(problem);
}
