"""Numbers that are written in Python and in the browser: the same in both."""

import re
from pathlib import Path

import pytest
from msgspec.structs import replace

from aelab import events, export, latent, metrics, mnist_form, near_means, photo, replays
from tests.shipped import CARDS
from ui import broadcast
from ui.answers import codes
from ui.instruments import generate, latent_space, replay

BROWSER = Path(__file__).parent.parent / "ui/browser"
PHOTO = ("WORK", "FAINT", "BLANK", "PARTS", "TOGETHER", "STEEP", "ACROSS", "EVEN", "FEW", "DARKEST")
MIRRORS = [
    *[(f"model/photo.js {name}", getattr(photo, name)) for name in PHOTO],
    ("model/axes.js DEAD", metrics.DEAD),
    ("model/axes.js DEAD", metrics.ACTIVE),  # which of an axis without KL says that it is dead
    ("model/axes.js PRIOR_REACH", export.PRIOR_REACH),
    ("model/kept_run.js ACTIVE", metrics.ACTIVE),
    ("model/recording.js WATCHED", events.WATCHED),
    ("model/moments.js OUTSIDE", replays.OUTSIDE),
    ("model/moments.js OUTSIDE", near_means.OUTSIDE),
    ("model/codes.js NEAREST", near_means.NEAREST),
    ("model/codes.js NEAREST", codes.NEAREST),
    ("map/mix_bars.js MIX", codes.NEAREST),
    ("latent_space/map_controls.js WHOLE", latent.WHOLE),
    ("latent_space/autoencoder.js FIRST", latent_space.FIRST),
    ("generate/prior_panel.js SAMPLES", codes.SAMPLES),
    ("digits/upload.js WORK_SIDE", mnist_form.WORK_SIDE),
    ("live/live_panel.js MOST", broadcast.MOST),
]


@pytest.mark.parametrize(("place", "value"), MIRRORS)
def test_a_number_of_both_languages_is_one_number(place, value):
    path, name = place.split()
    found = re.findall(rf"^(?:export )?const {name} = ([-\d._e]+);", (BROWSER / path).read_text("utf-8"), re.MULTILINE)
    assert [float(each) for each in found] == [value]


def test_a_training_on_the_server_is_called_as_a_recorded_one_is():
    """Its axes and the unit of its losses, of which Python knows nothing while it runs."""
    panel = (BROWSER / "live/live_panel.js").read_text("utf-8")
    for card in (CARDS["conv-vae-2"], replace(CARDS["conv-vae-2"], model=replace(CARDS["conv-vae-2"].model, latent_size=1))):
        (run,) = replay.replay([card]).data["runs"]
        assert all(f'"{word}"' in panel for word in (*run["axes"], run["unit"]))
        assert not run["plane"] or f'"{run["plane"]}"' in panel
    assert all(f'"{unit}"' in panel for unit in replay.UNITS.values())


def test_a_sample_of_the_prior_is_one_of_those_that_are_drawn():
    last = codes.SAMPLES - 1
    assert [generate.VIEW.fits("sample", [place, 1, 1]) for place in (0, last, last + 1)] == [True, True, False]
