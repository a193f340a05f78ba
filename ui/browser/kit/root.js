// Where the app lies on its server.

/**
 * The address of the app's root, whatever page is open and whatever a proxy has put before the path: Streamlit's own script
 * was loaded from two folders below it. Without one (a page of the tests) the document's own address has to do.
 * @returns {string}
 */
export function appRoot() {
  const script = /** @type {HTMLScriptElement | null} */ (document.querySelector('script[src*="static/js/"]'));
  return script ? new URL("../../", script.src).href : document.baseURI;
}
