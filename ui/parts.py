"""The parts of each page by name: what lessons point at, hide and press, and what a link for a class hides or locks.

A name is the ``data-testid`` of the part, or the key of what Streamlit draws.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import NamedTuple

from ui import assets
from ui.meant import there_are
from ui.once import once


class Part(NamedTuple):
    """`words` name it in a sentence: "the map"; with none, lessons alone name it. `control`: there is something in it to move or to
    press, which can be locked. `where`: the selector of what is no part of an instrument."""

    words: str
    control: bool = False
    where: str = ""


def _seen(**words: str) -> dict[str, Part]:
    return {name.replace("_", "-"): Part(said) for name, said in words.items()}


def _moved(**words: str) -> dict[str, Part]:
    return {name.replace("_", "-"): Part(said, True) for name, said in words.items()}


BLOCKS = '[data-testid="stMainBlockContainer"] > [data-testid="stVerticalBlock"] > :has([data-testid="stExpander"], h2)'
LEADS = '[data-testid="stMain"] [data-testid="stPageLink"]'
EVERY = {
    "pages": Part("the links to other pages", where=f".st-key-pages, {LEADS}"),
    "presenting": Part("Present, Dark and QR code", where=".st-key-presenting"),
    "below": Part("what stands below the instrument", where=f"{BLOCKS}, {BLOCKS} ~ *"),
    **_moved(presets="“Try this”", copy_link="Copy link", save_picture="Save picture"),
}
MODELS = {"picker": Part("the choice of models", True, ".st-key-picker")}
PART = {"part": Part("the choice of the page's part", True, ".st-key-part")}
STEPS = {
    **_moved(step_beta_control="the steps of beta", step_size_control="the steps of size"),
    **_moved(step_beta_less="", step_beta_more="", step_size_less="", step_size_more=""),
}
DECODED = _seen(decoded_digit="the decoded digit")
MAP = {
    **_moved(latent_map="the map", legend="the ten digits to show", background="what lies behind the ring"),
    **_moved(posterior="Posterior", resample="Resample"),
    **_seen(code="the numbers of the code", log_prior="log p(z)", nearest="which digits are near"),
    **DECODED,
}
INPUT = _moved(digit_source="the choice of a digit", draw_surface="the drawing pad")
NOISE = _moved(noise_level="the noise level", noise_kind="the kind of noise", clip="Clip", noise_seed="the seed of the noise")
LETTERS = _seen(caught_letters="", precision_letters="", auc_letters="", auc_scribbles="", auc_noise="")
OF = {  # by the scripts of pages
    "home.py": {
        **MODELS,
        **STEPS,
        **_moved(put_in="the picture that is put in"),
        **_seen(input_says="what is said of that picture"),
        **MAP,
        **_seen(mean_digit="the mean of the neighbours"),
    },
    "pages/latent_space.py": {**MODELS, **STEPS, **MAP},
    "pages/generate.py": {
        **MODELS,
        **STEPS,
        **DECODED,
        **_moved(
            start_bar="where the code starts", sliders="the sliders", latent_slider_0="", slider_order="the order of the sliders"
        ),
        **_moved(samples="the samples", new_samples="New samples", temperature="the temperature", undo="Undo", reset="Reset"),
        **_seen(log_prior="log p(z)"),
    },
    "pages/interpolate.py": {
        **MODELS,
        **_moved(view_mode="the choice of what to explore", path_kind="the kind of path", legend="the ten digits to show"),
        **_moved(end_pickers="the choice of the ends", swap_ends="Swap", play="Play", path_position="the position on the path"),
        **_moved(corner_pad="the surface", arithmetic_strength="the strength", swap_terms="Swap B and C"),
        **_seen(path_map="the map of the path", path_note="how far from the data the path goes"),
        **DECODED,
    },
    "pages/denoise.py": {
        **MODELS,
        **INPUT,
        **NOISE,
        **_seen(clean_digit="the clean digit", noisy_digit="the noisy digit", output_digit="what the models give"),
        **_seen(mse="the errors", psnr="PSNR", curve_value="the figures beside the curves", error_curves="the error curves"),
        **_moved(passes="how often the model is applied", code_noise="the noise in the code"),
        **_seen(trail_map="the map of the trail"),
    },
    "pages/inside.py": {
        **MODELS,
        **_moved(digits="the choice of a digit", other_digits="Other digits", layer="the layers"),
        **NOISE,
        **_seen(clean_digit="the clean digit", noisy_digit="the noisy digit", code="the code", output_digit="the copy"),
    },
    "pages/encode.py": {
        **MODELS,
        **STEPS,
        **INPUT,
        **_moved(epsilon_pad="the pad of epsilon", z_plane="the plane of z", draw_epsilon="Draw ε", zero_epsilon="ε = 0"),
        **_moved(play="Play", undo="Undo", bound_chart="the bound against the number of draws"),
        **_seen(
            clean_digit="the digit",
            code_map="the map of the codes",
            costs="what it costs",
            cost_bar="the bar of the costs",
            kl="KL",
        ),
        **_seen(reconstruction_term="the reconstruction term", negative_elbo="−ELBO"),
        **DECODED,
    },
    "pages/outliers.py": {
        **MODELS,
        **_moved(draw_surface="the drawing pad", take="what is taken at random", score_strip="the scores and the threshold"),
        **_moved(prevalence="how many are no digit", roc="the ROC curves"),
        **_seen(clean_digit="the picture", output_digit="the copies", score="the score", verdict="whether it is flagged"),
        **_seen(kind_figures="what is caught of each kind"),
        **LETTERS,
    },
    "pages/compare.py": {
        **MODELS,
        **PART,
        **_moved(compare_view="the choice of what is compared", noise_level="the noise level", clip="Clip", new_seed="New noise"),
        **_moved(other_digits="Other digits", temperature="the temperature", rate_distortion="the plane", plane_zoom="the zoom"),
        **_seen(compare_original="the originals", compare_noisy="the noisy digits", compare_draw="the draws"),
        **_seen(compare_digit="what the models give", compare_figure="the figures", plane_figure="the figures of the run"),
    },
    "pages/learn.py": {
        **MODELS,
        **PART,
        **_moved(train_play="Play", train_step="One step", train_one_epoch="One epoch", train_restart="Start over"),
        **_moved(
            train_setting_model="VAE or AE",
            train_setting_size="the numbers in the code",
            train_setting_widths="the hidden layers",
        ),
        **_moved(train_setting_activation="the activation", train_setting_batch="the batch", train_setting_seed="the seed"),
        **_moved(train_setting_rate="the learning rate", train_setting_beta="beta", train_setting_warmup="beta's rise"),
        **_moved(train_setting_noise="the noise on what it sees", train_map="the map of your model"),
        **_seen(
            train_loss="the losses of your model", train_kl="the KL bars of your model", train_copy="the copies of your model"
        ),
        **_moved(learn_play="Play", learn_time="the time", learn_map="the maps", legend="the ten digits to show"),
        **_seen(learn_loss="the loss curves", learn_kl="the KL bars", learn_reconstruction="the copies"),
        **DECODED,
    },
}

CHOICES = {  # what a page is picked in, its `part` in the address; the first is the page's own
    "pages/compare.py": ("Line-up", "Rate and distortion", "One number changed", "All figures", "Few labels", "Training"),
    "pages/learn.py": ("Replay", "Train here", "On the server"),
}


def of(script: str) -> dict[str, Part]:
    """The parts of a page by their names, those of every page last."""
    return OF.get(script, {}) | EVERY


def check(names: Iterable[str], script: str) -> None:
    """Raises ValueError with the names that there are, for one that the page of a script does not have."""
    known = of(script)
    for name in names:
        if name not in known:
            raise ValueError(f"there is no part {name!r} on this page{there_are(name, known)}")


@once()
def offer(script: str) -> assets.Offer:
    """What a link for a class may hide and lock of a page, for the browser: by name the words, whether it can be locked, where it is."""
    shown = {name: part for name, part in of(script).items() if part.words}
    return assets.made("@parts", f"{PurePosixPath(script).stem}.json", json.dumps(shown, ensure_ascii=False).encode())
