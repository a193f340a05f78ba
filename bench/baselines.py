"""The two usual ways to drag a code in Streamlit, over the same decoder, for bench/drag.py to measure beside ours.

    streamlit run bench/baselines.py        then open /?way=slider or /?way=component

slider: a stock st.slider and st.image. component: a surface that asks the server for the digit at every pointer move.
"""

import sys
from pathlib import Path

import numpy as np
import streamlit as st  # noqa: TID251 (an app)

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from aelab import checkpoints  # noqa: E402

RUN = "conv-vae-2"
REACH = 3.0  # of each coordinate

# The state carries the time of its move, and the answer brings it back: so the page knows how late the digit is.
ASK = """
export default function ({ data, parentElement, setStateValue }) {
  const canvas = parentElement.querySelector("canvas");
  const surface = parentElement.querySelector("div");
  if (canvas.asked !== data.asked) {
    canvas.asked = data.asked;
    const context = canvas.getContext("2d");
    const image = context.createImageData(28, 28);
    data.pixels.forEach((grey, i) => image.data.set([grey, grey, grey, 255], 4 * i));
    context.putImageData(image, 0, 0);
    if (data.asked) globalThis.probe?.lags.push(performance.now() - data.asked);
  }
  surface.onpointerdown = (event) => surface.setPointerCapture(event.pointerId);
  surface.onpointermove = (event) => {
    if (!event.buttons) return;
    const box = surface.getBoundingClientRect();
    const share = (at, start, length) => (2 * (at - start)) / length - 1;
    setStateValue("place", [share(event.clientX, box.x, box.width), share(event.clientY, box.y, box.height), performance.now()]);
  };
}
"""
PLACE = '<div data-testid="surface" style="width:440px;height:440px;border:1px solid;touch-action:none"></div><canvas width="28" height="28"></canvas>'


model = st.cache_resource(checkpoints.load)


def decode(z) -> np.ndarray:
    """The digit (28, 28) as bytes, at a code in [-1, 1] of the reach."""
    import torch

    with torch.no_grad():
        image = model(RUN).decode(REACH * torch.tensor([z]))
    return (image[0, 0] * 255).round().to(torch.uint8).numpy()


if st.query_params.get("way") == "component":
    ask = st.components.v2.component("asking", html=PLACE, js=ASK)
    *z, asked = st.session_state.get("ask", {}).get("place") or (0, 0, 0)
    pixels = decode(z).flatten().tolist()
    ask(data={"pixels": pixels, "asked": asked}, key="ask", on_place_change=lambda: None)
else:
    z = [st.slider(name, -1.0, 1.0, 0.0, 0.01) for name in ("z 1", "z 2")]
    st.image(np.kron(decode(z), np.ones((7, 7), np.uint8)), width=196)
