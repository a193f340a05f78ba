"""Photographs of a written digit as people take them, drawn from a seed: light, shadow, paper, desk and camera, each in a kind of its own."""

from __future__ import annotations

import io
from collections.abc import Callable

import numpy as np
from PIL import Image, ImageDraw

SIZE = (240, 300)  # height and width of a photo
PAPER, INK = 0.9, 0.15  # what they leave of the light

# The strokes of each digit in a box from (0, 0), top left, to (1, 1); a curve is as many points as it needs to look round.
_ARC = np.linspace(0, 1, 25)


def _oval(x: float, y: float, across: float, down: float, start: float = 0, turns: float = 1) -> np.ndarray:
    angle = 2 * np.pi * (start + turns * _ARC)
    return np.stack([x + across * np.sin(angle), y - down * np.cos(angle)], 1)


STROKES: dict[int, list] = {
    0: [_oval(0.5, 0.5, 0.33, 0.48)],
    1: [[(0.38, 0.2), (0.55, 0.03), (0.52, 0.97)]],
    2: [np.concatenate([_oval(0.5, 0.29, 0.3, 0.26, 0.75, 0.6), [(0.2, 0.93), (0.82, 0.93)]])],
    3: [_oval(0.47, 0.27, 0.27, 0.24, 0.8, 0.68), _oval(0.47, 0.73, 0.31, 0.24, 0.02, 0.7)],
    4: [[(0.4, 0.04), (0.17, 0.6), (0.85, 0.6)], [(0.68, 0.3), (0.64, 0.97)]],
    5: [np.concatenate([[(0.3, 0.06), (0.27, 0.45)], _oval(0.47, 0.67, 0.31, 0.28, 0.88, 0.75)]), [(0.3, 0.06), (0.8, 0.05)]],
    6: [np.concatenate([[(0.66, 0.04), (0.36, 0.34)], _oval(0.5, 0.7, 0.28, 0.26, 0.75, -1)])],
    7: [[(0.17, 0.08), (0.83, 0.06), (0.42, 0.97)]],
    8: [_oval(0.5, 0.26, 0.24, 0.23), _oval(0.5, 0.73, 0.3, 0.24)],
    9: [_oval(0.48, 0.3, 0.27, 0.26), [(0.75, 0.28), (0.66, 0.97)]],
}


def written(digit: int, random: np.random.Generator, height: int = 150, width: float = 0.09) -> np.ndarray:
    """A digit in strokes, no two alike: how much of each pixel is inked, (height, height) in [0, 1]. `width` of the pen is in heights."""
    scale, pad = 4, 0.1
    lean, across = random.uniform(-0.18, 0.18), random.uniform(0.75, 1.05)
    image = Image.new("L", (scale * height,) * 2)
    pen, side = ImageDraw.Draw(image), scale * height
    for stroke in STROKES[digit]:
        points = np.asarray(stroke, float) + random.normal(0, 0.006, (len(stroke), 2))
        points[:, 0] = 0.5 + (points[:, 0] - 0.5) * across - lean * (points[:, 1] - 0.5)
        points = side * (pad + (1 - 2 * pad) * points)
        thick = width * side
        pen.line([tuple(point) for point in points], 255, round(thick), joint="curve")
        for x, y in (points[0], points[-1]):
            pen.ellipse((x - thick / 2, y - thick / 2, x + thick / 2, y + thick / 2), 255)
    return np.asarray(image.resize((height, height), Image.Resampling.BOX), float) / 255


class Scene:
    """A digit on paper before the camera: its parts are arrays of SIZE in [0, 1], and a kind of photo changes some of them."""

    def __init__(self, ink: np.ndarray, random: np.random.Generator):
        self.random = random
        self.y, self.x = np.mgrid[: SIZE[0], : SIZE[1]].astype(float)
        self.ink = np.zeros(SIZE)
        spare = (SIZE[0] - ink.shape[0], SIZE[1] - ink.shape[1])
        top, left = (round(room * random.uniform(0.35, 0.65)) for room in spare)
        self.ink[top : top + ink.shape[0], left : left + ink.shape[1]] = ink
        self.paper, self.pen = np.full(SIZE, PAPER), INK
        self.light = np.ones(SIZE)
        self.noise, self.quality, self.tint = 0.004, 0, (1.0, 0.99, 0.96)

    def taken(self) -> Image.Image:
        """The photo, in colour, as it comes out of the camera."""
        seen = self.light * (self.paper * (1 - self.ink) + self.pen * self.ink)
        seen = seen[..., None] * np.array(self.tint) + self.random.normal(0, self.noise, (*SIZE, 1))
        photo = Image.fromarray(np.uint8(np.clip(255 * seen, 0, 255).round()))
        if not self.quality:
            return photo
        file = io.BytesIO()
        photo.save(file, "JPEG", quality=self.quality)
        return Image.open(io.BytesIO(file.getvalue())).convert("RGB")

    def along(self) -> np.ndarray:
        """How far each pixel lies across the picture in some direction, 0 to 1."""
        angle = self.random.uniform(0, 2 * np.pi)
        far = self.x * np.cos(angle) + self.y * np.sin(angle)
        return (far - far.min()) / np.ptp(far)


def _uneven(scene: Scene) -> None:
    scene.light *= 1 - 0.25 * scene.along()


def _pencil(scene: Scene) -> None:
    scene.pen = PAPER * (1 - scene.random.uniform(0.1, 0.2))


def _shadow(scene: Scene) -> None:
    soft = scene.random.uniform(0.01, 0.06)
    scene.light *= 1 - 0.15 / (1 + np.exp((0.4 - scene.along()) / soft))


def _lines(scene: Scene, across: np.ndarray, gap: float, strength: float) -> None:
    at = (across + scene.random.uniform(0, gap)) % gap
    line = np.clip(1.2 - np.abs(at - gap / 2), 0, 1)
    scene.paper *= 1 - strength * line


def _ruled(scene: Scene) -> None:
    slope = np.tan(np.deg2rad(scene.random.uniform(-2, 2)))
    _lines(scene, scene.y + slope * scene.x, scene.random.uniform(28, 50), scene.random.uniform(0.2, 0.45))


def _squared(scene: Scene) -> None:
    slope, gap, strength = (
        np.tan(np.deg2rad(scene.random.uniform(-2, 2))),
        scene.random.uniform(22, 36),
        scene.random.uniform(0.15, 0.35),
    )
    _lines(scene, scene.y + slope * scene.x, gap, strength)
    _lines(scene, scene.x - slope * scene.y, gap, strength)


def _specks(scene: Scene) -> None:
    for _ in range(12):
        x, y, r = scene.random.uniform(0, SIZE[1]), scene.random.uniform(0, SIZE[0]), scene.random.uniform(0.8, 2.6)
        scene.paper *= 1 - 0.8 * np.clip(r + 0.5 - np.hypot(scene.x - x, scene.y - y), 0, 1)


def _desk(scene: Scene) -> None:
    """The desk shows on all sides, or on three."""
    angle = np.deg2rad(scene.random.uniform(-6, 6))
    across = (scene.x - SIZE[1] / 2) * np.cos(angle) + (scene.y - SIZE[0] / 2) * np.sin(angle)
    down = (scene.y - SIZE[0] / 2) * np.cos(angle) - (scene.x - SIZE[1] / 2) * np.sin(angle)
    margin = scene.random.uniform(10, 24, 4)
    inside = np.minimum(
        np.minimum(across + SIZE[1] / 2 - margin[0], SIZE[1] / 2 - margin[1] - across),
        np.minimum(down + SIZE[0] / 2 - margin[2], SIZE[0] / 2 - margin[3] - down),
    )
    sheet = np.clip(inside + 0.5, 0, 1)
    wood = 0.22 + 0.03 * np.sin(scene.y / 7)
    scene.paper = scene.paper * sheet + wood * (1 - sheet)
    scene.ink *= sheet


def _scan(scene: Scene) -> None:
    for side in scene.random.permutation(4)[: scene.random.integers(1, 4)]:
        edge = (np.s_[:10], np.s_[-10:], np.s_[:, :10], np.s_[:, -10:])[side]
        scene.paper[edge] = 0.03
        scene.ink[edge] = 0


def _frame(scene: Scene) -> None:
    scene.paper, scene.pen = np.full(SIZE, 0.04), 0.96
    wide = scene.random.integers(8, 20)
    for edge in (np.s_[:wide], np.s_[-wide:], np.s_[:, :wide], np.s_[:, -wide:]):
        scene.paper[edge] = 1


def _coloured(scene: Scene) -> None:
    scene.tint = ((1, 0.9, 0.45), (1, 0.6, 0.7), (0.55, 0.75, 1), (0.6, 0.95, 0.6))[scene.random.integers(4)]


def _jpeg(scene: Scene) -> None:
    scene.noise, scene.quality = 0.03, 25


def _board(scene: Scene) -> None:
    """Chalk on a board that is lit from one side."""
    scene.paper, scene.pen, scene.tint = np.full(SIZE, 0.25), 0.85, (0.8, 1.0, 0.85)
    scene.noise = 0.012
    _uneven(scene)


def _together(scene: Scene) -> None:
    for part in (_ruled, _specks, _shadow, _uneven):
        part(scene)
    scene.noise, scene.quality = 0.012, 60


KINDS: dict[str, Callable[[Scene], None]] = {
    "even light": lambda scene: None,
    "light that falls off by 25 %": _uneven,
    "pencil of 10 to 20 %": _pencil,
    "shadow that leaves 85 %": _shadow,
    "ruled paper": _ruled,
    "squared paper": _squared,
    "specks": _specks,
    "dark desk around the paper": _desk,
    "black scan edge": _scan,
    "white on black in a white frame": _frame,
    "coloured paper": _coloured,
    "noise and JPEG": _jpeg,
    "chalk on a board": _board,
    "all at once": _together,
}


def photo(kind: str, ink: np.ndarray, seed: int) -> Image.Image:
    """A photo of one kind of `ink`, how much of each pixel is inked, which fits into SIZE; the same for the same seed."""
    scene = Scene(ink, np.random.default_rng([seed, list(KINDS).index(kind)]))
    KINDS[kind](scene)
    return scene.taken()


def titles(each: int = 3) -> dict[str, tuple[str, int]]:
    """The names of so many photos of each kind, told by their digit: the kind and the photo's number."""
    return {f"{kind}, {(3 * place + k) % 10}": (kind, k) for place, kind in enumerate(KINDS) for k in range(each)}


def named(name: str) -> tuple[np.ndarray, Image.Image]:
    """A photo by its name: the ink alone, in [0, 1], and the photo."""
    kind, k = titles()[name]
    random = np.random.default_rng([list(KINDS).index(kind), k])
    ink = written(int(name[-1]), random, height=int(random.integers(110, 190)), width=random.uniform(0.06, 0.11))
    return ink, photo(kind, ink, k)


def photos() -> dict[str, tuple[np.ndarray, Image.Image]]:
    """All of them by their names."""
    return {name: named(name) for name in titles()}


def in_parts() -> Image.Image:
    """A five whose bar stands apart from it, larger than other photos and where the light turns to shade: 0..255 (480, 600)."""
    ink = Image.new("L", (600, 480), 0)
    pen = ImageDraw.Draw(ink)
    pen.line([(240, 100), (370, 96)], 255, 26)
    pen.line([(240, 152), (330, 170), (370, 250), (330, 350), (230, 370)], 255, 26, joint="curve")
    light = 100 + 130 / (1 + np.exp((np.arange(600) - 300) / 60))
    return Image.fromarray((light * (1 - 0.8 * np.asarray(ink) / 255)).astype(np.uint8))


def specked() -> Image.Image:
    """A drawing on paper of one grey with a speck far from it: 0..255 (240, 300)."""
    made = Image.new("L", (300, 240), 235)
    pen = ImageDraw.Draw(made)
    pen.line([(60, 60), (130, 64), (90, 200)], 30, 14, joint="curve")
    pen.ellipse((250, 30, 255, 35), 60)
    return made
