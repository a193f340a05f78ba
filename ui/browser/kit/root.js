// Where the app lies on its server.

/**
 * The address of the app's root, whatever page is open and whatever a proxy has put before the path: Streamlit's own script
 * was loaded from two folders below it. Without one (a page of the tests) addresses are those of the document.
 * @returns {string} it ends in a slash
 */
export function appRoot() {
  const script = document.querySelector('script[src*="static/js/"]');
  return new URL(script ? "../../" : "./", script?.src ?? document.baseURI).href;
}
