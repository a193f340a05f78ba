"""The app's colours and type for pages outside of it, from the settings that Streamlit has them from (.streamlit/config.toml)."""

from __future__ import annotations

import base64
import glob
import tomllib
from pathlib import Path
from urllib.parse import quote

from ui import modules

CONFIG = Path(__file__).parent.parent.parent / ".streamlit/config.toml"
UI = Path(__file__).parent.parent
FAMILY = "Source Sans"
FALLBACK = f'"{FAMILY}", "Source Sans 3", system-ui, sans-serif'
COLOURS = {  # custom properties, those of Streamlit's names as it gives them to components, and its settings
    "--st-background-color": "backgroundColor",
    "--st-secondary-background-color": "secondaryBackgroundColor",
    "--st-text-color": "textColor",
    "--st-primary-color": "primaryColor",
    "--st-border-color": "borderColor",
    "--gray": "grayTextColor",
}


def sheet(*more: str) -> str:
    """The page's own sheet, in light and dark as the system has it, or as ``data-theme`` of the root says; and `more` of ui/."""
    light, dark = (_colours(scheme) for scheme in ("light", "dark"))
    colours = (
        f":root{{color-scheme:light;--st-font:{FALLBACK};{light}}}"
        f"@media (prefers-color-scheme:dark){{:root:not([data-theme=light]){{color-scheme:dark;{dark}}}}}"
        f":root[data-theme=dark]{{color-scheme:dark;{dark}}}"
    )
    sheets = [UI / "page.css", *(UI / name for name in more), modules.BROWSER / "host/host.css"]
    return colours + "".join(modules.COMMENT.sub("", page.read_text("utf-8")) for page in sheets)


def face(address: str) -> str:
    """The rule for the typeface that lies at an address."""
    return f'@font-face{{font-family:"{FAMILY}";src:url("{address}") format("woff2");font-weight:200 900;font-display:swap}}'


def font() -> bytes:
    """The app's typeface, as Streamlit brings it; nothing where it is not there, and the system's is shown."""
    import streamlit  # late: whoever shows no page of the app has none

    files = glob.glob(f"{Path(streamlit.__file__).parent}/static/static/media/SourceSansVF-Upright*.woff2")
    return Path(files[0]).read_bytes() if files else b""


def face_within() -> str:
    """The same with the typeface itself in it."""
    data = font()
    return face(f"data:font/woff2;base64,{base64.b64encode(data).decode()}") if data else ""


def setting(scheme: str, name: str) -> str:
    """A colour of the theme, "light" or "dark", by its name in the settings."""
    return tomllib.loads(CONFIG.read_text("utf-8"))["theme"][scheme][name]


def icon() -> str:
    """The app's icon as an address."""
    return "data:image/svg+xml," + quote((UI / "icon.svg").read_text("utf-8"))


def colours(scheme: str) -> dict[str, str]:
    """The custom properties of "light" or "dark"."""
    return {name: setting(scheme, told) for name, told in COLOURS.items()}


def _colours(scheme: str) -> str:
    return "".join(f"{name}:{value};" for name, value in colours(scheme).items())
