// A lesson beside a page of the site, as ui/lessons/place.py leads through it in the app: the step is kept for the visit and stands in the
// address, opens its page and view, and what the reader moves stays theirs. What is right was worked out when the site was written.
import { asks, at, change, read, written } from "./asked.js";
import { noLesson } from "./missing.js";
import { keepAll } from "./offline.js";
import { Parts } from "./page.js";
import { keep, kept } from "./visit.js";

/**
 * @typedef {{page: string, query: string, html: string, data: Record<string, any>, answer: Record<string, any> | null}} Step as
 *   ui/publish/lessons.py writes it
 */

const LATER = 2000; // ms
const KEPT = ["lesson", "step", "theme", "hide", "lock"]; // of the address, from step to step

/**
 * Put the panel of a lesson beside the page, where one is asked for or is under way.
 * @param {Pick<import("./page.js").Given, "module" | "sheet">} host @param {() => void} show what the address asks for, built anew
 * @returns {boolean} whether the panel opens the view, too
 */
export function lesson(host, show) {
  const [asked, before] = [asks(), kept("lesson")];
  const key = asked.get("lesson") ?? before?.key;
  if (!Object.hasOwn(written.lessons, key ?? "")) {
    if (asked.has("lesson")) missing(key ?? "");
    return false;
  }
  const step = Number(asked.get("step") ?? (before?.key === key && before?.at)) || 1;
  const elsewhere = before?.key !== key || before?.at !== step;
  const bare = asked.has("lesson") && elsewhere && [...asked.keys()].every((name) => KEPT.includes(name));
  new Panel(key, host, show).begin(step, bare);
  return bare;
}

/** Say that the site has no lesson of this name. @param {string} name */
function missing(name) {
  change((now) => {
    for (const each of ["lesson", "step"]) now.delete(each);
  });
  noLesson(name, "lesson");
}

class Panel {
  #element = document.createElement("aside");
  #says = document.createElement("div");
  /** @type {Step[]} */
  #steps = [];
  #at = 1;
  #key;
  #show;
  #parts;

  /** @param {string} key of the lesson @param {Pick<import("./page.js").Given, "module" | "sheet">} host @param {() => void} show */
  constructor(key, host, show) {
    this.#key = key;
    this.#show = show;
    this.#parts = new Parts({ ...host, report: () => {}, trigger: (_, name, value) => this.#told(name, value) });
    this.#element.className = "st-key-lesson";
    this.#element.ariaLabel = "Lesson";
    const place = Object.assign(document.createElement("div"), { className: "component" });
    place.dataset.component = "lesson";
    this.#element.append(this.#says, place);
    document.documentElement.toggleAttribute("data-lesson", true);
    document.body.append(this.#element);
  }

  /** @param {number} step @param {boolean} bare whether the address names the step and nothing else */
  async begin(step, bare) {
    const { steps, needs } = await read(written.lessons[this.#key].at);
    this.#steps = steps;
    const known = Math.min(step, steps.length);
    if (bare) this.#go(known, true);
    else this.#stand(known);
    setTimeout(keepAll, LATER, needs.map(at)); // so that who began a lesson comes to its end without a network; the step comes first
  }

  /** @param {string} name @param {any} value */
  #told(name, value) {
    if (name === "go") return value ? this.#go(value) : this.#leave();
    const said = { ...kept("predictions") };
    if (name === "check") said[`${this.#key} ${this.#at}`] = value;
    else delete said[`${this.#key} ${this.#at}`];
    keep("predictions", said);
    this.#draw();
  }

  /** Open a step's own view, on its page. @param {number} step @param {boolean} [instead] of the address that led here */
  #go(step, instead = false) {
    const { page, query } = this.#steps[step - 1];
    const wanted = new URLSearchParams(query);
    for (const [name, value] of asks()) if (KEPT.includes(name)) wanted.set(name, value);
    wanted.set("lesson", this.#key);
    wanted.set("step", String(step));
    keep("models", null); // a step has its own
    if (page !== written.page) {
      const there = `${at(written.pages[page])}?${wanted}`;
      return instead ? location.replace(there) : location.assign(there);
    }
    change((now) => {
      for (const name of [...now.keys()]) now.delete(name);
      for (const [name, value] of wanted) now.append(name, value);
    });
    this.#show();
    this.#stand(step);
  }

  /** @param {number} step whose view is open, or that the reader has left for another page */
  #stand(step) {
    this.#at = step;
    keep("lesson", { key: this.#key, at: step });
    change((now) => {
      now.set("lesson", this.#key);
      now.set("step", String(step));
    });
    this.#says.innerHTML = this.#steps[step - 1].html;
    this.#draw();
  }

  #draw() {
    const { page, data, answer } = this.#steps[this.#at - 1];
    const predicted = kept("predictions")?.[`${this.#key} ${this.#at}`];
    const question = predicted === undefined ? data.question : { ...data.question, predicted, ...answer };
    this.#parts.fill(this.#element, [
      { name: "lesson", key: "lesson", data: { ...data, here: page === written.page, question } },
    ]);
    this.#parts.again();
  }

  #leave() {
    keep("lesson", null);
    change((now) => {
      for (const name of ["lesson", "step"]) now.delete(name);
    });
    document.documentElement.toggleAttribute("data-lesson", false);
    this.#element.remove();
    this.#parts.again(); // ends it
  }
}
