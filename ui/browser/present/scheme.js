// Light or dark, whatever the system is set to. Streamlit follows the system, and asks it again after the page was printed; a
// setting of its own would take a reload, and with it what was drawn and picked.

const SCHEME = /prefers-color-scheme: *(light|dark)/;
/** @type {string | null} */
let preferred = null;
const ask = window.matchMedia.bind(window);

/** @param {string} query */
window.matchMedia = (query) => {
  const answer = ask(query);
  const [, scheme] = query.match(SCHEME) ?? [];
  return preferred && scheme ? Object.defineProperty(answer, "matches", { value: scheme === preferred }) : answer;
};

/** From now on the page is shown in these colours. @param {string | null} scheme "light" or "dark"; null: the system's */
export function prefer(scheme) {
  if (scheme === preferred) return;
  preferred = scheme;
  dispatchEvent(new Event("afterprint"));
}
