"""train.py on few and small digits, with figures made up: a training that takes little more than its imports, for what goes on around one."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import train
from aelab import commands
from tests.uncompiled import without_compiler, without_measuring

whole = commands._train_missing


def small(*given) -> None:
    """Training begins here, and what it imports comes as late as ever."""
    without_compiler()
    without_measuring()
    import torch

    from aelab import data
    from tests import conftest

    torch.set_num_threads(1)
    data.mnist = lambda train, download=True: conftest._blobs(6400 if train else 60)  # type: ignore[assignment]
    whole(*given)


commands._train_missing = small
sys.exit(train.main())
