"""What a page owes those who do not see it or do not point at it, asked of axe-core: all rules that it has on by default, and the size of targets."""

from __future__ import annotations

import re

from axe_playwright_python.base import AXE_SCRIPT

from tests.browser import MAIN

# by the rules that Streamlit's own elements break, and nothing of ours can mend: none. Nothing is fetched before: no rule asks for it
RULES = """([without, only]) => {
  const rules = Object.fromEntries(without.map((rule) => [rule, { enabled: false }]));
  return axe.run(document, { resultTypes: ['violations'], selectors: false, preload: false, rules, ...(only && { runOnly: [only] }) }).then(
    ({ violations }) => violations.map(({ id, nodes }) => `${id}: ${nodes.length} as ${nodes[0].html.slice(0, 200)}`));
}"""


# axe reads the colour of each element beneath a word anew, by a library of colour spaces: a third of its work, for a few dozen colours
COLOURS = """() => {
  const { Color } = axe.commons.color;
  const [parse, known] = [Color.prototype.parseString, new Map()];
  Color.prototype.parseString = function (text) {
    if (!known.has(text)) {
      const { r, g, b, alpha } = parse.call(this, text);
      known.set(text, { r, g, b, alpha });
    }
    return Object.assign(this, known.get(text));
  };
}"""


def violations(page, *without: str, only: str = "") -> list[str]:
    """The rules that a page breaks, each with how often and one element that does; `without` are rules that are not asked, by name, or `only`
    one is."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE_SCRIPT)
        page.evaluate(COLOURS)
    return page.evaluate(RULES, [without, only])


NAMED = re.compile(
    r"""^\s*- '?(button|link|slider|spinbutton|combobox|textbox|checkbox|radio|img|application)\b(?: "((?:[^"\\]|\\.)*)")?""",
    re.M,
)
# of pictures that are no digits
LABELS = f"""() => {{
  const found = [];
  const look = (root) => {{
    for (const node of root.querySelectorAll("[role=img]:not(.digit), [role=application]:not(.digit)"))
      if (node.checkVisibility()) found.push(node.ariaLabel ?? "");
    for (const node of root.querySelectorAll("*")) if (node.shadowRoot) look(node.shadowRoot);
  }};
  look(document.querySelector({MAIN!r}));
  return found;
}}"""


def unspoken(page) -> list[str]:
    """What is not said of a page at rest to who hears it: controls and pictures whose name, as Playwright works it out, has no word, and charts
    and maps whose label has no figure."""
    named = NAMED.findall(page.locator(MAIN).first.aria_snapshot())
    assert len(named) > 3
    unnamed = [f"{role} {name!r}" for role, name in named if not re.search(r"\w", name)]
    return unnamed + [
        f"no figure: {label}" for label in page.evaluate(LABELS) if not re.search(r"\d\.\d|\d%", label) or "NaN" in label
    ]


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
  look(document.querySelector(MAIN));
  look(document.querySelector("[data-testid=stHeader], html[data-host] header") ?? new DocumentFragment());
  return found;
}""".replace("MAIN", repr(MAIN))


def small_targets(page, least: int) -> list[str]:
    """What is to be pressed and is less than `least` CSS pixels high or wide; what is larger to the touch than to the eye counts as it is touched."""
    return page.evaluate(SMALL, least)


RINGS = r"""() => {
  const page = getComputedStyle(document.querySelector("[data-testid=stApp]")).backgroundColor;
  const luminance = (colour) => {
    const [r, g, b] = colour.match(/[\d.]+/g).slice(0, 3).map((v) => v / 255).map((v) => (v > 0.04045 ? ((v + 0.055) / 1.055) ** 2.4 : v / 12.92));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (one, other) => {
    const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  };
  const ringed = (node) => {
    if (!node) return false;
    const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(node);
    return outlineStyle !== "none" && parseFloat(outlineWidth) >= 2 && contrast(outlineColor, page) >= 3;
  };
  const cutAway = (node) => node && (getComputedStyle(node).clipPath !== "none" || cutAway(node.parentElement));
  const [seen, unseen] = [[], []];
  const look = (root) => {
    for (const node of root.querySelectorAll("a[href], button, input, select, summary, [tabindex='0']")) {
      if (!node.checkVisibility({ visibilityProperty: true }) || node.disabled) continue;
      node.focus({ preventScroll: true });
      if (root.activeElement !== node) continue;
      if (node.matches("a, button, summary") && cutAway(node)) unseen.push(`cut away: ${node.outerHTML.slice(0, 150)}`);
      ([node, node.nextElementSibling, node.parentElement].some(ringed) ? seen : unseen).push(node.outerHTML.slice(0, 150));
      node.blur();
    }
    for (const node of root.querySelectorAll("*")) if (node.shadowRoot) look(node.shadowRoot);
  };
  look(document);
  return { seen: seen.length, unseen };
}"""


def unseen_focus(page) -> list[str]:
    """What takes the focus of the keyboard and is not ringed by 2 px of 3:1 then, nor is what stands around it, or is cut away."""
    page.keyboard.press("Tab")  # from a hand on a pointer to one on the keys
    found = page.evaluate(RINGS)
    assert found["seen"] > 10
    return found["unseen"]


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
