"""Any picture, brought to the form of MNIST's digits. ui/browser/digits/ does the same in the browser."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from aelab.photo import find_ink, wipe

if TYPE_CHECKING:  # comes with the first picture: a server's first page has none, and would wait for it
    from PIL import Image

BLANK = "the picture is blank: nothing stands out from its background"
WORK_SIDE = 640  # pixels of the longer side at which the app works on a picture


class DataError(Exception):
    """Digits that cannot be had or read; the message names the file and says what to do."""


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

    `picture` is (H, W) uint8, or a Pillow image of any mode. `invert` is for drawings: True for black ink on white paper, False
    for white on black. None is for photos, too: `aelab.photo.find_ink` finds ink and paper out. Raises `DataError` for a picture
    with nothing on it. Form: LeCun, Cortes & Burges 1998.
    """
    grey = np.asarray(_flattened(picture))
    if grey.ndim != 2 or 0 in grey.shape:
        raise DataError(f"a picture must have a height and a width, got shape {grey.shape}")
    if invert is None:
        found = find_ink(grey)
        if found is None:
            raise DataError(BLANK)
        return centred(found.ink, found.inverted)
    return centred(np.abs(grey - 255.0) if invert else grey.astype(float), invert)


def by_hand(
    picture: Image.Image,
    frame: tuple[float, float, float, float],
    invert: bool | None = None,
    specks: Iterable[tuple[float, float, float]] = (),
) -> Centred:
    """The digit of a photo as it was framed and corrected in the app, by the same steps.

    `frame` (left, top, right, bottom) has shares of the picture's width and height, and so have the `specks` (x, y, radius) that were
    wiped away, the radius of its width. `invert`: whether the ink is darker than the paper, None where nobody said so. Raises
    `DataError` where nothing stands out in the frame.
    """
    image = _flattened(picture)
    if max(image.size) > WORK_SIDE:
        image.thumbnail((WORK_SIDE, WORK_SIDE))
    grey, (width, height) = np.array(image), image.size
    for x, y, radius in specks:
        wipe(grey, x * width, y * height, radius * width)
    left, top, right, bottom = (round(share * size) for share, size in zip(frame, (width, height) * 2, strict=True))
    found = find_ink(grey[top:bottom, left:right], invert)
    if found is None:
        raise DataError(BLANK)
    return centred(found.ink, found.inverted)


def centred(ink: np.ndarray, inverted: bool) -> Centred:
    """A digit in MNIST's form of its ink alone, (H, W) float64 in 0..255. Raises `DataError` where there is none."""
    from PIL import Image

    if ink.max() < 16:  # under a sixteenth of the grey range: sensor noise and paper, not ink
        raise DataError(BLANK)
    rows, columns = (np.flatnonzero((ink > 0.2 * ink.max()).any(axis)) for axis in (1, 0))
    left, top, right, bottom = int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1
    scale = 20 / max(right - left, bottom - top)
    size = (max(1, round((right - left) * scale)), max(1, round((bottom - top) * scale)))
    box = Image.fromarray(np.float32(ink[top:bottom, left:right] / ink.max())).resize(size, Image.Resampling.BICUBIC)
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
    from PIL import Image, ImageOps

    image = ImageOps.exif_transpose(picture) if isinstance(picture, Image.Image) else Image.fromarray(np.asarray(picture))
    if image.mode.startswith("I;16"):  # Pillow would cut it off at 255
        image = Image.fromarray((np.asarray(image) / 257).round().astype(np.uint8))
    if image.mode == "LAB":  # which Pillow turns into nothing else
        return image.getchannel("L")
    if image.mode in ("I", "F"):  # of 32 bits or floating point, whose range is anybody's
        values = np.nan_to_num(np.asarray(image, np.float64))
        image = Image.fromarray(np.uint8(255 * (values - values.min()) / max(np.ptp(values), 1e-12)))
    if not image.has_transparency_data:
        return image.convert("L")
    image = image.convert("RGBA")
    on_white, on_black = (Image.alpha_composite(Image.new("RGBA", image.size, c), image).convert("L") for c in ("white", "black"))
    return on_white if np.ptp(np.asarray(on_white, int)) >= 16 else on_black
