// A link for a class on a page of the site: what it hides and locks holds for the visit, as ui/class_link.py has it in the app.
import { locks } from "../kit/locked.js";
import { adoptMarks, asked } from "../kit/marked.js";
import { asks, change } from "./asked.js";
import { keep, kept } from "./visit.js";

const AFTER = "main > :is(details, h2, :has(details, h2))";
/** Where what is no part of an instrument stands. @type {Record<string, string>} */
const WHERE = {
  pages: "header > nav, .page-link",
  picker: "#picker",
  part: "nav.choices",
  below: `${AFTER}, ${AFTER} ~ *`,
};

/** Hold to the link that opened this page, or another one of the visit: before anything is drawn. */
export function classLink() {
  /** @type {{hide: string[], lock: string[]}} */
  const now = { hide: [], lock: [], ...kept("class") };
  for (const key of /** @type {const} */ (["hide", "lock"])) if (asks().has(key)) now[key] = asked()[key];
  keep("class", now);
  change((address) => {
    for (const [key, names] of Object.entries(now)) {
      if (names.length) address.set(key, names.join(","));
      else address.delete(key);
    }
  });
  const gone = now.hide.flatMap((name) => WHERE[name] ?? []);
  const sheet = document.createElement("style");
  if (gone.length) sheet.textContent = `${gone.join(", ")} { display: none !important; }`;
  document.head.append(sheet);
  adoptMarks(document);
  locks().follow(now.lock);
}
