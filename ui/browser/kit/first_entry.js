// A script of the document, before Streamlit's. What the server says of the address that was opened, it says before drawer.js is there to keep one entry
// a page in the history (one_entry.js), and Streamlit adds an entry each time: Back would lead through addresses that nobody was at. So until
// somebody presses something, an address takes the place of the one before.
{
  history.pushState = history.replaceState;
  const own = () => {
    if (history.pushState === history.replaceState) Reflect.deleteProperty(history, "pushState");
  };
  for (const type of ["pointerdown", "keydown", "popstate"]) addEventListener(type, own, { capture: true, once: true });
}
