// What an address of the site asks for and the site does not have: a sentence above the page, with names like it, as the app says it.
import { RUN_NAMES, runsOf } from "../kit/address.js";
import { like } from "../model/near_names.js";
import { asks, change, order, sayOwn, written } from "./asked.js";

const LONGEST = 60; // letters of a name that are repeated

/** Say what is not here of the models, the choices and the lesson's sheet that the address asks for, and take them out of it. */
export function sayWhatIsMissing() {
  const { picker, choices } = written;
  const asked = asks();
  const models = picker ? runsOf(picker.key, asked).filter(Boolean) : [];
  const known = order();
  const away = models.filter((name) => !known.includes(name));
  if (picker && away.length) {
    notice(`The link names a model that is not here. The page opens on its own choice.${near(away[0], known)}`);
    change((now) => {
      for (const name of RUN_NAMES) now.delete(name);
      for (const name of models) if (known.includes(name)) now.append(picker.key, name);
    });
  }
  for (const [word, options] of Object.entries(choices)) {
    const said = asked.get(word);
    if (said === null || options.includes(said)) continue;
    notice(
      `The link asks for something that this page does not have (${word}). It opens on its own choice.${near(said, options)}`,
    );
    change((now) => now.delete(word));
  }
  const sheet = asked.get("print");
  if (sheet && written.page === "Lessons" && !Object.hasOwn(written.lessons, sheet)) {
    noLesson(sheet, "print");
    change((now) => now.delete("print"));
  }
}

/**
 * Say that what an address asks for could not be fetched, in the place of what was said of this before.
 * @param {URLSearchParams | null} asked null where nothing is missing
 * @param {boolean} stays whether the page goes on as it was; it shows what it opens on where not, and its address says so
 */
export function sayUnfetched(asked, stays) {
  document.querySelector(".notice[role=alert]")?.remove();
  if (!asked) return;
  if (!stays) sayOwn();
  const again = Object.assign(document.createElement("a"), { href: `${location.pathname}?${asked}`, textContent: "Try again" });
  const instead = stays ? "the page stays as it was" : "this is what the page opens on";
  const said = notice(
    `What was asked for could not be fetched: ${instead}. Without a network there is what pages open on, and what was seen before. `,
    again,
  );
  said.setAttribute("role", "alert");
}

/** Say that there is no lesson of this name, and offer those of a name like it, by a parameter of this page's address. @param {string} name @param {string} key */
export function noLesson(name, key) {
  const links = like(name, Object.keys(written.lessons)).map((lesson) =>
    Object.assign(document.createElement("a"), {
      href: `${location.pathname}?${key}=${lesson}`, // a bare query would be one of the site's first page
      textContent: written.lessons[lesson].title,
    }),
  );
  const next = links.length ? "A name like it has: " : "The page Lessons has those that there are.";
  notice(`There is no lesson “${name.slice(0, LONGEST)}”. ${next}`, ...links);
}

/** A sentence with the names like one, nothing where there are none. @param {string} said @param {string[]} names */
function near(said, names) {
  const found = like(said.slice(0, LONGEST), names);
  return found.length ? ` Like it: ${found.join(", ")}.` : "";
}

/** @param {string} words @param {HTMLElement[]} links */
function notice(words, ...links) {
  const said = Object.assign(document.createElement("p"), { className: "notice" });
  said.append(words, ...links.flatMap((link, i) => (i ? [", ", link] : [link])));
  document.querySelector("main")?.before(said);
  return said;
}
