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
