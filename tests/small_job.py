"""Jobs of a sweep without what takes longest and is not the matter, wherever they are done: a process that another one starts knows nothing of a test's patches."""

from __future__ import annotations

from unittest import mock

from msgspec.structs import replace

from aelab import outliers, pipeline, sweep
from tests.conftest import card_of

whole = sweep.job


def job(*given) -> sweep.Done:
    """One that is measured on few letters and scribbles."""
    with mock.patch.object(outliers, "measured_on", lambda images: outliers.made_up(images, 5)):
        return whole(*given)


def unmeasured(*given) -> sweep.Done:
    """One with figures made up."""
    figures = replace(card_of("a VAE").metrics, kl=None, kl_per_dimension=None)
    with mock.patch.object(pipeline, "measure", return_value=figures):
        return whole(*given)
