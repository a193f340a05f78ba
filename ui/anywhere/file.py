"""A page of the app as one file that opens from a disk: `python -m ui.anywhere.file PAGE [QUERY] > page.html`.

The page is as at the address ``/PAGE?QUERY`` of the app, without what needs the server. All that it takes stands in the file, and its
policy forbids it to ask for more.
"""

from __future__ import annotations

import base64
import sys
from collections.abc import Iterable
from html import escape
from urllib.parse import parse_qs, urlencode

from ui import assets, modules, words
from ui.anywhere import origin, prose, theme
from ui.anywhere.record import Recorded, record
from ui.digits import without_mnist
from ui.frame import BESIDE, PAGES, address

POLICY = (
    "default-src 'none'; script-src 'unsafe-inline' 'wasm-unsafe-eval'; style-src 'unsafe-inline'; img-src data: blob:; "
    "font-src data:; connect-src data:; worker-src blob:"
)


def scripts() -> dict[str, str]:
    """The scripts of the pages by what their addresses call them: "generate", and "" for home."""
    return {address(path): path for path in PAGES | BESIDE}


def written(page: str, query: str = "") -> str:
    """The file. Raises ValueError where there is no such page, or nothing on it that lives in the browser."""
    if page not in scripts():
        raise ValueError(f"there is no page {page!r}; there are {', '.join(filter(None, scripts()))}, and home as ''")
    asked = parse_qs(query, keep_blank_values=True)
    # what a room is shown, and digits of MNIST by their places, of which the file has none
    scheme = (asked.pop("theme", None) or [""])[0]
    asked.pop("present", None)
    found = record(scripts()[page], asked, links=False)
    if not any("table" in part.data for part in found.components if isinstance(part.data, dict)):
        raise ValueError("there is no instrument on this page: nothing of it lives without the server")
    return _document(found, page, asked, scheme)


def _document(found: Recorded, page: str, asked: dict[str, list[str]], scheme: str) -> str:
    name = (PAGES | BESIDE)[scripts()[page]].name
    picked = {key: value for key, value in asked.items() if key in ("run", "runs", "models", "part")}
    runs = {offer["run"] for offer in found.offers}
    parts = [part._asdict() for part in found.components if part.name != "steps"]
    for part in parts:
        if "presets" in part["data"]:  # but for questions about models that are not in the file
            part["data"]["presets"] = [asked for asked in part["data"]["presets"] if set(asked["models"]) <= runs]
    names = {part["name"] for part in parts}
    here = f"{page}?{urlencode(picked, doseq=True)}" if picked else page
    sheets = {name: modules.sheet(modules.entry_of(name)) for name in names}
    said = {"parts": parts, "sheets": sheets, "page": name, "here": here, "words": words.offer().address}
    instruments = ",\n".join(f"{name}: {modules.expression(modules.entry_of(name))}" for name in sorted(names))
    script = modules.short(f"const INSTRUMENTS = {{\n{instruments}\n}};\n{modules.bundle('host/file.js')}")
    script = script.replace("</script", "<\\/script")  # a string that would end the element it stands in
    return f"""<!doctype html>
<html lang="en" data-host="file"{f' data-theme="{scheme}"' if scheme in ("light", "dark") else ""}>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{POLICY}">
<meta name="viewport" content="width=device-width">
<title>{escape(found.title)} · aelab</title>
<link rel="icon" href="{theme.icon()}">
<style>{theme.face_within()}{theme.sheet()}</style>
<main>{found.html}</main>
<footer>{origin.footer(found, name, f"{page}?{urlencode(asked, doseq=True, safe=chr(44))}" if asked else page)}</footer>
{_assets([*found.offers, words.offer().to_json()], parts)}
<script type="application/json" id="written">{prose.json_in_html(said)}</script>
<script type="module">{script}</script>
</html>
"""


def _assets(offers: Iterable[dict], parts: list[dict]) -> str:
    """The bytes of offers as text in the document; `worker` of an instrument's data is one that no delivery names."""
    addresses = [offer["address"] for offer in offers]
    addresses += [part["data"]["worker"] for part in parts if "worker" in part["data"]]
    found = []
    for at in addresses:
        answer = assets.packed(at.removeprefix(assets.ROOM))
        packed = " data-packed" * answer.gzipped
        found.append(f'<script type="text/plain" id="{escape(at)}"{packed}>{base64.b64encode(answer.data).decode()}</script>')
    return "\n".join(found)


if __name__ == "__main__":
    try:
        with without_mnist():
            sys.stdout.write(written(*sys.argv[1:]))
    except ValueError as error:
        sys.exit(str(error))
