"""The laws that every page keeps, as a table: one row a page. tests/test_journey.py and tests/test_links.py hold each page to its row, on a laptop and
on a phone.

The hand takes the surface and the digits follow (live) while nothing is said to the server (silent), which hears of it on
release, and says then what is seen; a finger does the same and the page does not scroll; what is named in view stands on a laptop's screen at once; the link
reopens what is seen, whatever was done, and so do reload, Back and Forward.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

from tests.browser import MAIN
from tests.gestures import Points, drag, idle

ACROSS = ((0.4, 0.5), (0.72, 0.5))  # of a slider


@dataclass(frozen=True)
class Row:
    """`points`: shares of the surface, from press to release. `says`: what is read out then. `also`: what is done besides, before the
    link is copied; `instead`: in the gesture's place where no address holds what that does. `picker`: the parameter of the models
    picked."""

    surface: str
    points: Points
    in_view: tuple[str, ...]
    also: Callable[[Page], None]
    says: str
    instead: Callable[[Page], None] | None = None
    picker: str = "run"

    def gesture(self, page: Page) -> None:
        drag(page, page.get_by_test_id(self.surface).first, self.points)

    def in_the_link(self, page: Page) -> None:
        (self.instead or self.gesture)(page)


def press(*names: str):
    """Press what has one of these test ids, or else one of these names."""

    def pressed(page: Page) -> None:
        for name in names:
            found = page.get_by_test_id(name).or_(page.locator(MAIN).get_by_text(name, exact=True)).first
            found.scroll_into_view_if_needed()
            found.click()

    return pressed


def keys(testid: str, *pressed: str):
    def press_keys(page: Page) -> None:
        page.get_by_test_id(testid).first.focus()
        for key in pressed:
            page.keyboard.press(key)

    return press_keys


def one_after_another(*gestures: Callable[[Page], None]) -> Callable[[Page], None]:
    def all_of_them(page: Page) -> None:
        for gesture in gestures:
            gesture(page)
            page.wait_for_timeout(300)
            idle(page)

    return all_of_them


NEAREST = r"(\d); \d+ of 20 nearest are \1"
ON_MAP = ((0.5, 0.5), (0.3, 0.62))
LAWS = {
    "Home": Row(
        "latent-map",
        ON_MAP,
        ("put-in", "decoded-digit", "mean-digit", "latent-map"),
        press("legend-4", "legend-9", "Density"),
        NEAREST,
    ),
    "Latent space": Row(
        "latent-map", ON_MAP, ("decoded-digit", "latent-map"), press("legend-1", "Manifold"), NEAREST, picker="runs"
    ),
    "Generate": Row(
        "latent-slider-0", ACROSS, ("decoded-digit", "latent-slider-0"), press("By KL", "new-samples", "start-mean-3"), NEAREST
    ),
    "Interpolate": Row(
        "path-position",
        ACROSS,
        ("decoded-digit", "path-position"),
        press("Slerp", "swap-ends", "legend-4"),
        NEAREST,
        picker="runs",
    ),
    "Denoise": Row(
        "noise-level", ACROSS, ("noisy-digit", "noise-level"), press("noise-seed", "clip"), r"MSE .* 0\.\d{4}", picker="models"
    ),
    "Inside": Row(
        "noise-level",
        ACROSS,
        ("clean-digit", "noisy-digit", "code", "output-digit"),
        press("digit-5", "clip"),
        r"MSE of the copy 0\.\d{4}",
    ),
    "Encode": Row(
        "epsilon-pad",
        ((0.5, 0.5), (0.2, 0.3)),
        ("clean-digit", "decoded-digit", "epsilon-pad", "cost-bar", "copy-link"),
        press("draw-epsilon"),
        r"\d nats: reconstruction \d+\.\d\d, KL \d",
    ),
    "Outliers": Row(
        "draw-surface",
        ((0.3, 0.3), (0.7, 0.7)),
        ("draw-surface", "output-digit"),
        press("take-letters"),
        r"^drawn here\. .*error 0\.\d",
        instead=keys("threshold", "ArrowRight", "ArrowRight"),  # of a drawing, which no address holds
        picker="models",
    ),
    "Compare": Row(
        "noise-level",
        ACROSS,
        ("noise-level", "compare-digit"),
        press("new-seed", "clip"),
        r"mean MSE .* 0\.\d{4}",
        picker="models",
    ),
    "Learn": Row(
        "learn-time",
        ACROSS,
        ("learn-play", "learn-map", "learn-reconstruction", "learn-time", "learn-loss"),
        press("legend-4", "learn-step"),
        r"Epoch \d+\.\d, loss of the test digits: .* \d+\.\d",
        picker="runs",
    ),
}
