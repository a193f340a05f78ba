"""Home: a map of the test digits, and the digit that lives where you point."""

from ui.components import deliver
from ui.frame import frame, pick_run
from ui.instruments import latent_map

cards = frame(
    "Where do the digits live?",
    "Each dot is a test digit, placed by the encoder. Drag anywhere: the decoder draws what lives there.",
)
card = pick_run(cards)
latent_map([card], key="home")
deliver(card["name"])
