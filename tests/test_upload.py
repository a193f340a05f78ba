"""Picture files of every kind in a real Chromium: the digit that aelab.data makes of it, or a sentence."""

from __future__ import annotations

import io
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from PIL import Image, ImageDraw

from aelab.mnist_form import centred, to_mnist_form
from aelab.photo import find_ink
from tests.accessible import violations
from tests.browser import two_frames, until
from tests.gestures import places
from tests.own_digit import own_digit
from tests.test_denoise import opened, pixels

RUN = "conv-vae-2"
EXACT, LOSSY = 0.004, 0.02  # mean difference of a pixel: without loss; where two decoders of one JPEG or WebP round differently
ORIENTATION = 0x0112


@pytest.fixture(scope="module")
def alone(browser):
    with own_digit(browser) as page:
        yield page


def seven(mode: str = "RGB", size=(220, 300), ink=(20, 30, 60), paper=(235, 230, 220), width=16) -> Image.Image:
    """A seven of no symmetry, so that a turn or a mirror shows."""
    image = Image.new("RGB", size, paper)
    at = lambda x, y: (round(x * size[0]), round(y * size[1]))  # noqa: E731
    ImageDraw.Draw(image).line([at(0.25, 0.2), at(0.75, 0.22), at(0.4, 0.85)], fill=ink, width=width)
    return image.convert(mode)


def clear(ink, image_mode: str = "RGBA") -> Image.Image:
    """Ink on nothing."""
    mask = seven("L", ink=(255,) * 3, paper=(0,) * 3)
    image = Image.new("RGBA", mask.size, (*ink, 0))
    image.putalpha(mask)
    return image.convert(image_mode)


def encoded(image: Image.Image, form: str, **options) -> bytes:
    file = io.BytesIO()
    image.save(file, form, **options)
    return file.getvalue()


def turned(orientation: int, size=(220, 300), width=16, form: str = "JPEG") -> bytes:
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    return encoded(seven(size=size, width=width), form, quality=95, exif=exif)


def moving(form: str) -> bytes:
    other = Image.new("RGB", (220, 300), "white")
    ImageDraw.Draw(other).ellipse((40, 40, 180, 260), outline="black", width=16)
    return encoded(seven(), form, save_all=True, append_images=[other], duration=100)


def grey_with_palette_transparency() -> bytes:
    image = seven("L", ink=(0,) * 3, paper=(255,) * 3).convert("P")
    return encoded(image, "PNG", transparency=image.getpixel((0, 0)))


def sixteen_bit() -> bytes:
    return encoded(Image.fromarray(np.asarray(seven("L")).astype(np.uint16) * 257), "PNG")


def give(page, data: bytes) -> str:
    """Upload a file; returns the problem that the page tells, or nothing."""
    page.get_by_test_id("digit-thumb").first.click()
    before = pixels(page, "clean-digit")
    problem = page.locator(".digit-panel .problem")
    until(page, lambda: not problem.is_visible())
    with TemporaryDirectory() as folder:
        file = Path(folder) / "picture.png"
        file.write_bytes(data)
        page.get_by_test_id("digit-file").set_input_files(file)
        until(page, lambda: problem.is_visible() or (pixels(page, "clean-digit") != before).any(), seconds=60)
    return problem.text_content() if problem.is_visible() else ""


PICTURES = {
    "PNG": (lambda: encoded(seven(), "PNG"), EXACT),
    "PNG, best compression": (lambda: encoded(seven(), "PNG", optimize=True), EXACT),
    "PNG, grey": (lambda: encoded(seven("L"), "PNG"), EXACT),
    "PNG, grey and alpha": (lambda: encoded(clear((0, 0, 0), "LA"), "PNG"), EXACT),
    "PNG, one bit": (lambda: encoded(seven("L").convert("1", dither=Image.Dither.NONE), "PNG"), EXACT),
    "PNG, 16 bits": (sixteen_bit, EXACT),
    "PNG, palette": (lambda: encoded(seven("P"), "PNG"), EXACT),
    "PNG, palette with a clear colour": (grey_with_palette_transparency, EXACT),
    "PNG, dark ink on nothing": (lambda: encoded(clear((0, 0, 0)), "PNG"), EXACT),
    "PNG, white ink on nothing": (lambda: encoded(clear((255, 255, 255)), "PNG"), EXACT),
    "PNG, red ink on nothing": (lambda: encoded(clear((200, 30, 30)), "PNG"), EXACT),
    "PNG, a gamma of its own": (lambda: with_gamma(encoded(seven(ink=(90, 90, 90), paper=(200, 200, 200)), "PNG")), EXACT),
    "PNG, light ink on dark": (lambda: encoded(seven(ink=(250, 250, 250), paper=(5, 5, 5)), "PNG"), EXACT),
    "PNG, long and thin": (lambda: encoded(seven(size=(2400, 300), width=20), "PNG"), LOSSY),
    "PNG, 2000 by 1500": (lambda: encoded(seven(size=(2000, 1500), width=100), "PNG"), LOSSY),
    "JPEG": (lambda: encoded(seven(), "JPEG", quality=95), LOSSY),
    "JPEG, fill bytes before its markers": (lambda: filled(encoded(seven(), "JPEG", quality=95)), LOSSY),
    "JPEG, progressive": (lambda: encoded(seven(), "JPEG", quality=95, progressive=True), LOSSY),
    "JPEG, grey": (lambda: encoded(seven("L"), "JPEG", quality=95), LOSSY),
    "JPEG, CMYK": (lambda: encoded(seven("CMYK"), "JPEG", quality=95), LOSSY),
    **{f"JPEG, EXIF orientation {k}": (lambda k=k: turned(k), LOSSY) for k in range(1, 9)},
    "JPEG, 1500 by 1000, turned by EXIF": (lambda: turned(6, (1500, 1000), 75), LOSSY),
    "JPEG, 1000 by 1500, turned by EXIF": (lambda: turned(8, (1000, 1500), 75), LOSSY),
    "PNG, EXIF orientation 5": (lambda: turned(5, form="PNG"), EXACT),
    **{f"WebP, EXIF orientation {k}": (lambda k=k: turned(k, form="WEBP"), LOSSY) for k in (2, 6, 7)},
    "WebP": (lambda: encoded(seven(), "WEBP", quality=95), LOSSY),
    "WebP, lossless": (lambda: encoded(seven(), "WEBP", lossless=True), EXACT),
    "WebP, clear": (lambda: encoded(clear((0, 0, 0)), "WEBP", lossless=True), EXACT),
    "WebP, moving": (lambda: moving("WEBP"), LOSSY),
    "PNG, moving": (lambda: moving("PNG"), EXACT),
}


def filled(jpeg: bytes) -> bytes:
    """Any number of bytes FF may stand before a marker (ITU T.81, B.1.1.2): here before the first ones, and the start of the frame."""
    for marker in (b"\xff\xe0", b"\xff\xdb", b"\xff\xc0"):
        before, found, after = jpeg.partition(marker)
        assert found
        jpeg = before + b"\xff\xff\xff" + found + after
    return jpeg


def with_gamma(png: bytes) -> bytes:
    """The same pixels, said to be meant for a gamma of 1: how a digit is centred is no matter of colour management."""
    import zlib

    body = b"gAMA" + (100_000).to_bytes(4, "big")
    return png[:33] + (4).to_bytes(4, "big") + body + zlib.crc32(body).to_bytes(4, "big") + png[33:]


@pytest.mark.parametrize("kind", PICTURES)
def test_a_picture_is_centred_as_in_python(alone, kind):
    page, (make, tolerance) = alone, PICTURES[kind]
    data = make()
    assert give(page, data) == ""
    picture = Image.open(io.BytesIO(data))
    expected = to_mnist_form(picture).image.ravel()
    difference = np.abs(pixels(page, "clean-digit") - expected)
    if max(picture.size) > 640:  # scaled down first: its edges round another way, which may be a pixel of place
        ways = [np.roll(expected.reshape(28, 28), (dx, dy), (0, 1)).ravel() for dx in (-1, 0, 1) for dy in (-1, 0, 1)]
        difference = min((np.abs(pixels(page, "clean-digit") - way) for way in ways), key=np.mean)
    print(f"\n{kind}: mean difference {difference.mean():.1e}, largest {difference.max():.1e}")
    assert difference.mean() < tolerance


def header(width: int, height: int) -> bytes:
    return (
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
        + width.to_bytes(4, "big")
        + height.to_bytes(4, "big")
        + b"\x08\x00\x00\x00\x00"
        + bytes(99)
    )


PROBLEMS = {
    "nothing": (lambda: b"", "not a PNG, JPEG or WebP"),
    "words called .png": (lambda: b"The quick brown fox jumps over the lazy dog. " * 20, "not a PNG, JPEG or WebP"),
    "a GIF": (lambda: moving("GIF"), "not a PNG, JPEG or WebP"),
    "a BMP": (lambda: encoded(seven(), "BMP"), "not a PNG, JPEG or WebP"),
    "an SVG": (
        lambda: b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><rect width='5' height='5'/></svg>",
        "not a PNG",
    ),
    "a PNG signature alone": (lambda: b"\x89PNG\r\n\x1a\n", "not a PNG, JPEG or WebP"),
    "two bytes of JPEG": (lambda: b"\xff\xd8", "not a PNG, JPEG or WebP"),
    "a PNG cut short": (lambda: encoded(seven(), "PNG")[:200], "damaged"),
    "a WebP cut short": (lambda: encoded(seven(), "WEBP")[:120], "damaged"),
    "a PNG damaged within": (lambda: spoilt(encoded(seven(), "PNG", compress_level=0)), "damaged"),
    "a PNG of 0 by 5": (lambda: header(0, 5), "no width or no height"),
    "a PNG of 60000 by 60000": (lambda: header(60_000, 60_000), "60000 × 60000"),
    "a real PNG of 10000 by 10000": (lambda: encoded(Image.new("1", (10_000, 10_000), 1), "PNG"), "10000 × 10000"),
    "one pixel": (lambda: encoded(Image.new("L", (1, 1), 77), "PNG"), "blank"),
    "a blank page": (lambda: encoded(Image.new("RGB", (300, 200), (240, 238, 230)), "JPEG"), "blank"),
    "a page all clear": (lambda: encoded(Image.new("RGBA", (300, 200), (9, 9, 9, 0)), "PNG"), "blank"),
    "21 MB": (lambda: encoded(seven(), "PNG") + bytes(21_000_000), "at most 20 MB"),
}


def spoilt(png: bytes) -> bytes:
    return png[:3000] + b"\xff" * 60 + png[3060:]


@pytest.mark.parametrize("kind", PROBLEMS)
def test_what_will_not_do_gets_a_sentence_and_changes_nothing(alone, kind):
    page, (make, said) = alone, PROBLEMS[kind]
    page.get_by_test_id("digit-thumb").first.click()
    before = pixels(page, "clean-digit")
    problem = give(page, make())
    print(f"\n{kind}: {problem}")
    assert said in problem
    assert problem.endswith(".")
    np.testing.assert_array_equal(pixels(page, "clean-digit"), before)


def sticker() -> Image.Image:
    """White on a black sticker, on a white page: at first the sticker is taken for the ink."""
    page = Image.new("L", (300, 240), 255)
    page.paste(seven("L", size=(90, 110), ink=(255,) * 3, paper=(0,) * 3, width=9), (140, 60))
    return page


def test_a_wrong_guess_is_corrected_by_hand_and_shown_live(page, app):
    """On Denoise, which says what is wrong with a file and goes on with its digit, too."""
    opened(page, app, models=RUN)
    page.get_by_test_id("digit-thumb").first.click()
    before = pixels(page, "clean-digit")
    assert "not a PNG, JPEG or WebP" in give(page, moving("GIF"))
    np.testing.assert_array_equal(pixels(page, "clean-digit"), before)
    assert give(page, encoded(sticker(), "PNG")) == ""
    seen = lambda: pixels(page, "upload-seen")  # noqa: E731
    frame, turn, undo = (page.get_by_test_id(f"upload-{part}") for part in ("frame", "invert", "undo"))
    first = seen()
    assert not violations(page), "with a picture in hand"
    turn.click()  # one gesture is enough here
    assert turn.get_attribute("aria-pressed") == "true"
    grey = np.asarray(sticker())
    np.testing.assert_allclose(seen(), centred(find_ink(grey, invert=False).ink, False).image.ravel(), atol=1 / 255)
    assert np.corrcoef(seen(), to_mnist_form(seven()).image.ravel())[0, 1] > 0.8
    undo.click()
    page.sent.clear()
    corner, far = places(page.get_by_test_id("upload-picture"), [(0.48, 0.27), (0.75, 0.68)])
    page.mouse.move(*corner)
    page.mouse.down()
    page.mouse.move(*far, steps=4)
    two_frames(page)
    held = seen()
    assert (held != first).any()
    assert not page.sent
    page.mouse.up()
    at = (
        np.array(frame.evaluate("({ style }) => ['left', 'top', 'width', 'height'].map((name) => parseFloat(style[name]))")) / 100
    )
    left, top, width, height = (int(part) for part in (at * [300, 240, 300, 240]).round())
    expected = to_mnist_form(grey[top : top + height, left : left + width]).image.ravel()
    np.testing.assert_allclose(held, expected, atol=1 / 255)
    np.testing.assert_array_equal(pixels(page, "clean-digit"), held)
    page.mouse.click(*np.mean([corner, far], axis=0))  # a tap wipes: here it takes a bite out of the digit
    two_frames(page)
    assert (seen() != held).any()
    frame.focus()
    page.keyboard.press("Shift+ArrowLeft")
    page.keyboard.press("ArrowLeft")
    two_frames(page)
    narrower, moved = frame.evaluate("({ style }) => [parseFloat(style.width), parseFloat(style.left)]")
    assert narrower < 100 * width / 300
    assert moved < 100 * left / 300
    for _ in range(4):
        page.keyboard.press("Control+z")
    two_frames(page)
    np.testing.assert_array_equal(seen(), first)
    assert undo.is_disabled()


def test_a_jpeg_cut_short_gives_its_upper_part_or_a_sentence(alone):
    """Browsers and Pillow differ on these: whatever is shown must come from the file, and nothing may break."""
    page = alone
    data = encoded(seven(), "JPEG", quality=95)
    problem = give(page, data[: len(data) // 2])
    assert problem == "" or "damaged" in problem
    assert give(page, encoded(seven(), "PNG")) == ""
