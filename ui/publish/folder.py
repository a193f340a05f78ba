"""The folder of a site: its files, each once, and how large they are. What lies below ``bytes/`` has its sha256 in its address."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path

from ui import assets, cache, modules
from ui.anywhere.record import Recorded


class Folder:
    """A site that is being written."""

    def __init__(self, path: Path):
        self.path = path
        self.cards = cache.survey()[0]
        self.first: set[str] = set()  # the addresses of what pages are made of,
        self.then: dict[str, None] = {}  # of the bytes that they open on, and of what is made of these bytes alone
        self.sizes: dict[str, int] = {}  # of all files, by their addresses

    def write(self, address: str, data: bytes, first: bool = False) -> str:
        """A file, once; `first` of what a page is made of."""
        if address not in self.sizes:
            file = self.path / address
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
            self.sizes[address] = len(data)
        if first:
            self.first.add(address)
        return address

    def hashed(self, name: str, data: bytes, first: bool = True) -> str:
        """A file at an address with its sha256."""
        return self.write(f"{assets.ROOM}{hashlib.sha256(data).hexdigest()}/{assets.CODE}/{name}", data, first)

    def code(self, component: str) -> list[str]:
        """Where the module of a component and its sheet lie."""
        entry = modules.entry_of(component)
        return [
            self.hashed(f"{component}.js", modules.short(modules.bundle(entry)).encode()),
            self.hashed(f"{component}.css", modules.sheet(entry).encode()),
        ]

    def offered(self, found: Recorded, opens: bool) -> list[str]:
        """The bytes that a page's components may ask for; `opens` of models that it opens on. Returns their addresses."""
        addresses = [offer["address"] for offer in found.offers]
        addresses += [part.data["worker"] for part in found.components if "worker" in part.data]
        for at in addresses:
            if at not in self.sizes:
                self.write(at, raw(at))
            if opens:
                self.then[at] = None
        return addresses

    def keep(self, pages: Mapping[str, Iterable[str]]) -> None:
        """Keep of these pages, each with the bytes that its components may ask for, those whose bytes are kept anyway: a model that one page
        opens on can then be picked on another."""
        there = self.first | self.then.keys()
        self.then |= dict.fromkeys(page for page, bytes_ in pages.items() if page not in there and there.issuperset(bytes_))

    def kept(self, addresses: Iterable[str]) -> int:
        """How many bytes lie at these addresses."""
        return sum(self.sizes.get(at, 0) for at in set(addresses))


def raw(address: str) -> bytes:
    """What is on offer, as it is: a host packs as it sends."""
    lies = assets.packed(address.removeprefix(assets.ROOM))
    return gzip.decompress(lies.data) if lies.gzipped else lies.data
