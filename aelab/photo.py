"""The ink of a photographed digit, without its paper. ui/browser/model/photo.js takes the same steps and finds the same ink."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from aelab.morphology import closed, enlarged, flood, grown, in_pixels, runs

WORK = 160  # pixels of the longer side at which ink is told from paper
FAINT = 6.0  # of 255: what stands out by less is paper
BLANK = 10.0  # of 255: a digit's strongest ink, seen through the mean of some pixels, stands out by more
PARTS = 24  # connected parts that are looked at, the strongest
TOGETHER = 0.35  # of a part's strongest ink: what hangs on with less is not of it
STEEP = 0.1  # rows a column, at most, that a line of the paper rises or falls
ACROSS = 0.7  # of the picture's width: a line of the paper shows along as much of it
EVEN = 2  # grey levels by which paper of one grey may differ from itself
FEW = 64  # pixels of the longer side: a smaller picture is no photo
DARKEST = 64  # of 255: darker paper is not taken for a white one in a deeper shadow

Box = tuple[int, int, int, int]  # left, top, right, bottom


class Found(NamedTuple):
    """What of a picture is ink.

    ``ink`` (H, W) float64 in 0..255: how far a pixel stands out from its paper; ``inverted``: the ink is darker than the paper.
    """

    ink: np.ndarray
    inverted: bool


class Part(NamedTuple):
    """Ink that hangs together, at the working size: where (h, w), how much, how strong, its box, pixels on the frame, outline."""

    mask: np.ndarray
    area: int
    peak: float
    box: Box
    edge: int
    outline: int


def find_ink(grey: np.ndarray, invert: bool | None = None) -> Found | None:
    """The ink of a digit in a grey picture (H, W) uint8, or None where nothing stands out from its background.

    The paper is what a grey-scale closing leaves (Serra 1982, chapter XII): it fills strokes, while a desk, a shadow or a
    scanner's edge, which go on beyond the frame, are too wide to be. `invert` says that the ink is darker than the paper, or
    lighter; None reads the picture both ways and takes what looks more like writing. Lines of the paper, specks and what lies
    along the frame are left out. On paper of one grey, as a drawing has, all is ink but specks.
    """
    if invert is None and (plain := _plain(grey)):
        return plain
    block = -(-max(grey.shape) // WORK)
    small = _reduced(grey, block)
    readings = [(dark, *_read(small if dark else 255 - small)) for dark in ((True, False) if invert is None else (invert,))]
    dark, score, near, paper = max(readings, key=lambda reading: reading[1])  # the first of equals
    if score == 0:
        return None
    whole = enlarged(paper, block, grey.shape)
    ink = np.maximum(whole - (grey if dark else 255.0 - grey), 0)
    if dark:
        ink = ink * 255 / np.maximum(whole, DARKEST)  # in a shadow ink and paper are darker alike
    ink[~in_pixels(near, block, grey.shape)] = 0
    return Found(ink, dark)


def _plain(grey: np.ndarray) -> Found | None:
    """The ink on paper of one grey, which has all of the frame and half of the picture; None where there is no such paper."""
    frame = np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])
    paper = float(np.median(frame))
    if np.abs(frame - paper).max() > EVEN or (np.abs(grey - paper) <= EVEN).mean() < 0.5:
        return None
    dark = paper > (float(grey.min()) + float(grey.max())) / 2
    ink = np.maximum(paper - grey if dark else grey - paper, 0)
    block = -(-max(grey.shape) // WORK)
    small = _reduced(grey, block)
    if max(small.shape) >= FEW:  # a smaller picture is a digit's own pixels
        strength = np.abs(small - paper)
        parts = _parts(strength, max(FAINT, 0.2 * float(strength.max())))
        main = max(parts, key=lambda part: part.area, default=None)
        for part in parts:
            if main and part.area < 0.02 * main.area and _gap(part.box, main.box) > 4:
                ink[in_pixels(grown(part.mask, 2), block, grey.shape)] = 0
    return Found(ink, dark)


def _read(levels: np.ndarray) -> tuple[float, np.ndarray, np.ndarray]:
    """How much `levels` (h, w) look like a page of dark writing, 0 for not at all; where its digit is; and its paper."""
    height, width = levels.shape
    paper = closed(levels, max(height, width) // 4)
    strength = paper - levels
    noise = float(np.median(np.abs(np.diff(levels)))) if width > 1 else 0.0
    least = max(FAINT, 4 * noise)
    ink = _without_lines(_without_lines(strength, least).T, least).T
    parts = _parts(ink, least)
    scores = [_score(part, height, width) for part in parts]
    main = parts[int(np.argmax(scores))] if any(scores) else None
    if main is None or main.peak < max(BLANK, 16 * noise):
        return 0.0, ink > 0, paper
    kept, box = _with_near_parts(main, parts)
    steady = _steadiness(kept, box, levels, paper)
    near = kept | (grown(kept, 2) & ~grown(ink < strength, 1))
    return max(scores) * steady**3 if steady > 0.5 else 0.0, near, paper


def _score(part: Part, height: int, width: int) -> float:
    """How much a part is like a digit: large, strong, of long thin strokes, and away from the frame."""
    left, top, right, bottom = part.box
    across, down = right - left, bottom - top
    if part.edge > min(width, height) / 2 or part.area < 6 or (max(across, down) < 8 and max(height, width) >= FEW):
        return 0.0  # a desk, or a speck
    slab = (
        part.area > 0.55 * across * down and across > 0.65 * width and down > 0.65 * height
    )  # a page, with a hole for the digit
    thin = min(part.outline**2 / part.area, 100.0)  # of a stroke: four times its length over its width
    return max(across, down) * float(np.sqrt(thin * part.peak)) * (0.05 if slab else 1.0) / (1 + part.edge)


def _with_near_parts(main: Part, parts: list[Part]) -> tuple[np.ndarray, Box]:
    """The digit's main part and what belongs to it: a five's bar, the rest of a broken stroke."""
    kept, box = main.mask.copy(), main.box
    near = 0.12 * max(box[2] - box[0], box[3] - box[1])
    rest = [
        p for p in parts if p is not main and p.area >= 0.04 * main.area and p.peak >= 0.4 * main.peak and 4 * p.edge <= p.outline
    ]
    while found := [part for part in rest if _gap(part.box, box) <= near]:
        kept |= found[0].mask
        box = _around(box, found[0].box)
        rest = [part for part in rest if part is not found[0]]
    return kept, box


def _around(a: Box, b: Box) -> Box:
    return min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3])


def _gap(a: Box, b: Box) -> int:
    return max(a[0] - b[2], b[0] - a[2], a[1] - b[3], b[1] - a[3])


def _steadiness(kept: np.ndarray, box: Box, levels: np.ndarray, paper: np.ndarray) -> float:
    """The share of what lies around the ink whose paper is that under it: of a hole in a digit, or the gap beside it, it is not."""
    size = max(box[2] - box[0], box[3] - box[1])
    ring = grown(kept, max(3, int(0.12 * size + 0.5))) & ~grown(kept, 2)
    if not ring.any():
        return 1.0
    under = paper[kept].mean()
    return float((np.abs(paper[ring] - under) <= 0.35 * (under - levels[kept].min())).mean())


def _parts(ink: np.ndarray, least: float) -> list[Part]:
    """The connected parts, strongest first."""
    left = ink.copy()
    parts: list[Part] = []
    while len(parts) < PARTS and (peak := float(left.max())) >= least:
        mask = flood(left >= TOGETHER * peak, int(left.argmax()))
        ys, xs = np.nonzero(mask)
        box = (int(xs.min()), int(ys.min()), int(xs.max()) + 1, int(ys.max()) + 1)
        edge = int(mask[0].sum() + mask[-1].sum() + mask[:, 0].sum() + mask[:, -1].sum())
        framed = np.pad(mask, 1)
        outline = int((framed[1:] != framed[:-1]).sum() + (framed[:, 1:] != framed[:, :-1]).sum())
        parts.append(Part(mask, len(xs), peak, box, edge, outline))
        left[grown(mask, 1)] = 0
    return parts


def _without_lines(ink: np.ndarray, least: float) -> np.ndarray:
    """Ink without the thin lines that run across the picture, but for where they cross something thicker."""
    height, width = ink.shape
    if min(height, width) < 48:
        return ink
    thick = max(2, int(0.03 * max(height, width)))
    marked = ink > least / 2
    thin = marked & (runs(marked) + runs(marked[::-1])[::-1] - 1 <= thick)
    columns, rows = np.arange(width), np.arange(height)[:, None]
    lines = np.zeros_like(thin)
    for step in range(-8, 9):
        at = rows + np.floor(step / 8 * STEEP * (columns - width // 2) + 0.5).astype(int)
        inside = (at >= 0) & (at < height)
        seen = marked[np.clip(at, 0, height - 1), columns] & inside
        full = (inside.sum(1) * 2 >= width) & (seen.sum(1) >= ACROSS * inside.sum(1))
        on = inside & full[:, None]
        lines[at[on], np.broadcast_to(columns, at.shape)[on]] = True
    tall = np.pad(lines, ((thick, thick), (0, 0)))
    band = np.logical_or.reduce([tall[k : k + height] for k in range(2 * thick + 1)])
    return np.where(thin & band, 0, ink)


def _reduced(grey: np.ndarray, block: int) -> np.ndarray:
    """Means of block x block pixels, and of 3x3 such blocks where there are enough of them: sensor noise is not ink."""
    height, width = grey.shape
    whole = np.pad(grey.astype(np.int64), ((0, -height % block), (0, -width % block)), mode="edge")
    sums = whole.reshape(whole.shape[0] // block, block, -1, block).sum((1, 3))
    if max(sums.shape) < FEW:
        return sums / block**2
    wide = np.pad(sums, 1, mode="edge")
    rows = wide[:-2] + wide[1:-1] + wide[2:]
    return (rows[:, :-2] + rows[:, 1:-1] + rows[:, 2:]) / (9 * block**2)


def wipe(grey: np.ndarray, x: float, y: float, radius: float) -> None:
    """Cover a disc of a grey picture (H, W) with the paper around it, its rim's middle grey; in place. ui/browser/model/crop.js does the same."""
    down, across = np.indices(grey.shape) + 0.5
    far = np.hypot(across - x, down - y)
    rim = np.sort(grey[(far > radius) & (far <= radius + 1.5)])
    if len(rim):
        grey[far <= radius] = rim[len(rim) // 2]
