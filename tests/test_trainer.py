"""The browser's trainer against PyTorch, in a real Chromium; tests/node/trainer.test.js asks the same of Node.

python -m pytest tests/test_trainer.py          prints the largest relative differences
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests import golden_training
from ui import modules

NEAR = 1e-3
TRUTH = Path(__file__).parent / "node" / "truth.js"
KINDS = ("AE", "VAE", "VAE of squared error", "denoising AE")  # of golden_training.SETTINGS


@pytest.fixture(scope="module")
def trainer(browser):
    """A page with the trainer and nothing else."""
    page = browser.new_page()
    page.set_content("<title>trainer</title>")
    truth = re.sub(r"^export ", "", TRUTH.read_text("utf-8"), flags=re.MULTILINE)
    lab = """globalThis.both = (expected) =>
      [false, true].map((plain) => differences({ ...module_engine_trainer, ...module_model_random }, expected, { plain }));"""
    page.add_script_tag(type="module", content=f"{modules.bundle('model/training.js')}\n{truth}\n{lab}")
    page.wait_for_function("() => Boolean(globalThis.both)")
    yield page
    page.close()


def test_gradients_losses_and_weights_of_fifty_steps_are_pytorchs(trainer, capsys):
    kinds = zip(KINDS, golden_training.training(), strict=True)
    for kind, expected in kinds:
        assert len(expected["losses"]) == 50
        found = trainer.evaluate("expected => both(expected)", expected)
        with capsys.disabled():
            print(f"\n{kind}: largest relative difference to PyTorch in Chromium, with WebAssembly and without:", end=" ")
            print(*(f"{what} {fast:.1e} and {found[1][what]:.1e}" for what, fast in found[0].items()), sep=", ")
        differences = [value for each in found for value in each.values()]
        assert len(differences) == 6
        assert max(differences) < NEAR
        assert min(differences) > 0, "nothing was compared"
