"""What tests share: small digits and models, made here, so that the unit tests run in seconds; the app, and pages in Chromium."""

from __future__ import annotations

import gc
import os
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from aelab import card_file
from aelab.card import Card, read
from aelab.runs import Recipe
from aelab.spec import Spec
from tests.browser import DESK, KEEP, PAGES, PHONE, ROOT, chromium, lent, listening, serve, up
from tests.uncompiled import without_compiler

if TYPE_CHECKING:  # the process that shares out the tests has no use for PyTorch, and all would wait for it
    from aelab.data import Digits
    from aelab.models import Autoencoder

# what takes longest, in that order: each file is one worker's, and nobody is to wait for the last
LONGEST = (
    *("test_links", "test_takeaway", "test_publish", "test_latent_space", "test_journey", "test_lessons", "test_interpolate"),
    *("test_faults", "test_encode", "test_outliers", "test_command", "test_generate", "test_sweep", "test_get_mnist"),
    *("test_training", "test_upload", "test_elbo", "test_broadcast", "test_widget", "test_room", "test_learn", "test_compare"),
    *("test_answers", "test_live", "test_app", "test_denoise", "test_rate_distortion", "test_node", "test_class_link"),
    *("test_engine", "test_anywhere", "test_delivery", "test_inside", "test_present", "test_light", "test_formulas"),
)
SERVED, END = {}, ExitStack()  # what the process that shares out the tests has started for its workers
# one thread for each of several processes that share the cores: workers, the servers and commands that tests start
os.environ.setdefault("OMP_NUM_THREADS", "1")


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Workers share out the whole suite; for named files one process is sooner ready. Each has a Chromium of its own, and waits for it and for
    the app: where they are used two workers more than cores keep the cores busy."""
    workers = (os.cpu_count() or 1) + 2 * _opens_pages(config)
    return min(4, workers) if all(Path(name).is_dir() for name in config.args) else 0


def _opens_pages(config: pytest.Config) -> bool:
    return "not slow" not in config.option.markexpr


@pytest.hookimpl(optionalhook=True)  # of pytest-xdist
def pytest_configure_node(node) -> None:
    """One app for all workers, which starts while they collect."""
    if _opens_pages(node.config):
        if "app" not in SERVED:
            SERVED["app"] = END.enter_context(serve(ROOT / "streamlit_app.py", wait=False))
        node.workerinput["app"] = SERVED["app"]


def pytest_unconfigure() -> None:
    END.close()


def pytest_sessionstart() -> None:
    """What is imported and collected stays: to look through it again and again for what may go is a fifth of the work."""
    gc.disable()


def pytest_collection_finish() -> None:
    if "torch" in sys.modules:
        without_compiler()
    gc.freeze()
    gc.enable()


@pytest.hookimpl(tryfirst=True)  # before -m asks
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What opens Chromium is slow. The longest files come first."""
    places = {name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.path.stem, len(places)))
    for item in items:
        if "browser" in item.fixturenames:
            item.add_marker("slow")


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """A page on which a test failed is not lent again: who knows what is open there."""
    if report.failed:
        PAGES.clear()


def _blobs(count: int) -> Digits:
    """Soft strokes, one kind a class: enough of a digit for a model to learn something of."""
    import torch

    from aelab.data import Digits

    generator = torch.Generator().manual_seed(count)
    labels = torch.arange(count) % 10
    at = torch.arange(28).float()
    slope, offset = (labels - 4.5) / 4.5, torch.randn(count, generator=generator) * 2
    line = 14 + offset[:, None] + slope[:, None] * (at - 14)
    images = torch.exp(-0.5 * ((at[None, :, None] - line[:, None, :]) / 1.5) ** 2)
    images = images * (((at - 14).abs() < 9).float()[:, None] * ((at - 14).abs() < 9).float())
    return Digits((images * 255).round().to(torch.uint8)[:, None], labels)


@pytest.fixture(scope="session")
def digits() -> Digits:
    """64 small images in MNIST form with labels 0..9."""
    return _blobs(64)


@pytest.fixture(scope="session")
def test_digits() -> Digits:
    return _blobs(60)


@pytest.fixture(autouse=True)
def few_made_up(request, monkeypatch):
    """To draw a thousand letters and scribbles takes ten seconds: what is measured on a few digits is measured on a few of them."""
    if "test_digits" in request.fixturenames:
        from aelab import outliers

        monkeypatch.setattr(outliers, "measured_on", lambda images: outliers.made_up(images, 20))


@pytest.fixture
def tiny_vae() -> Autoencoder:
    """A conditional convolutional VAE of a few hundred weights that uses most kinds of layer."""
    import torch

    from aelab.models import Autoencoder

    torch.manual_seed(0)
    encoder = (
        {"layer": "conv2d", "in": 1, "out": 4, "kernel": 4, "stride": 4, "padding": 0},
        {"layer": "silu"},
        {"layer": "flatten"},
        {"layer": "label", "classes": 10},
        {"layer": "linear", "in": 206, "out": 6},
    )
    decoder = (
        {"layer": "label", "classes": 10},
        {"layer": "linear", "in": 13, "out": 98},
        {"layer": "relu"},
        {"layer": "reshape", "shape": [2, 7, 7]},
        {"layer": "upsample", "scale": 2},
        {"layer": "conv_transpose2d", "in": 2, "out": 1, "kernel": 4, "stride": 2, "padding": 1},
    )
    return Autoencoder(Spec(3, encoder, decoder, variational=True, classes=10)).eval()


def card_content(name: str, **metrics) -> dict:
    """What a whole card of `tiny_vae` says, as `checkpoints.save` takes it; `metrics` are put in place of its own."""
    kinds, levels = ("digits", "letters", "scribbles", "noise"), [0, 0.5, 1]
    figures = {"mse": 0.1, "psnr": 20.0, "ssim": 0.5, "knn_accuracy": 0.9}
    figures |= {"denoising_mse": 0.2, "denoising_psnr": 10.0, "denoising_ssim": 0.3, "kl": 3.0, "kl_per_dimension": [1.0] * 3}
    figures["curves"] = {"levels": levels, "images": 10, "gaussian": [0.1, 0.2, 0.3]}
    figures["outliers"] = {
        "levels": levels,
        "quantiles": {kind: [0.1, 0.2, 0.3] for kind in kinds},
        "auc": dict.fromkeys(kinds[1:], 0.5),
    }
    parts = {"total": 2.0, "reconstruction": 1.0, "kl": 1.0}
    return {
        "name": name,
        "reason": "a test",
        "recipe": Recipe(name, "conv-cvae", 3).to_json(),
        "weights": 1000,
        "multiply_adds": {"encode": 10, "decode": 10},
        "metrics": figures | metrics,
        "history": [{"epoch": 1, "train": parts, "test": parts}],
        "seconds": 3.0,
    }


def card_of(name: str, **metrics) -> Card:
    """A whole card that no file holds, of a variational run; `metrics` are put in place of its own."""
    layers = [{"layer": "flatten"}, {"layer": "linear", "in": 784, "out": 6}]
    spec = Spec(3, tuple(layers), ({"layer": "linear", "in": 3, "out": 784},), variational=True)
    ends = {"model": spec.to_json(), "files": dict.fromkeys(card_file.PARTS, "0"), "checksum": "0"}
    return read({"format": card_file.FORMAT, **card_content(name, **metrics), **ends})


@pytest.fixture(scope="session")
def app(request):
    """The address of the real app, served by a process of its own for all tests."""
    if url := getattr(request.config, "workerinput", {}).get("app"):
        up(url)
        yield url
    else:
        with serve(ROOT / "streamlit_app.py") as url:
            yield url


@pytest.fixture(scope="session")
def browser():
    """A headless Chromium, one for all tests."""
    with chromium() as launched:
        yield launched


@pytest.fixture
def page(browser):
    """A page on a desk."""
    with lent(browser, **DESK) as page:
        yield page


@pytest.fixture
def phone(browser):
    """A page on a phone."""
    with lent(browser, **PHONE) as page:
        yield page


@pytest.fixture
def beside(page):
    """A page of its own, closed afterwards, in the browser of the one on a desk: Streamlit's scripts have come."""
    other = listening(page.context.new_page())
    yield other
    other.close()
    assert not other.problems


@pytest.fixture
def apart(browser):
    """A page without a network that keeps what it asks for."""
    context = browser.new_context(**DESK, offline=True)
    page = listening(context.new_page())
    page.asked = []
    page.add_init_script(KEEP)
    page.on("request", lambda request: page.asked.append(request.url))
    yield page
    context.close()
