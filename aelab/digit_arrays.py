"""Digits as arrays: MNIST's four files, fetched and checked, and the digits that come with scikit-learn. Imports no torch.

Whoever shows digits needs no more than this; `aelab.data` has them as tensors, for whoever trains.
"""

from __future__ import annotations

import hashlib
import http.client
import os
import sys
import time
import urllib.error
import urllib.request
import zlib
from collections.abc import Callable
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np

from aelab.mnist_form import DataError, to_mnist_form

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


def root() -> Path:
    """The folder that holds MNIST/raw: ``AELAB_DATA``, or data/ in the project."""
    said = os.environ.get("AELAB_DATA")
    return (
        Path(said).expanduser() if said else HOME
    )  # a shell does not always unfold the ~ of another user's home, or one in quotes


def mnist(train: bool, download: bool = True) -> tuple[np.ndarray, np.ndarray]:
    """Images (N, 1, 28, 28) and labels (N,), uint8: the 60,000 training or the 10,000 test digits, downloaded where they are not there yet.

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
    return images.reshape(-1, 1, 28, 28), labels


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

            def arrived(got: int, before: int = done) -> None:
                report((before + got) / whole)

            if not _intact(raw / name):
                _fetch(name, raw, arrived)
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
        f"MNIST could not be downloaded: {problem}. Connect to the network once, or set AELAB_DATA to a folder that holds MNIST/raw/"
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
    except urllib.error.HTTPError as error:
        return f"{where}: the server answers {error.code} {error.reason}"
    except TimeoutError:
        return f"{where}: no answer for {PATIENCE} seconds"
    except urllib.error.URLError as error:  # no name, no route, no server
        why = " ".join(str(error.reason).split())
        return f"no network, or no server at {urlsplit(url).netloc} ({why})"
    except (OSError, ValueError, http.client.HTTPException) as error:  # ssl and socket errors are OSError
        return f"{where}: " + " ".join(str(error).split())
    if not unpack.eof:
        return f"{where} came in part only"
    return "" if digest.hexdigest() == FILES[name] else f"{where} is not MNIST's file or came damaged"


def _bytes_after(header: int, path: Path) -> np.ndarray:
    """What a file of MNIST holds after its header: uint8, in one dimension. The checksum vouches for the rest of the format."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise DataError(f"{path} cannot be read: {error.strerror}") from None
    found = hashlib.sha256(data).hexdigest()
    if found != FILES[path.name]:
        raise DataError(f"{path} is damaged or is not MNIST's file (sha256 {found[:12]}...): delete it and start again")
    return np.frombuffer(data, np.uint8, offset=header).copy()


def bundled(places: np.ndarray | None = None) -> tuple[np.ndarray, np.ndarray]:
    """scikit-learn's 1,797 handwritten 8x8 digits (Alpaydin & Kaynak 1998) in MNIST form, for machines with no network.

    Images (N, 1, 28, 28) and labels (N,), uint8; those at some places, or all. Raises `DataError` where scikit-learn is not
    installed.
    """
    images, labels = _formed_all() if places is None else _formed(_bundled_source()[places])
    return images.copy(), labels.copy()


@lru_cache(maxsize=1)  # a third of a second
def _formed_all() -> tuple[np.ndarray, np.ndarray]:
    return _formed(_bundled_source())


def _formed(source: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    pictures = (source[:, :64].reshape(-1, 8, 8) * (255 / 16)).astype(np.uint8)  # 0..16 -> 0..255
    images = np.stack([to_mnist_form(picture, invert=False).image for picture in pictures])
    return (images * 255).round().astype(np.uint8), source[:, 64].astype(np.uint8)


def bundled_labels() -> np.ndarray:
    """The digits that scikit-learn's pictures show, (1797,) uint8."""
    return _bundled_source()[:, 64].astype(np.uint8)


@lru_cache(maxsize=1)
def _bundled_source() -> np.ndarray:
    """A row for each digit: 64 grey levels in 0..16, and what it shows. Read without the package's code, which takes seconds to import."""
    package = find_spec("sklearn")
    if package is None or package.submodule_search_locations is None:
        raise DataError("scikit-learn, which brings digits of its own, is not installed: pip install -r requirements.txt")
    return np.loadtxt(Path(package.submodule_search_locations[0]) / "datasets" / "data" / "digits.csv.gz", delimiter=",")


def few(labels: np.ndarray, each: int = 20) -> np.ndarray:
    """Where the first so many of each digit stand, in order: what the app's pages have at hand."""
    return np.sort(np.concatenate([np.flatnonzero(labels == digit)[:each] for digit in range(10)]))
