// The worker from the page's side: orders go there, reports come back. A tab in the background pauses.
import { workBegins, workEnds } from "../kit/rest.js";

/** @typedef {import("./worker.js").Report} Report */

export class TrainingWorker {
  #worker;
  #digits;
  #awaited = false; // an order has an end that is still to come
  #away = false; // it was playing when the tab went to the background

  /**
   * @param {string} code an address @param {import("../model/training.js").Digits} digits
   * @param {{heard: (report: Report) => void, refused: (problem: string) => void,
   *   kept: (run: import("../model/kept_run.js").Kept) => void}} hears
   */
  constructor(code, digits, { heard, refused, kept }) {
    this.#digits = digits;
    this.playing = false;
    this.#worker = new Worker(code);
    this.#worker.onmessage = ({ data }) => {
      URL.revokeObjectURL(code); // it is read
      const answer = /** @type {import("./worker.js").Answer} */ (data);
      if ("kept" in answer) return kept(answer.kept);
      this.playing = "report" in answer && answer.report.playing;
      if (!this.playing) this.#await(false);
      if ("report" in answer) heard(answer.report);
      else refused(answer.problem);
    };
    this.#worker.onerror = () => refused("Training stopped with an error: start over, or reload the page.");
    document.addEventListener("visibilitychange", this.#turn);
  }

  /** @param {import("../model/training.js").Model} model @param {import("../model/training.js").Rates} rates */
  start(model, rates) {
    this.playing = false;
    this.#await(true);
    this.#send({ start: { digits: this.#digits, model, rates } });
  }

  /** @param {import("../model/training.js").Rates} rates */
  change(rates) {
    this.#send({ rates });
  }

  /** @param {true | "step" | "epoch"} [how] for how long */
  play(how = true) {
    this.playing = true;
    this.#await(how !== true);
    this.#send({ play: how });
  }

  pause() {
    this.playing = false;
    this.#await(true);
    this.#send({ pause: true });
  }

  /** @param {import("../model/kept_run.js").Format} format */
  keep(format) {
    this.#send({ keep: format });
  }

  destroy() {
    document.removeEventListener("visibilitychange", this.#turn);
    this.#worker.terminate();
    this.#await(false);
  }

  /** @param {boolean} awaited */
  #await(awaited) {
    if (awaited === this.#awaited) return;
    this.#awaited = awaited;
    if (awaited) workBegins();
    else workEnds();
  }

  #turn = () => {
    if (document.hidden) {
      this.#away = this.playing;
      if (this.playing) this.pause();
    } else if (this.#away) this.play();
  };

  /** @param {import("./worker.js").Order} order */
  #send(order) {
    this.#worker.postMessage(order);
  }
}
