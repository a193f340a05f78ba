"""Home: a map of the test digits, the digit that lives where you point, and what the other pages ask."""

from collections.abc import Callable

import streamlit as st

from aelab.ablations import best
from ui.cache import named
from ui.frame import PAGES, frame, target
from ui.instruments.latent_space import TAKE, latent_space
from ui.instruments.mount import mount
from ui.pickers import pick_run, step_beside
from ui.prose import say
from ui.takeaway import take_away
from ui.test_digits import to_average
from ui.words import write

LEAST = {
    "mse": "Best copies: {}, MSE {:.4f}.",
    "denoising_mse": "Best after Gaussian noise of σ 0.5: {}, MSE {:.4f}.",
    "negative_elbo": "Lowest −ELBO: {}, {:.2f} nats, its codes drawn.",
}

later: list[Callable[[], object]] = []  # what would keep a browser from drawing the first digit
cards = frame(__file__, later.append)
card = pick_run(cards, when=later.append)
view = mount(latent_space([card]), key="home")
step_beside(card, cards, "run")
for draw in later:
    draw()
with st.expander("What you are seeing"):
    size, told = card.model.latent_size, bool(card.model.classes)
    colours = say("home", "told") if told else say("home", "colours", share=f"{card.metrics.knn_accuracy:.1%}")
    plane = say("home", "plane") if size > 2 else ""
    mean = "." if to_average(card) is None else say("home", "mean") if size <= 4 else say("home", "sharper")
    prior = say("home", "prior") if card.model.variational else ""
    numbers = f"{size} numbers" if size > 1 else "one number"
    write(say("home", run=card.name, numbers=numbers, plane=plane, colours=colours, mean=mean, prior=prior))
with st.container(horizontal=True):
    for path, page in PAGES.items():
        if path != "home.py":
            st.page_link(target(path), label=f"**{page.name}**  \n:small[:gray[{page.question}]]", width=314)
figures = [
    words.format(named(cards[found[0]]).title, found[1]) for key, words in LEAST.items() if (found := best(cards.values(), key))
]
st.markdown(f":small[:gray[{len(cards)} trained models, measured on the 10,000 MNIST test digits. {' '.join(figures)}]]")
take_away([card], cards, TAKE, view)
