// What is there only while somebody can see it.

/**
 * Open a stream of events while the window is seen: a browser has six connections for all its tabs, and those that nobody sees need none.
 * @param {() => void} open called now, unless it is hidden, and whenever it is seen again
 * @param {() => void} close called whenever it is hidden
 * @returns {() => void} close for good
 */
export function whileSeen(open, close) {
  const turned = () => (document.hidden ? close() : open());
  document.addEventListener("visibilitychange", turned);
  turned();
  return () => {
    document.removeEventListener("visibilitychange", turned);
    close();
  };
}
