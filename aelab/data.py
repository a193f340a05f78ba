"""Digits as tensors: MNIST, the digits bundled with scikit-learn, and any picture brought to MNIST form."""

from __future__ import annotations

import hashlib
import http.client
import os
import sys
import time
import urllib.request
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import numpy as np
import torch
from PIL import Image
from torch import Tensor

HOME = Path(__file__).resolve().parent.parent / "data"

# where the four files lie gzipped; AELAB_MIRROR names another place, such as a server in the classroom
MIRRORS = ("https://ossci-datasets.s3.amazonaws.com/mnist/", "https://storage.googleapis.com/cvdf-datasets/mnist/")
DOWNLOAD = 11.6  # MB that cross the network
PATIENCE = 20  # seconds without a byte

# sha256 of the four uncompressed files of MNIST (LeCun, Cortes & Burges 1998), as torchvision lays them out
FILES = {
    "train-images-idx3-ubyte": "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    "train-labels-idx1-ubyte": "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    "t10k-images-idx3-ubyte": "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    "t10k-labels-idx1-ubyte": "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
}
SIZES = dict(zip(FILES, (47_040_016, 60_008, 7_840_016, 10_008), strict=True))  # bytes of each


class DataError(Exception):
    """Digits that cannot be had or read; the message names the file and says what to do."""


class Digits(NamedTuple):
    """``images`` (N, 1, 28, 28) uint8 and ``labels`` (N,) int64, both whole in memory."""

    images: Tensor
    labels: Tensor

    def to(self, device: str | torch.device) -> Digits:
        return Digits(self.images.to(device), self.labels.to(device))

    def first(self, n: int) -> Digits:
        return Digits(self.images[:n], self.labels[:n])

    def held_out(self) -> tuple[Digits, Digits]:
        """All but the last twelfth, and that: 55,000 of MNIST's training digits to train on and 5,000 to choose recipes by."""
        n = len(self.images) - len(self.images) // 12
        return self.first(n), Digits(self.images[n:], self.labels[n:])

    def few(self, each: int = 20) -> Tensor:
        """Where the first so many of each digit stand, in order: what the app's pages have at hand."""
        return torch.cat([(self.labels == digit).nonzero()[:each, 0] for digit in range(10)]).sort().values


def as_float(images: Tensor) -> Tensor:
    """uint8 grey levels -> float32 in [0, 1]."""
    return images.float().div_(255)


def root() -> Path:
    """The folder that holds MNIST/raw: ``AELAB_DATA``, or data/ in the project."""
    return Path(os.environ.get("AELAB_DATA") or HOME)


def mnist(train: bool, download: bool = True) -> Digits:
    """The 60,000 training or the 10,000 test digits, downloaded when they are not there yet.

    Raises `DataError` when they are missing and cannot be downloaded, or when a file is not MNIST's.
    """
    folder = root()
    raw = folder / "MNIST" / "raw"
    if not all((raw / name).is_file() for name in FILES):
        if not download:
            raise DataError(f"MNIST is not in {folder}; `python train.py` downloads it, or AELAB_DATA names its folder")
        try:
            get_mnist(lambda share: print(f"\rDownloading MNIST: {share:4.0%}", end="", file=sys.stderr, flush=True))
        finally:
            print(file=sys.stderr)
    which = "train" if train else "t10k"
    images = _bytes_after(16, raw / f"{which}-images-idx3-ubyte")  # the kind, and the sizes of three dimensions
    labels = _bytes_after(8, raw / f"{which}-labels-idx1-ubyte")  # the kind, and how many
    return Digits(images.reshape(-1, 1, 28, 28), labels.long())


def get_mnist(report: Callable[[float], None] = lambda share: None) -> None:
    """Download what is missing or damaged of MNIST's four files, with every byte checked.

    `report` hears the share of all bytes that is done, up to 1. A file appears whole or not at all, so any number of these may run
    at one time, in one process or several. Raises `DataError`, with a sentence for the reader, when it cannot be had.
    """
    raw = root() / "MNIST" / "raw"
    done, whole = 0, sum(SIZES.values())
    try:
        raw.mkdir(parents=True, exist_ok=True)
        for part in raw.glob(".*.part"):
            if time.time() - part.stat().st_mtime > 3600:  # left behind by a process that was killed
                part.unlink(missing_ok=True)
        for name in FILES:
            if not _intact(raw / name):
                _fetch(name, raw, lambda got, before=done: report((before + got) / whole))
            done += SIZES[name]
            report(done / whole)
    except OSError as error:
        raise DataError(f"MNIST cannot be written to {raw}: {error.strerror}") from None


def _intact(path: Path) -> bool:
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == FILES[path.name]


def _fetch(name: str, raw: Path, report: Callable[[int], None]) -> None:
    """Put one file of MNIST in its place, from the first mirror that has it whole."""
    part = raw / f".{name}.{os.urandom(4).hex()}.part"
    problem = ""
    try:
        for mirror in (os.environ["AELAB_MIRROR"],) if os.environ.get("AELAB_MIRROR") else MIRRORS:
            with open(part, "wb") as file:
                problem = _stream(f"{mirror.rstrip('/')}/{name}.gz", name, file.write, report)
            if not problem:
                return os.replace(part, raw / name)
    finally:
        part.unlink(missing_ok=True)
    raise DataError(
        f"MNIST could not be downloaded ({problem}). Connect to the network once, or set AELAB_DATA to a folder that holds MNIST/raw/"
    )


def _stream(url: str, name: str, write: Callable[[bytes], int], report: Callable[[int], None]) -> str:
    """Unpack a gzipped file from the network and check it. Returns what is wrong, in words, or nothing."""
    where = f"{name} from {urlsplit(url).netloc}"
    unpack, digest, got = zlib.decompressobj(wbits=31), hashlib.sha256(), 0
    try:
        with urllib.request.urlopen(url, timeout=PATIENCE) as answer:
            while not unpack.eof and (packed := answer.read(1 << 16)):
                piece = unpack.decompress(packed, SIZES[name] + 1 - got)  # never more than the file can have
                got += len(piece)
                if got > SIZES[name]:
                    return f"{where} is too large to be MNIST's"
                digest.update(piece)
                write(piece)
                report(got)
    except zlib.error:
        return f"{where} came damaged"
    except (OSError, ValueError, http.client.HTTPException) as error:  # urllib, ssl and socket errors are OSError
        return f"{where}: " + " ".join(str(getattr(error, "reason", error)).split())
    if not unpack.eof:
        return f"{where} came in part only"
    return "" if digest.hexdigest() == FILES[name] else f"{where} is not MNIST's file or came damaged"


def _bytes_after(header: int, path: Path) -> Tensor:
    """What a file of MNIST holds after its header: uint8, in one dimension. The checksum vouches for the rest of the format."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise DataError(f"{path} cannot be read: {error.strerror}") from None
    found = hashlib.sha256(data).hexdigest()
    if found != FILES[path.name]:
        raise DataError(f"{path} is damaged or is not MNIST's file (sha256 {found[:12]}...): delete it and start again")
    return torch.from_numpy(np.frombuffer(data, np.uint8, offset=header).copy())


def bundled() -> Digits:
    """scikit-learn's 1,797 handwritten 8x8 digits (Alpaydin & Kaynak 1998) in MNIST form, for machines with no network."""
    from sklearn.datasets import load_digits

    source = load_digits()
    pictures = (source.images * (255 / 16)).astype(np.uint8)  # (1797, 8, 8), 0..16 -> 0..255
    images = np.stack([to_mnist_form(picture, invert=False).image for picture in pictures])
    return Digits(torch.from_numpy((images * 255).round().astype(np.uint8)), torch.from_numpy(source.target).long())


class Centred(NamedTuple):
    """A picture in MNIST form and how it got there.

    ``image`` (1, 28, 28) float32 in [0, 1], white ink on black; ``inverted``: the picture had dark ink on light paper;
    ``box`` (left, top, right, bottom): where the ink was found, in the picture's pixels; ``size`` (width, height): what the
    box was scaled to, its longer side 20; ``corner`` (x, y): where it was put in the 28x28 image; ``contrast``: what the ink
    was multiplied by.
    """

    image: np.ndarray
    inverted: bool
    box: tuple[int, int, int, int]
    size: tuple[int, int]
    corner: tuple[int, int]
    contrast: float


def to_mnist_form(picture: np.ndarray | Image.Image, invert: bool | None = None) -> Centred:
    """Bring a greyscale picture or a drawing to the form of MNIST: 20x20 box, centre of mass on pixel (14, 14) of 28x28.

    `picture` is (H, W) uint8, or a Pillow image of any mode. `invert` says whether ink is darker than paper; None looks at
    the border to find out. Raises `DataError` for a picture with nothing on it. Form: LeCun, Cortes & Burges 1998.
    """
    grey = np.asarray(_flattened(picture), dtype=np.float32)
    if grey.ndim != 2 or 0 in grey.shape:
        raise DataError(f"a picture must have a height and a width, got shape {grey.shape}")
    border = np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])
    inverted = bool(np.median(border) > (grey.min() + grey.max()) / 2) if invert is None else invert
    paper = float(np.median(border)) if invert is None else (255.0 if inverted else 0.0)
    ink = np.clip(paper - grey if inverted else grey - paper, 0, None)
    if ink.max() < 16:  # under a sixteenth of the grey range: sensor noise and paper, not ink
        raise DataError("the picture is blank: nothing stands out from its background")
    rows, columns = (np.flatnonzero((ink > 0.2 * ink.max()).any(axis)) for axis in (1, 0))
    left, top, right, bottom = int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1
    scale = 20 / max(right - left, bottom - top)
    size = (max(1, round((right - left) * scale)), max(1, round((bottom - top) * scale)))
    box = Image.fromarray(ink[top:bottom, left:right] / ink.max()).resize(size, Image.Resampling.BICUBIC)
    small = np.clip(np.asarray(box), 0, 1)
    contrast = 1 / float(small.max())  # thin strokes fade when they are scaled down; MNIST's reach full white
    small = small * contrast
    x, y = _corner(small, axis=1), _corner(small, axis=0)
    image = np.zeros((1, 28, 28), np.float32)
    image[0, y : y + size[1], x : x + size[0]] = small
    return Centred(image, inverted, (left, top, right, bottom), size, (x, y), contrast)


def _corner(small: np.ndarray, axis: int) -> int:
    """Where the box starts along an axis so that its centre of mass is in the middle of pixel 14 and all of it stays inside.

    Not between pixels 13 and 14: over the 10,000 test digits of MNIST the centre of mass lies at 14.50 pixels from the edge.
    """
    length = small.shape[axis]
    weight = small.sum(axis=1 - axis)
    centre = float((weight * (np.arange(length) + 0.5)).sum() / weight.sum())
    return min(max(round(14.5 - centre), 0), 28 - length)


def _flattened(picture: np.ndarray | Image.Image) -> Image.Image:
    """One grey channel; transparency is laid on white, or on black where the ink itself is light."""
    image = picture if isinstance(picture, Image.Image) else Image.fromarray(np.asarray(picture))
    if image.mode.startswith("I;16"):  # Pillow would cut it off at 255
        image = Image.fromarray((np.asarray(image) / 257).round().astype(np.uint8))
    if not image.has_transparency_data:
        return image.convert("L")
    image = image.convert("RGBA")
    on_white, on_black = (Image.alpha_composite(Image.new("RGBA", image.size, c), image).convert("L") for c in ("white", "black"))
    low, high = on_white.getextrema()
    return on_white if high - low >= 16 else on_black
