"""The foot of a page: what may be taken away from it, as files and as the lines of Python that draw its digit again."""

from __future__ import annotations

import sys

import numpy as np
import streamlit as st

from aelab import checkpoints, export, install, latent, seeded
from aelab.card import Card
from ui import cache, snippets

WIDE = (
    "This code has more than 32 numbers, and the page tells Python the 16 principal coordinates of it. Where more of it was in play, "
    "a code dragged from an encoder's own or a decoded draw, the digit below differs a little."
)
DRAWN = "Your drawings stay in the browser: of one that is an end or a term, the lines take what stood there before."


def take_away(
    picked: list[Card], cards: dict[str, Card], kind: str = "", view: dict | None = None, source: dict | None = None
) -> None:
    """An expander with the weights, codes and figures of the runs picked and, for an instrument, a GIF and Python.

    `kind` names the instrument: "latent_space", "generate", "path", "denoise", "inside"; `view` is what its face returned, `source` what
    `ui.digits.deliver_digits` did. `cards` are those of all runs. Nothing is made before it is asked for.
    """
    st.fragment(_foot)(picked, cards, kind, view, source)


def _foot(*shown: object) -> None:
    # closed, it sends nothing: the lines of Python alone bring 1.5 MB of highlighter, and the first digit would wait for it
    foot = st.expander("Take it away", key="take away", on_change="rerun")
    if foot.open:
        with foot:
            _inside(*shown)


def _inside(picked: list[Card], cards: dict[str, Card], kind: str, view: dict | None, source: dict | None) -> None:
    names = [card.name for card in picked]
    name = names[0]
    if len(names) > 1:
        lead = names.index(view["on"]) if kind == "latent_space" and view["on"] in names else 0
        name = st.selectbox("Run", names, lead, key=f"take away {kind}", width=300)
    card = cards[name]
    _files(name, cards)
    if not kind:
        return
    made = {
        "latent_space": lambda: snippets.of_map(card, view, picked),
        "generate": lambda: snippets.of_sliders(card, view),
        "interpolate": lambda: snippets.of_path(card, view),
        "denoise": lambda: snippets.of_denoise(card, view, source),
        "inside": lambda: snippets.of_denoise(card, {**view, "passes": 1, "code": 0}, source),
    }
    st.markdown(f"The digit of **{name}** on this page, in Python, from the project's folder:")
    st.code(made[kind](), "python")
    if missing := install.lacking("torch"):
        st.caption(f"PyTorch runs these lines, and makes the GIFs of this page. {missing}.")
    if kind in ("latent_space", "generate") and card.model.latent_size > latent.WHOLE:
        st.caption(WIDE)
    if kind == "interpolate":
        st.caption(DRAWN)
    if not missing:
        _animation(card, kind, view, source)


def _files(name: str, cards: dict[str, Card]) -> None:
    files = [
        ("Weights (safetensors)", f"{name}.safetensors", lambda: checkpoints.raw(name, "model.safetensors")),
        ("Codes of the test digits (CSV)", f"{name}-codes.csv", lambda: export.codes_csv(name)),
        ("Figures of all runs (CSV)", "aelab-figures.csv", lambda: export.metrics_csv(cards)),
    ]
    with st.container(horizontal=True):
        for label, file, read in files:
            st.download_button(label, read, file, on_click="ignore", key=f"take {file}")


def _animation(card: Card, kind: str, view: dict, source: dict | None) -> None:
    frames = {"interpolate": _path, "generate": _traversal, "denoise": _levels}.get(kind)
    if not frames or (kind == "denoise" and view["digit"] is None):
        return
    axis = _axis(card) if kind == "generate" else None
    settings = {"run": card.name} | ({"axis": axis} if axis else {}) | view
    words = "; ".join(f"{key} = {value}" for key, value in settings.items() if value is not None) + "; aelab"
    summed = kind == "interpolate" and view["view"] == "arithmetic"
    along = (
        "along the step"
        if summed
        else "along the path"
        if kind == "interpolate"
        else "of that"
        if axis
        else "along the noise level"
    )
    if st.button(f"Make a GIF {along}"):
        with st.spinner("Decoding" if "torch" in sys.modules else "Loading PyTorch, for which the first GIF waits, and decoding"):
            st.session_state["gif"] = words, export.gif(frames(card, view, axis or source), words)
    asked, made = st.session_state.get("gif", (None, b""))
    if asked == words:  # of another view otherwise
        st.image(made)
        st.download_button("Save the GIF", made, f"aelab-{card.name}-{kind}.gif", "image/gif", on_click="ignore")


def _axis(card: Card) -> str:
    """Which way the animation goes, chosen by the reader: "z 1", ... or "PC 1", ..."""
    size = card.model.latent_size
    own = [] if size > latent.WHOLE else [f"z {k + 1}" for k in range(size)]
    names = own + [f"PC {k + 1}" for k in range(min(size, latent.PRINCIPAL))]
    return st.selectbox("Traversal of", names, key="take away axis", width=300)


def _path(card: Card, view: dict, _: object) -> np.ndarray:
    arrays = cache.latents(card.name)
    picked = view[snippets.PARTS[view["view"]]]
    means = [isinstance(code, str) for code in picked]
    stored = [
        arrays["class_means"][int(code[1])] if mean else arrays["mean"][code] for code, mean in zip(picked, means, strict=True)
    ]
    ends = _whole(card, np.stack(stored), arrays)
    own = int(picked[0][1]) if means[0] else int(arrays["labels"][picked[0]])
    label = own if view["label"] is None else view["label"]
    return export.decoded(checkpoints.load(card.name), export.path_codes(ends, view["path"]), label)


def _traversal(card: Card, view: dict, axis: str) -> np.ndarray:
    arrays = cache.latents(card.name)
    z = np.float32([view["z"]]) if view["z"] else arrays["class_means"][[snippets.FIRST_MEAN]]
    label = snippets.FIRST_MEAN if view["label"] is None else view["label"]
    kind, number = axis.split()
    start = seeded.sample(card.model.latent_size, *view["sample"]) if view["z"] and view["sample"] else None
    codes = export.traversal_codes(_whole(card, z, arrays, start)[0], arrays, int(number) - 1, principal=kind == "PC")
    return export.decoded(checkpoints.load(card.name), codes, label)


def _levels(card: Card, view: dict, source: dict) -> np.ndarray:
    """Clean, noisy and what the model makes of it, side by side, while the level goes from 0 to 1 and back: (T, 28, 88)."""
    import torch

    from aelab import data

    model, digits = checkpoints.load(card.name), data.mnist(train=False) if source["one"] == "test image" else data.bundled()
    here = slice(view["digit"], view["digit"] + 1)
    clean = data.as_float(digits.images[here])
    levels = np.linspace(0, 1, export.STEPS)
    noisy = torch.cat([seeded.noisy(clean, view["noise"], float(level), view["seed"]) for level in levels])
    labels, output = digits.labels[here].expand(len(noisy)), noisy
    with torch.no_grad():
        for k in range(view["passes"]):
            code = model.encode(output, labels).mean
            if k == 0 and view["code"]:
                code = code + torch.from_numpy(seeded.code_noise(_spread(card, model, digits), view["code"], view["seed"]))
            output = model.decode(code, labels)
    edge = torch.ones(len(noisy), 28, 2)
    row = torch.cat([clean[0].expand(len(noisy), 28, 28), edge, noisy[:, 0], edge, output[:, 0]], dim=2).numpy()
    return np.concatenate([row, row[-2:0:-1]])


def _spread(card: Card, model, digits) -> np.ndarray:
    """The standard deviation of each coordinate, as the page measures it: of a wide code over the digits at hand."""
    if card.model.latent_size <= latent.WHOLE:
        return cache.latents(card.name)["mean"].std(0)
    near = digits.few()
    return latent.encode(model, digits.images[near], digits.labels[near])[0].std(0)


def _whole(card: Card, stored: np.ndarray, arrays: dict[str, np.ndarray], start: np.ndarray | None = None) -> np.ndarray:
    """Codes (N, d) of what is stored of them, and of the code that they came from."""
    return latent.unproject(stored, latent.stored_plane(arrays), start) if card.model.latent_size > latent.WHOLE else stored
