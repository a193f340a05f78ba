// One training that runs on the server, drawn as its moments arrive: the panel and the losses of the replay, which fly on to each.
import { readSafetensors, tensorOf } from "../engine/safetensors.js";
import { element, reducedMotion, rewrite } from "../kit/kit.js";
import { appRoot } from "../kit/root.js";
import { appended, recorded } from "../model/moments.js";
import { lossCurves, timeWords } from "../moments/loss_curves.js";
import { runPanel } from "../moments/run_panel.js";

const FLIGHT = 500; // milliseconds from one moment to the next
const MOST = 64; // moments in an answer: ui/broadcast.py

/** @typedef {import("./stream.js").Training} Training */

export class LivePanel {
  /** @type {Tensors | null} */
  #told = null; // the moments so far
  #asking = false;
  #gone = false;
  #time = 0; // that is shown
  #flight = 0;
  /** @type {Set<number>} */
  #only = new Set();
  #latest = 0;
  #when = element("span", { class: "second" });

  /** @param {Training} training @param {boolean} variational */
  constructor(training, variational) {
    this.key = training.key;
    this.training = training;
    this.panel = runPanel(panelOf(training, variational), () => this.#arrived());
    this.curves = lossCurves();
    this.element = element(
      "div",
      { class: "live-run" },
      element("div", { class: "replay-runs", dataset: { runs: "1" } }, this.panel.element),
      element(
        "div",
        { class: "replay-time" },
        element("p", { class: "live-time" }, "Time ", this.#when),
        ...[this.curves.chart, this.curves.table],
      ),
    );
  }

  /** @param {Training} training as it is now */
  follow(training) {
    this.training = training;
    void this.#fetch();
  }

  /** @param {Set<number>} only the digits shown */
  isolate(only) {
    this.#only = only;
    this.#show(this.#time);
  }

  async #fetch() {
    const have = this.#told ? tensorOf(this.#told, "step").length : 0;
    const end = Math.min(this.training.moments, have + MOST);
    // a map flies from one moment to the next: the first alone shows nothing
    if (this.#asking || this.#gone || end <= have || end < 2 || !this.training.steps) return;
    this.#asking = true;
    try {
      const answer = await fetch(new URL(`training/moments/${this.key}/${have}/${end}`, appRoot()));
      if (!answer.ok || this.#gone) return; // over, or an answer of no use: the next event asks again
      this.#told = appended(this.#told, readSafetensors(new Uint8Array(await answer.arrayBuffer())));
      const { recipe, steps } = this.training;
      const labels = /** @type {Uint8Array} */ (tensorOf(this.#told, "labels"));
      this.panel.take(recorded(this.#told, labels, recipe.latent_size, steps));
    } catch {
      // broken off: the next event asks again
    } finally {
      this.#asking = false;
    }
    if (this.training.moments > end) await this.#fetch();
  }

  #arrived() {
    const { moments } = this.panel;
    if (!moments) return;
    this.#latest = moments.times[moments.last];
    this.panel.scale(Math.ceil(Math.max(1, ...(moments.kl?.[moments.last] ?? []))));
    this.curves.set([/** @type {any} */ (this.panel)]);
    this.#fly();
  }

  #fly() {
    cancelAnimationFrame(this.#flight);
    const [from, to, began] = [this.#time, this.#latest, performance.now()];
    /** @param {number} now */
    const frame = (now) => {
      const share = Math.min(1, Math.max(0, (now - began) / FLIGHT));
      this.#show(from + share * (to - from));
      if (share < 1) this.#flight = requestAnimationFrame(frame);
      else this.#describe();
    };
    if (reducedMotion()) frame(Number.POSITIVE_INFINITY);
    else this.#flight = requestAnimationFrame(frame);
  }

  /** @param {number} t */
  #show(t) {
    this.#time = t;
    this.panel.show(t, this.#only);
    if (!this.panel.moments) return;
    this.curves.moveTo(t);
    this.panel.write();
    this.curves.write();
    rewrite(this.#when, timeWords(t, [this.panel]));
  }

  #describe() {
    this.panel.describe(`after ${Math.round(this.training.step)} of ${this.training.steps} steps`);
    this.curves.describe();
  }

  repaint() {
    this.panel.repaint();
    this.curves.repaint();
  }

  destroy() {
    this.#gone = true;
    cancelAnimationFrame(this.#flight);
    this.panel.destroy();
    this.curves.destroy();
  }
}

/** @param {Training} training @param {boolean} variational @returns {import("../moments/run_panel.js").ReplayedRun} */
function panelOf({ name, recipe }, variational) {
  const { latent_size: size, epochs, batch_size, beta, reconstruction } = recipe;
  const words = `${epochs} epoch${epochs > 1 ? "s" : ""} in batches of ${batch_size}${variational ? `, β = ${beta}` : ""}`;
  const planes = ["One number, on a line for each digit", ""];
  return {
    ...{ name, title: name, short: name, size, variational, epochs, recipe: words },
    unit: reconstruction === "bce" ? "nats" : "squared error",
    axes: [
      ["z₁", "a line for each digit"],
      ["z₁", "z₂"],
    ][size - 1] ?? ["", ""], // the plane turns as the model learns
    plane: planes[size - 1] ?? `${size} numbers: the plane in which they vary most now`,
  };
}
