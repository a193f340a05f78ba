// Trainings that run on the server's machine, seen by all who look; started from here by those who may.
import { button, digitLegend } from "../kit/controls.js";
import { copyButton, copyLink } from "../kit/copy_link.js";
import { element, instrument } from "../kit/kit.js";
import { host } from "../kit/host.js";
import { View } from "../kit/view.js";
import { formatNumber } from "../model/numbers.js";
import { LivePanel } from "./live_panel.js";
import { recipeForm } from "./recipe_form.js";
import { follow, framed, press } from "./stream.js";

/**
 * @typedef {import("./stream.js").Training} Training
 * @typedef {import("./stream.js").Now} Now
 * @typedef {import("./stream.js").Hello} Hello
 * @typedef {import("./recipe_form.js").FormData & {command: string} & ViewData} LiveData
 */

const NOBODY = { may: false, why: "", token: "" };
const FRAMED = "Open the app in a tab of its own to start a training here.";

/** @param {Component<LiveData>} component */
export default function (component) {
  return instrument(component, (root, { data }, report) => new Live(root, data, report));
}

class Live {
  /** @type {Hello} */
  #hello = NOBODY;
  /** @type {Now | null} */
  #now = null;
  #lost = false;
  #chosen = ""; // the key of the training picked among several
  #listed = "";
  /** @type {LivePanel | null} */
  #panel = null;

  /** @param {HTMLElement} root @param {LiveData} data @param {Tell} report */
  constructor(root, data, report) {
    this.data = data;
    const view = new View(data, { moved: () => this.isolate(), seen: () => this.words.textContent ?? "", report });
    this.view = view;
    const legend = digitLegend({ onChange: (digits) => view.choose({ only: digits.size ? [...digits].sort() : null }) });
    view.shows((now) => legend.set(now.only ?? []));
    legend.set(view.now.only ?? []);
    this.words = element("p", { class: "live-words", "data-testid": "live-state" }, "Asking the server.");
    this.bar = element("progress", {
      max: 1,
      value: 0,
      "aria-label": "Progress of the training",
      "data-testid": "live-progress",
    });
    this.choice = element("div", { class: "live-choice" });
    this.stop = button("Stop", () => this.press("stop"), { testid: "live-stop", title: "End it; nothing of it is kept" });
    this.problem = element("p", { class: "problem", role: "alert", hidden: true });
    this.run = element("div", {});
    this.idle = element("div", { class: "live-idle" });
    this.tools = element(
      "div",
      { class: "replay-bar" },
      legend.element,
      copyLink(() => view.link()),
    );
    root.append(
      element(
        "div",
        { class: "replay live-page" },
        element("div", { class: "live-head" }, this.words, this.bar, this.stop),
        ...[this.choice, this.problem, this.tools, this.run, this.idle],
      ),
    );
    this.show();
    this.leave = follow({
      hello: (hello) => this.greeted(hello),
      now: (now) => this.heard(now),
      lost: () => {
        this.#lost = true;
        this.show();
      },
    });
  }

  /** @param {Hello} hello */
  greeted(hello) {
    const before = this.#hello;
    this.#hello = hello.may && framed() ? { ...NOBODY, why: FRAMED } : hello;
    this.#lost = false;
    // what is written in the form outlives a stream that broke
    if (before === NOBODY || before.why !== this.#hello.why) this.idle.replaceChildren(...this.#invitation());
  }

  /** @param {Now} now */
  heard(now) {
    this.#now = now;
    const keys = now.trainings.map(({ key }) => key);
    if (!keys.includes(this.#chosen)) this.#chosen = keys[0] ?? "";
    this.#list(now.trainings);
    const training = now.trainings.find(({ key }) => key === this.#chosen);
    if (training) this.#draw(training);
    else if (now.starting || !now.last || this.#panel?.training.name !== now.last.name) this.#clear();
    this.show();
  }

  /** What there is to pick, where several run. @param {Training[]} trainings */
  #list(trainings) {
    const listed = trainings.length > 1 ? trainings.map(({ key }) => key).join(" ") : "";
    if (listed === this.#listed) return;
    this.#listed = listed;
    const select = element(
      "select",
      {
        class: "field",
        "aria-label": "Training shown",
        "data-testid": "live-choice",
        onchange: () => {
          this.#chosen = select.value;
          if (this.#now) this.heard(this.#now);
        },
      },
      ...trainings.map(({ key, name }) => element("option", { value: key, selected: key === this.#chosen }, name)),
    );
    this.choice.replaceChildren(...(listed ? [element("span", {}, `${trainings.length} are training. Shown:`), select] : []));
  }

  /** @param {Training} training */
  #draw(training) {
    if (this.#panel?.key !== training.key) {
      this.#clear();
      this.#panel = new LivePanel(training, this.data.variational.includes(training.recipe.family));
      this.run.replaceChildren(this.#panel.element);
      this.isolate();
    }
    this.#panel?.follow(training);
  }

  #clear() {
    this.#panel?.destroy();
    this.#panel = null;
    this.run.replaceChildren();
  }

  isolate() {
    this.#panel?.isolate(new Set(/** @type {number[]} */ (this.view.now.only ?? [])));
  }

  show() {
    const training = this.#now?.trainings.find(({ key }) => key === this.#chosen);
    this.words.replaceChildren(...this.#said(training));
    this.bar.hidden = !training;
    if (training) this.bar.value = training.steps ? training.step / training.steps : 0;
    this.stop.hidden = !this.#hello.may || !(training ? training.page : this.#now?.starting);
    this.tools.hidden = !this.#panel;
    this.choice.hidden = !this.#listed;
    this.idle.hidden = !this.#now || Boolean(training || this.#now.starting);
  }

  /** How it stands, in a line. @param {Training | undefined} training @returns {(Node | string)[]} */
  #said(training) {
    if (this.#lost) return ["The server's stream broke off; asking again."];
    if (!this.#now) return ["Asking the server."];
    const { starting, last } = this.#now;
    if (training) return [element("b", {}, training.name), ` ${progress(training)}`];
    if (starting) return [element("b", {}, starting), " is about to begin: PyTorch and the digits are being read."];
    if (!last) return ["Nothing is being trained on the server's machine now."];
    if (!last.saved) return [element("b", {}, last.name), ` was not saved. ${last.words}`];
    const link = element("a", { href: replayOf(last.name), target: "_self" }, "Replay its training");
    return [element("b", {}, last.name), " is trained, and in every model picker. ", link];
  }

  /** What to do where nothing is trained. */
  #invitation() {
    const { command, ...form } = this.data;
    const { may, why } = this.#hello;
    const { copy, shown } = copyButton("Copy", "Command copied", () => command, "live-command");
    const shell = element(
      "section",
      { "aria-label": "In a terminal" },
      element("h2", { class: "name" }, "In a terminal of the server's machine"),
      element("p", {}, "A training that is started there is shown here, while it runs, to all who have this page open."),
      element("pre", {}, ...command.split(" ").flatMap((word) => [element("span", {}, word), " "])),
      element("p", {}, copy, shown),
    );
    const own = element(
      "section",
      { "aria-label": "From this page" },
      element("h2", { class: "name" }, "From this page"),
      may ? recipeForm(form, (asked) => press("start", this.#hello.token, asked)) : element("p", { class: "second" }, why),
    );
    return [shell, own];
  }

  /** @param {"stop"} what */
  press(what) {
    this.problem.hidden = true;
    press(what, this.#hello.token).catch((error) => {
      this.problem.textContent = error.message;
      this.problem.hidden = false;
    });
  }

  update() {
    this.#panel?.repaint();
  }

  destroy() {
    this.leave();
    this.#clear();
  }
}

/** @param {Training} training */
function progress({ doing, epoch, recipe, train, test, images_per_second: speed, eta }) {
  if (doing !== "training") return `is trained; ${doing}.`;
  const parts = [`epoch ${formatNumber(epoch, epoch < 10 ? 1 : 0)} of ${recipe.epochs}`];
  if (train) parts.push(`loss ${formatNumber(train.total, 1)}${test ? `, test ${formatNumber(test.total, 1)}` : ""}`);
  if (speed) parts.push(`${Math.round(speed).toLocaleString("en")} images a second`);
  if (eta !== null) parts.push(`${duration(Math.round(eta))} left`);
  return parts.join(" · ");
}

/** @param {number} seconds */
function duration(seconds) {
  const minutes = Math.floor(seconds / 60);
  if (minutes >= 60) return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  return `${minutes}:${String(seconds % 60).padStart(2, "0")}`;
}

/** @param {string} name */
function replayOf(name) {
  const url = host().here();
  url.search = new URLSearchParams({ runs: name }).toString();
  return url.href;
}
