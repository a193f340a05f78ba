"""What a page owes those who do not see it or do not point at it, asked of axe-core: all rules that it has on by default, and the size of targets."""

from __future__ import annotations

from axe_playwright_python.base import AXE_SCRIPT

# by the rules that Streamlit's own elements break, and nothing of ours can mend: none
RULES = """() => axe.run(document, {resultTypes: ['violations'], selectors: false, rules: {'target-size': {enabled: true}}}).then(
  ({violations}) => violations.map(({id, nodes}) => `${id}: ${nodes.length} as ${nodes[0].html.slice(0, 200)}`))"""


def violations(page) -> list[str]:
    """The rules that a page breaks, each with how often and one element that does."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    return page.evaluate(RULES)


# A link in a sentence is as high as its line; of ten or eleven pictures in a row across a phone each is as wide as there is room for:
# the slider above goes to the same frames, and columns stand over those below.
SMALL = """(least) => {
  const found = [];
  const look = (root) => {
    for (const node of root.querySelectorAll("a[href], button, input, select, summary, [tabindex='0']")) {
      if (!node.checkVisibility({ visibilityProperty: true }) || node.disabled) continue;
      if (node.matches(".word, [data-testid=stSkipToContent]") || node.closest("p a")) continue;
      const [box, over] = [(node.closest("label") ?? node).getBoundingClientRect(), getComputedStyle(node, "::before")];
      const [width, height] = over.position === "absolute" ? [parseFloat(over.width), parseFloat(over.height)] : [0, 0];
      const narrow = node.closest(".traversal, .ip-strip, .original") ? 28 : least;
      if (Math.max(width, box.width) < narrow - 0.5 || Math.max(height, box.height) < least - 0.5)
        found.push(node.outerHTML.slice(0, 150) + Math.round(box.width) + " x " + Math.round(box.height));
    }
    for (const node of root.querySelectorAll("*")) if (node.shadowRoot) look(node.shadowRoot);
  };
  look(document.querySelector("[data-testid=stMain]"));
  look(document.querySelector("[data-testid=stHeader]"));
  return found;
}"""


def small_targets(page, least: int) -> list[str]:
    """What is to be pressed and is less than `least` CSS pixels high or wide; what is larger to the touch than to the eye counts as it is touched."""
    return page.evaluate(SMALL, least)


LIVE = """() => {
  const found = [];
  const look = (root) => {
    for (const node of root.querySelectorAll('*')) {
      if (node.matches('[aria-live]:not([aria-live=off]), [role=status], [role=log], [role=alert], output') && node.checkVisibility())
        found.push(node.dataset.testid ?? node.outerHTML.slice(0, 200));
      if (node.shadowRoot) look(node.shadowRoot);
    }
  };
  look(document);
  return found;
}"""


def live_regions(page) -> list[str]:
    """What on a page is read out when it changes, by its test id."""
    return page.evaluate(LIVE)
