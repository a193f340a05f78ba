"""The host of a page of the site: its document, which ui/browser/host/site.js brings to life. `python -m ui.publish DIR` writes the rest."""

from __future__ import annotations

from html import escape
from typing import Any

from ui.anywhere import prose, theme
from ui.anywhere.record import Recorded
from ui.frame import WORDMARK

HOST = "host/site.js"


def given(found: Recorded) -> dict[str, Any]:
    """A page for some models, as the host takes it."""
    return {"title": found.title, "html": found.html, "parts": [part._asdict() for part in found.components]}


def document(found: Recorded, page: str, written: dict[str, Any], host: dict[str, str]) -> str:
    """The HTML of a page, by what its address calls it. `written` is what site.js calls Written; `host` has the addresses of its script,
    its style and the typeface."""
    links = "".join(
        f'<a href="{at}"{" aria-current=page" * (name == written["page"])}>{escape(name)}</a>'
        for name, at in written["pages"].items()
    )
    preload = "".join(f'<link rel="modulepreload" href="{module}">' for module, _ in written["code"].values())
    first = next((offer["address"] for offer in found.offers if offer["part"] == "decoder"), "")  # what the first digit waits for
    preload += first and f'<link rel="preload" as="fetch" crossorigin href="{first}">'
    said = prose.json_in_html(written)
    face = f"<style>{theme.face(host['font'])}</style>" if "font" in host else ""
    return f"""<!doctype html>
<html lang="en" data-host="site">
<meta charset="utf-8">
<base href="{"../" if page else "./"}">
<meta name="viewport" content="width=device-width">
<title>{escape(found.title)} · aelab</title>
<link rel="icon" href="icon.svg">
<link rel="apple-touch-icon" href="icon-180.png">
<link rel="manifest" href="manifest.webmanifest">
<link rel="stylesheet" href="{host["style"]}">
{face}{preload}
<header><a class="mark" href="./" aria-label="aelab">{WORDMARK.read_text("utf-8")}</a><nav aria-label="Pages">{links}</nav><div id="picker" data-testid="picker"></div></header>
<main>{found.html}</main>
<script type="application/json" id="written">{said}</script>
<script type="module" src="{host["script"]}"></script>
</html>
"""
