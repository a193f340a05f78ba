"""Digits as images for the browser instruments: a few of each class, fetched the way weights are. And MNIST, fetched. Knows no Streamlit."""

from __future__ import annotations

import os
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from safetensors.numpy import save

from aelab import digit_arrays
from aelab.mnist_form import DataError
from ui import assets, view
from ui.once import once
from ui.view import Parameter

RUN, PART = "@digits", "digits"  # where instruments find them in the browser's store


@dataclass(frozen=True)
class Source:
    """Where the digits of the pages come from: what to call them all and one of them, and whether they are MNIST's."""

    name: str
    one: str
    mnist: bool


TEST_SET = Source("MNIST test digits", "test image", mnist=True)
BUNDLED = Source("scikit-learn's digits", "scikit-learn digit", mnist=False)


@contextmanager
def without_mnist() -> Iterator[Path]:
    """As on a machine that has no MNIST, for this process; gives the empty folder that stands in its place."""
    before = os.environ.get("AELAB_DATA")
    with tempfile.TemporaryDirectory() as nothing:
        os.environ["AELAB_DATA"] = nothing
        try:
            yield Path(nothing)
        finally:
            del os.environ["AELAB_DATA"]
            if before is not None:
                os.environ["AELAB_DATA"] = before


def whole() -> assets.Offer:
    """All digits of the source that the pages have."""
    return _whole(stamp())


@once(1)
def _whole(_: tuple) -> assets.Offer:
    images, labels = digit_arrays.mnist(train=False, download=False) if source().mnist else digit_arrays.bundled()
    return assets.made(RUN, "all", save({"images": np.ascontiguousarray(images.reshape(-1, 784)), "labels": labels}))


def at_hand(start: int | None = None) -> Parameter:
    """The parameter of a view that is a digit which the page has, by its place in its source."""
    place = view.whole(0, 59_999, start)

    def read(text: str) -> int:
        index = place.read(text)
        if index not in chosen()[2]:
            raise ValueError(text)
        return index

    return replace(place, read=read)


def floors() -> list[float]:
    """What a perfect copy costs, the entropy of the grey pixels: for each class the mean over the digits that pages show, in nats."""
    return chosen()[3]


def chosen() -> tuple[assets.Offer, Source, set[int], list[float]]:
    """The digits that pages show: where they lie, what to call them, their places in their source, and `floors`."""
    return _chosen(stamp())


def source() -> Source:
    """Where those come from: known without a picture where MNIST is not on the machine."""
    return _source(stamp())


@once(1)
def _source(files: tuple) -> Source:
    return BUNDLED if None in files else _chosen(files)[1]


def stamp() -> tuple:
    """Changes whenever a file of MNIST comes, goes or is another."""
    return _stamp(str(digit_arrays.root()), time.monotonic() // 0.05)  # a page asks for it eight times, and a class at once


@once(1)
def _stamp(root: str, _moment: float) -> tuple:
    found: list[tuple[int, int] | None] = []
    for name in digit_arrays.FILES:
        try:
            said = os.stat(os.path.join(root, "MNIST", "raw", name))
            found.append((said.st_mtime_ns, said.st_size))
        except OSError:
            found.append(None)
    return tuple(found)


@once(1)
def _chosen(_: tuple) -> tuple[assets.Offer, Source, set[int], list[float]]:
    try:
        images, labels = digit_arrays.mnist(train=False, download=False)
        index = digit_arrays.few(labels)
        images, labels = images[index], labels[index]
        which = TEST_SET
    except DataError:
        index = digit_arrays.few(digit_arrays.bundled_labels())
        images, labels = digit_arrays.bundled(index)
        which = BUNDLED
    tensors = {"images": images[:, 0], "labels": labels.astype(np.int64), "index": index.astype(np.int64)}
    packed = save({name: np.ascontiguousarray(array) for name, array in tensors.items()}, metadata={"source": which.name})
    x = np.clip(images[:, 0] / 255.0, 1e-12, 1 - 1e-12)
    entropy = -(x * np.log(x) + (1 - x) * np.log(1 - x)).sum((1, 2))
    each = [float(entropy[labels == digit].mean()) for digit in range(10)]
    return assets.made(RUN, PART, packed), which, set(index.tolist()), each


class Download:
    """MNIST on its way to this machine: one thread for all visitors, however many press the button.

    ``running``, ``share`` of the bytes done in 0..1, and ``problem``, a sentence about the last try that failed.
    """

    def __init__(self) -> None:
        self.running, self.share, self.problem = False, 0.0, ""
        self._one = threading.Lock()

    def start(self) -> None:
        """Begin, unless it has begun already."""
        with self._one:
            if not self.running:
                self.running, self.share, self.problem = True, 0.0, ""
                threading.Thread(target=self._fetch, daemon=True).start()

    def _fetch(self) -> None:
        try:
            digit_arrays.get_mnist(lambda share: setattr(self, "share", share))
        except DataError as error:
            self.problem = str(error)
        finally:
            self.running = False


MNIST = Download()
