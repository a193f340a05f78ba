"""What lets a browser keep the site: the service worker, and the manifest and icons of an app on a home screen."""

from __future__ import annotations

import hashlib
import json
import xml.etree.ElementTree as ET
from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw

from ui import modules
from ui.anywhere import theme
from ui.frame import ICON
from ui.publish.folder import Folder

SIDES = (180, 192, 512)  # px: of Apple's home screens, and of the others
SAFE = 0.8  # the middle of an icon, by its width, which no home screen cuts away
FINER = 4  # circles are drawn larger and scaled down, which smooths their edges


def installed(folder: Folder) -> None:
    """Write all of it, last: the worker names what else is there."""
    folder.write("icon.svg", ICON.read_bytes(), first=True)
    for side in SIDES:
        folder.write(f"icon-{side}.png", icon(side), first=True)
    folder.write("manifest.webmanifest", json.dumps(_manifest()).encode(), first=True)
    folder.write("sw.js", _worker(folder).encode())


def icon(side: int) -> bytes:
    """The circles of ui/icon.svg as a PNG on the page's light background, with room around them for the shapes that home screens cut."""
    drawing = ET.fromstring(ICON.read_text("utf-8"))
    scale = FINER * side * SAFE / float(drawing.attrib["width"])
    middle = FINER * side / 2
    image = Image.new("RGB", (FINER * side, FINER * side), theme.setting("light", "backgroundColor"))
    draw = ImageDraw.Draw(image)
    for circle in drawing:
        wide, colours = float(circle.get("stroke-width", 0)), (circle.get("stroke"), circle.get("fill"))
        reach = scale * (float(circle.attrib["r"]) + wide / 2)
        outline, fill = (colour if colour != "none" else None for colour in colours)
        box = [middle - reach, middle - reach, middle + reach, middle + reach]
        draw.ellipse(box, fill=fill, outline=outline, width=round(scale * wide))
    written = BytesIO()
    image.resize((side, side), Image.Resampling.LANCZOS).save(written, "PNG", optimize=True)
    return written.getvalue()


def _manifest() -> dict[str, Any]:
    icons: list[dict[str, str]] = [{"src": "icon.svg", "sizes": "any", "type": "image/svg+xml"}]
    icons += [
        {"src": f"icon-{side}.png", "sizes": f"{side}x{side}", "type": "image/png", "purpose": purpose}
        for side in SIDES[1:]
        for purpose in ("any", "maskable")
    ]
    colours = dict.fromkeys(("background_color", "theme_color"), theme.setting("light", "backgroundColor"))
    return {
        "name": "aelab",
        "short_name": "aelab",
        "start_url": "./",
        "scope": "./",
        "display": "standalone",
        "icons": icons,
        **colours,
    }


def _worker(folder: Folder) -> str:
    """The service worker; its version is of all that it keeps, pages included."""
    first, then = sorted(folder.first), list(folder.then)
    seen = hashlib.sha256(json.dumps([first, then]).encode())
    for at in first:
        file = folder.path / at
        seen.update((file / "index.html" if file.is_dir() else file).read_bytes())
    said = f"const VERSION = {json.dumps(seen.hexdigest()[:16])}, FIRST = {json.dumps(first)}, THEN = {json.dumps(then)};\n"
    return said + modules.short(modules.bundle("host/sw.js"))
