"""Jobs of a sweep without what takes longest and is not the matter, wherever they are done: a process that another one starts knows nothing of a test's patches."""

from __future__ import annotations

import sys
from unittest import mock

from aelab import evaluating, outliers, sweep
from tests.uncompiled import without_compiler

if "pytest" not in sys.modules:  # but in a worker
    without_compiler()

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
