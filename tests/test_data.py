import numpy as np
import pytest
import torch
from PIL import Image, ImageDraw

from aelab import data, digit_arrays, mnist_form
from tests.mnist import mnist


def centre_of_mass(image: np.ndarray) -> tuple[float, float]:
    total, at = image.sum(), np.arange(28) + 0.5
    return float((image.sum(0) * at).sum() / total), float((image.sum(1) * at).sum() / total)


def drawing(size=(200, 300), ink="black", paper="white", mode="RGB") -> Image.Image:
    image = Image.new(mode, size, paper)
    ImageDraw.Draw(image).line([(40, 30), (80, 200), (60, 250)], fill=ink, width=14)
    return image


def test_bundled_digits_have_mnist_form():
    digits = data.bundled()
    assert digits.images.shape == (1797, 1, 28, 28)
    assert digits.images.dtype == torch.uint8
    assert digits.labels.bincount().tolist() == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]
    images = digits.images[:, 0].numpy()
    for image in images[:200]:
        rows, columns = np.flatnonzero(image.any(1)), np.flatnonzero(image.any(0))
        assert max(np.ptp(rows), np.ptp(columns)) < 20
        assert centre_of_mass(image.astype(float)) == pytest.approx((14.5, 14.5), abs=0.6)


@pytest.mark.parametrize(("ink", "paper"), [("black", "white"), ("white", "black"), ((90, 90, 90), (200, 200, 190))])
def test_a_drawing_is_inverted_only_when_its_paper_is_light(ink, paper):
    form = mnist_form.to_mnist_form(drawing(ink=ink, paper=paper))
    assert form.inverted == (paper != "black")
    assert form.image.shape == (1, 28, 28)
    assert form.image.dtype == np.float32
    assert form.image.max() == 1
    assert form.image[0, 0].max() == 0
    assert max(form.size) == 20
    assert centre_of_mass(form.image[0]) == pytest.approx((14.5, 14.5), abs=0.51)
    left, top, right, bottom = form.box
    assert 30 < left < 80 < right < 100
    assert top < 40
    assert bottom > 240


def test_transparency_is_paper():
    clear = drawing(ink=(0, 0, 0, 255), paper=(0, 0, 0, 0), mode="RGBA")
    light = drawing(ink=(255, 255, 255, 255), paper=(255, 255, 255, 0), mode="RGBA")
    plain = mnist_form.to_mnist_form(drawing())
    assert np.allclose(mnist_form.to_mnist_form(clear).image, plain.image, atol=0.02)
    assert np.allclose(mnist_form.to_mnist_form(light).image, plain.image, atol=0.02)


def test_place_and_size_on_the_paper_do_not_matter():
    moved = Image.new("RGB", (500, 600), "white")
    moved.paste(drawing(), (250, 100))
    assert np.allclose(mnist_form.to_mnist_form(moved).image, mnist_form.to_mnist_form(drawing()).image, atol=1e-6)


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "CMYK", "I;16", "F", "YCbCr"])
def test_any_mode_is_read(mode):
    picture = drawing(mode="L", ink=0, paper=255)
    form = mnist_form.to_mnist_form(
        Image.fromarray(np.asarray(picture).astype(np.uint16) * 257) if mode == "I;16" else picture.convert(mode)
    )
    assert np.abs(form.image - mnist_form.to_mnist_form(picture).image).mean() < 0.03


def test_sixteen_bits_are_not_cut_off_at_eight():
    picture = drawing(mode="L", ink=60, paper=200)
    deep = Image.fromarray(np.asarray(picture).astype(np.uint16) * 257)
    assert np.array_equal(mnist_form.to_mnist_form(deep).image, mnist_form.to_mnist_form(picture).image)


@pytest.mark.parametrize(
    "picture", [np.zeros((28, 28), np.uint8), np.full((28, 28), 255, np.uint8), np.full((9, 9), 77, np.uint8)]
)
def test_a_blank_picture_is_refused(picture):
    with pytest.raises(mnist_form.DataError, match="blank"):
        mnist_form.to_mnist_form(picture)


def test_a_dot_and_a_thin_line_stay_inside():
    for at in (np.s_[5:6, 5:6], np.s_[:, 3:4], np.s_[3:4, :]):
        picture = np.zeros((40, 40), np.uint8)
        picture[at] = 255
        assert mnist_form.to_mnist_form(picture, invert=False).image.shape == (1, 28, 28)


def test_missing_mnist_names_the_folder_and_the_way_out(tmp_path, monkeypatch):
    monkeypatch.setenv("AELAB_DATA", str(tmp_path))
    with pytest.raises(mnist_form.DataError, match="AELAB_DATA"):
        data.mnist(train=False, download=False)


def test_files_that_are_not_mnist_are_refused(tmp_path, monkeypatch):
    raw = tmp_path / "MNIST" / "raw"
    raw.mkdir(parents=True)
    for name in digit_arrays.FILES:
        (raw / name).write_bytes(b"\0" * 1000)
    monkeypatch.setenv("AELAB_DATA", str(tmp_path))
    with pytest.raises(mnist_form.DataError, match="t10k-images-idx3-ubyte is damaged"):
        data.mnist(train=False)


def test_mnist_itself():
    from torchvision.datasets import MNIST  # takes seconds to come

    digits = mnist()
    for train, found in ((False, digits), (True, mnist(train=True))):
        theirs = MNIST(digit_arrays.root(), train=train)
        assert torch.equal(found.images, theirs.data[:, None])
        assert torch.equal(found.labels, theirs.targets)
    # the form that to_mnist_form promises is the form MNIST has
    centres = np.array([centre_of_mass(image) for image in digits.images[:500, 0].numpy().astype(float)])
    assert centres.mean(0) == pytest.approx((14.5, 14.5), abs=0.1)


def test_the_tilde_of_a_home_is_unfolded(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    monkeypatch.setenv("AELAB_DATA", "~/mnist")
    assert digit_arrays.root() == tmp_path / "mnist"
