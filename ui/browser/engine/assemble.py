"""kernels.wat -> kernels_wasm.js, after a change to the first: python ui/browser/engine/assemble.py (needs requirements-dev.txt)."""

from __future__ import annotations

import base64
from pathlib import Path

import wasmtime

HERE = Path(__file__).parent


def module() -> str:
    """The text of kernels_wasm.js: a browser has no assembler, and an instrument's code is one string."""
    code = base64.b64encode(wasmtime.wat2wasm((HERE / "kernels.wat").read_text("utf-8"))).decode()
    return f'// kernels.wat as assemble.py wrote it.\nexport const KERNELS = "{code}";\n'


if __name__ == "__main__":
    (HERE / "kernels_wasm.js").write_text(module(), "utf-8")
