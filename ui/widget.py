"""The instruments in a notebook: ``from ui.widget import latent_map; latent_map("conv-vae-2", z=[0, 1])``, by anywidget's contract.

Each function takes names of runs and parts of the instrument's view. Knows no Streamlit (docs/anywhere.md).
"""

from __future__ import annotations

from functools import partial
from typing import Any

try:
    import anywidget
    import traitlets
except ImportError as error:
    raise ImportError("The widgets need anywidget: pip install -r requirements-notebook.txt") from error

from ui import assets, modules, words
from ui.anywhere import theme
from ui.digits import without_mnist
from ui.face import Face
from ui.notebook import KINDS, Asked


class Bytes(anywidget.AnyWidget):
    """What lies at an address of ui/assets.py, for all widgets of the notebook."""

    _esm = "export default {};"
    data = traitlets.Bytes().tag(sync=True)
    packed = traitlets.Bool().tag(sync=True)


class Instrument(anywidget.AnyWidget):
    """An instrument for some runs. Its `view` follows when the hand lets go, by the table of its page in ui/instruments/; a dict of some parts may
    be set, and moves those. Raises ValueError, with a sentence, for what makes no sense."""

    _esm = modules.short(modules.bundle("host/widget.js"))
    shown = traitlets.Dict().tag(sync=True)  # `Shown` of host/widget.js
    view = traitlets.Dict().tag(sync=True)

    def __init__(self, kind: str, /, *runs: str, **view: Any):
        self._asked = Asked(kind, runs)
        start = self._asked.moved(None, view)
        with without_mnist():
            shown = _shown(self._asked.face(start)) | {"here": self._asked.here, "call": self._asked.call}
        super().__init__(shown=shown, view=start)

    @traitlets.validate("view")
    def _checked(self, proposal: Any) -> dict[str, Any]:
        return self._asked.moved(self.view, proposal.value)  # what the hand set is there already

    @property
    def z(self) -> list[float] | None:
        """The code in the hand; None for the one that the instrument opens on."""
        return self.view.get("z")

    @z.setter
    def z(self, code: Any) -> None:
        self.view = {"z": code}

    @property
    def size(self) -> int:
        """Bytes that the browser has for it; what several widgets have in common it has once."""
        return sum(len(_kept[address].data) for address in self.shown["kept"])


_kept: dict[str, Bytes] = {}  # by address


def _shown(face: Face) -> dict[str, Any]:
    entry, offers = modules.entry_of(face.name), [*face.offers, *face.later]
    code = assets.made(assets.CODE, f"{face.name}.js", modules.short(modules.bundle(entry)).encode())
    sheet = assets.made("@sheet", f"{face.name}.css", modules.sheet(entry).encode())
    return {
        "name": face.name,
        "data": face.given(face.table.start),
        "offers": [offer.to_json() for offer in offers],
        "kept": {offer.address: _bytes(offer).model_id for offer in (*offers, code, sheet, words.offer())},
        "code": code.address,
        "sheet": sheet.address,
        "words": words.offer().address,
        "colours": {scheme: theme.colours(scheme) for scheme in ("light", "dark")},
    }


def _bytes(offer: assets.Offer) -> Bytes:
    kept = _kept.get(offer.address)
    if kept is None or kept.comm is None:  # it was closed with all others
        answer = assets.packed(offer.place)
        kept = _kept[offer.address] = Bytes(data=answer.data, packed=answer.gzipped)
    return kept


(latent_map, generate, interpolate, encode, denoise, inside, outliers, compare, replay) = (
    partial(Instrument, kind) for kind in KINDS
)
