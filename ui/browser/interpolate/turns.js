// What follows a stroke late: work in small steps, in what is left of the frames, so that none of it holds up the pen.
import { workBegins, workEnds } from "../kit/rest.js";

const SPARE = 6; // ms of a frame

/**
 * Asked for some rows, takes steps of their work for a few milliseconds of a frame; a row asked for again meanwhile has another
 * turn.
 * @template Row
 * @param {(row: Row) => Generator} workOf a row's work, which stops after each step
 * @returns {{ask: (rows: Row[]) => void, stop: () => void}}
 */
export function inTurns(workOf) {
  /** @type {Set<Row>} */
  const waiting = new Set();
  /** @type {Generator | null} */
  let work = null;
  let asked = 0;
  const next = () => {
    const end = performance.now() + SPARE;
    while ((work || waiting.size) && performance.now() < end) {
      const [row] = waiting;
      if (!work) waiting.delete(row);
      work ??= workOf(row);
      if (work.next().done) work = null;
    }
    asked = work || waiting.size ? requestAnimationFrame(next) : 0;
    if (!asked) workEnds();
  };
  return {
    ask(rows) {
      for (const row of rows) waiting.add(row);
      if (asked) return;
      workBegins();
      asked = requestAnimationFrame(next);
    },
    stop() {
      work = null;
      waiting.clear();
    },
  };
}
