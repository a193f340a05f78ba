"""Jobs of a sweep without what takes longest and is not the matter, wherever they are done: a process that another one starts knows nothing of a test's patches."""

from __future__ import annotations

from unittest import mock

from msgspec.structs import replace

from aelab import evaluating, measuring, outliers, sweep
from tests.conftest import card_of

whole, again = sweep.job, evaluating.measured
few = mock.patch.object(outliers, "measured_on", lambda images: outliers.made_up(images, 5))  # letters and scribbles


def job(*given) -> sweep.Done:
    """One that is measured on few letters and scribbles."""
    with few:
        return whole(*given)


def measured(*given) -> evaluating.Measured:
    """A run measured again on few of them."""
    with few:
        return again(*given)


def unmeasured(*given) -> sweep.Done:
    """One with figures made up."""
    figures = replace(card_of("a VAE").metrics, kl=None, kl_per_dimension=None)
    with mock.patch.object(measuring, "measure", return_value=figures):
        return whole(*given)
