"""Operations on grey levels and masks in rows and columns, for what `aelab.photo` reads. ui/browser/model/morphology.js has the same."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np


def closed(levels: np.ndarray, reach: int) -> np.ndarray:
    """Grey-scale closing of levels (h, w) by a square of 2 reach + 1 (Serra 1982, chapter XII); what is on the frame goes on beyond it."""
    wide = np.pad(levels, 2 * reach, mode="edge")
    return _slid(_slid(wide, 2 * reach + 1, np.maximum), 2 * reach + 1, np.minimum)


def _slid(values: np.ndarray, window: int, better: Callable[[np.ndarray, np.ndarray], np.ndarray]) -> np.ndarray:
    """The best of each window x window square: smaller by window - 1 on both axes."""
    for _ in range(2):
        done = 1
        while done < window:
            step = min(done, window - done)
            values = better(values[:-step], values[step:])
            done += step
        values = values.T
    return values


def grown(mask: np.ndarray, by: int) -> np.ndarray:
    """Dilation of a mask (h, w) by a square of 2 by + 1."""
    return _slid(np.pad(mask, by), 2 * by + 1, np.logical_or)


def flood(free: np.ndarray, seed: int) -> np.ndarray:
    """What of `free` hangs together with its pixel `seed`, at sides and at corners."""
    height, width = free.shape
    to_go = bytearray(np.pad(free, 1).tobytes())
    row = width + 2
    around = (-row - 1, -row, -row + 1, -1, 1, row - 1, row, row + 1)
    reached = [(seed // width + 1) * row + seed % width + 1]
    to_go[reached[0]] = 0
    for at in reached:  # grows as it goes
        for step in around:
            if to_go[at + step]:
                to_go[at + step] = 0
                reached.append(at + step)
    mask = np.zeros((height + 2) * row, bool)
    mask[reached] = True
    return mask.reshape(height + 2, row)[1:-1, 1:-1]


def runs(marked: np.ndarray) -> np.ndarray:
    """How many marked pixels end at each one from above, itself among them."""
    counts = np.zeros(marked.shape, int)
    for y in range(len(marked)):
        counts[y] = (counts[y - 1] + 1 if y else 1) * marked[y]
    return counts


def in_pixels(mask: np.ndarray, block: int, shape: tuple[int, ...]) -> np.ndarray:
    """A mask of blocks of block x block pixels as one of pixels, of this shape."""
    return mask.repeat(block, 0).repeat(block, 1)[: shape[0], : shape[1]]


def enlarged(small: np.ndarray, block: int, shape: tuple[int, ...]) -> np.ndarray:
    """Values of blocks of block x block pixels as values of pixels, of this shape: bilinear between the middles of the blocks."""

    def places(length: int, count: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        at = np.clip((np.arange(length) + 0.5) / block - 0.5, 0, count - 1)
        low = at.astype(int)
        return low, np.minimum(low + 1, count - 1), at - low

    top, bottom, down = places(shape[0], small.shape[0])
    left, right, across = places(shape[1], small.shape[1])
    rows = small[top] + (small[bottom] - small[top]) * down[:, None]
    return rows[:, left] + (rows[:, right] - rows[:, left]) * across
