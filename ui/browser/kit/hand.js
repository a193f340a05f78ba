// Whether a hand is down on the page. Words for those who hear the page wait until it is not: under the hand there is no time to write them.

let down = false;
/** @type {Set<() => void>} */
const waiting = new Set();
for (const type of ["pointerdown", "pointerup", "pointercancel"])
  globalThis.addEventListener?.(
    type,
    () => {
      down = type === "pointerdown";
      if (down) return;
      const calls = [...waiting];
      waiting.clear();
      for (const call of calls) call();
    },
    true,
  );

export const handIsDown = () => down;

/** Call once no hand is down: now, or when it lets go. @param {() => void} call one that waits already waits once */
export function whenHandIsUp(call) {
  if (down) waiting.add(call);
  else call();
}
