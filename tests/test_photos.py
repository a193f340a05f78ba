"""Photographs of digits, with all that lies about on them: what comes out is the ink that was written, and nothing else."""

from __future__ import annotations

from contextlib import suppress
from functools import cache

import numpy as np
import pytest
from PIL import Image

from aelab import digit_arrays
from aelab.mnist_form import DataError, centred, to_mnist_form
from aelab.photo import find_ink
from tests import photos

made = cache(photos.photos)


def likeness(a: np.ndarray, b: np.ndarray) -> float:
    """The correlation of two digits (28, 28), at the best of the places a pixel apart: noise may move the centre of mass by one."""
    places = [np.roll(b, (dx, dy), (0, 1)) for dx in (-1, 0, 1) for dy in (-1, 0, 1)]
    return max(np.corrcoef(a.ravel(), place.ravel())[0, 1] for place in places)


@pytest.mark.parametrize("name", photos.titles())
def test_a_photo_gives_the_ink_that_was_written(name):
    ink, photo = made()[name]
    found, written = to_mnist_form(photo), centred(255 * ink, False)
    assert found.inverted == (not name.startswith(("white on black", "chalk")))
    assert likeness(found.image[0], written.image[0]) > 0.85  # what is left of a line beside the ink moves it by a pixel


def test_a_bar_that_stands_apart_is_of_the_digit():
    left, top, right, bottom = to_mnist_form(photos.in_parts()).box
    assert (left, top, right, bottom) == pytest.approx((228, 84, 383, 383), abs=4)  # as it was drawn, half a pen around the lines


def test_a_speck_far_from_a_drawing_is_none_of_it():
    assert to_mnist_form(photos.specked()).box[2] < 140


@pytest.mark.parametrize("dark", [True, False])
def test_a_digits_own_pixels_come_out_as_they_are(dark):
    for image in digit_arrays.bundled(np.arange(0, 1797, 30))[0][:, 0]:
        expected = centred(image.astype(float), False)
        np.testing.assert_array_equal(to_mnist_form(255 - image if dark else image).image, expected.image)


def test_the_reading_that_is_asked_for_is_taken():
    for name in ("even light, 0", "white on black in a white frame, 8"):
        grey = np.asarray(made()[name][1].convert("L"))
        right = find_ink(grey)
        assert right is not None
        same, other = find_ink(grey, right.inverted), find_ink(grey, not right.inverted)
        np.testing.assert_array_equal(same.ink, right.ink)
        assert other is None or np.abs(other.ink - right.ink).max() > 100


@pytest.mark.parametrize("kind", ["light that falls off by 25 %", "noise and JPEG", "shadow that leaves 85 %", "ruled paper"])
def test_paper_without_a_digit_is_refused(kind):
    with pytest.raises(DataError, match="blank"):
        to_mnist_form(photos.photo(kind, np.zeros((100, 100)), 1))


def test_a_photo_of_one_row_or_one_pixel_breaks_nothing():
    for shape in ((1, 300), (300, 1), (2, 2), (5, 1000)):
        grey = np.random.default_rng(0).integers(0, 255, shape).astype(np.uint8)
        with suppress(DataError):
            assert to_mnist_form(Image.fromarray(grey)).image.shape == (1, 28, 28)
