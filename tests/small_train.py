"""train.py on few and small digits, with figures made up: a training that takes little more than its imports, for what goes on around one."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import torch

import train
from aelab import data, measuring
from tests import conftest
from tests.uncompiled import without_compiler

without_compiler()
torch.set_num_threads(1)
data.mnist = lambda train, download=True: conftest._blobs(6400 if train else 60)  # type: ignore[assignment]
measuring.measure = lambda *_: conftest.card_of("a VAE of three numbers").metrics  # type: ignore[assignment]
sys.exit(train.main())
