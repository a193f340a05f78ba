"""The pictures a course report wants of a run, written to a folder: PNG grids and HTML curves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from plotly.graph_objects import Figure

from aelab import checkpoints, figures, latent, noise
from aelab.data import as_float, bundled, mnist
from aelab.mnist_form import DataError
from aelab.models import Autoencoder

SCALE = 3  # a pixel of a digit becomes 3 x 3: sharp at any zoom
SHOWN = 10


def write(name: str, folder: Path, root: Path | None = None) -> Path:
    """Write all pictures of a run into ``folder/<name>/`` and return that folder. Digits are test digits, or the bundled ones."""
    card, model, codes = checkpoints.card(name, root), checkpoints.load(name, root), checkpoints.latents(name, root)
    target = folder / name
    target.mkdir(parents=True, exist_ok=True)
    try:
        digits = mnist(train=False, download=False)
    except DataError:
        digits = bundled()
    x, label = as_float(digits.images[:SHOWN]), digits.labels[:SHOWN]
    generator = torch.Generator().manual_seed(0)
    with torch.no_grad():
        _grid(target / "reconstructions.png", x, model.reconstruct(x, label))
        noisy = noise.add("gaussian", x, 0.5, noise.Drawn(x, generator))
        _grid(target / "denoising.png", x, noisy, model.reconstruct(noisy, label))
        _grid(target / "iterated.png", x, *_iterated(model, x, label, 6))
        _grid(target / "interpolation.png", *_interpolations(model, x, label))
        if model.spec.variational:
            z = torch.randn(64, model.spec.latent_size, generator=generator)
            samples = model.decode(z, torch.arange(64) % 10 if model.spec.classes else None)
            _grid(target / "prior-samples.png", *samples.split(8))
        _feature_maps(target, model, x[:1], label[:1])
    _html(figures.scatter(*_map(codes, model.spec.latent_size)), target / "latents.html")
    _html(figures.loss_curves(card.history, name), target / "losses.html")
    trained = card.recipe.noise_levels if card.recipe.noise != "none" else None
    if card.metrics.curves:
        _html(figures.noise_curves(card.metrics.curves, trained, name), target / "noise.html")
    return target


def write_live(name: str, folder: Path, history: list) -> None:
    """Write the loss curves so far to ``folder/<name>/losses.html``, a page that reloads itself while training goes on."""
    (folder / name).mkdir(parents=True, exist_ok=True)
    path = folder / name / "losses.html"
    _html(figures.loss_curves(history, f"{name}: training"), path)
    path.write_text(path.read_text().replace("<head>", '<head><meta http-equiv="refresh" content="2">', 1))


def _map(codes: dict[str, np.ndarray], size: int) -> tuple[np.ndarray, np.ndarray, tuple[str, str]]:
    """Points (N, 2), their labels, and what the axes are. Codes of one number lie on a line for each digit."""
    mean, labels = codes["mean"], codes["labels"]
    if size == 1:
        lines = -labels[:, None] * mean.std() / 4
        return np.hstack([mean, lines]), labels, ("z1", "a line for each digit")
    if size == 2:
        return mean, labels, ("z1", "z2")
    first, second = (f"PC{i + 1} ({codes['pca_ratio'][i]:.0%})" for i in (0, 1))
    return _projected(codes, size), labels, (first, second)


def _projected(codes: dict[str, np.ndarray], size: int) -> np.ndarray:
    if size > latent.WHOLE:
        return codes["mean"][:, :2]  # stored as principal coordinates already
    return latent.project(codes["mean"], latent.stored_plane(codes))[:, :2]


def _iterated(model: Autoencoder, x: torch.Tensor, label: torch.Tensor, times: int) -> Iterator[torch.Tensor]:
    for _ in range(times):
        x = model.reconstruct(x, label)
        yield x


def _interpolations(model: Autoencoder, x: torch.Tensor, label: torch.Tensor) -> Iterator[torch.Tensor]:
    """Rows from each of the first five digits to each of the next five, on the straight line between their codes."""
    mean = model.encode(x, label).mean.numpy()
    for a in range(5):
        z = torch.from_numpy(latent.lerp(mean[a], mean[a + 5], np.linspace(0, 1, SHOWN)))
        yield model.decode(z, label[a].repeat(SHOWN))


def _feature_maps(target: Path, model: Autoencoder, x: torch.Tensor, label: torch.Tensor) -> None:
    for name, h in model.activations(x, label):
        if h.ndim == 4 and h.shape[1] > 1:
            maps = h[0, :, None]
            low, high = maps.min(), maps.max()
            _grid(target / f"maps-{name}.png", *((maps - low) / (high - low + 1e-12)).split(8))


def _grid(path: Path, *rows: torch.Tensor) -> None:
    """Rows of images (n, 1, H, W), every row of one length, as one PNG."""
    images = torch.cat(rows).repeat_interleave(SCALE, 2).repeat_interleave(SCALE, 3)
    from torchvision.utils import save_image  # takes seconds to come

    save_image(images, path, nrow=len(rows[0]), padding=SCALE, pad_value=0.5)


def _html(figure: Figure, path: Path) -> None:
    figure.write_html(path, include_plotlyjs="directory")
