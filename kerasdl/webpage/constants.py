"""Constants that Python and the page share: JSON files in the package, and the JavaScript modules made from them.

The page is static and has no build, so its modules are kept in `web/`; `python -m kerasdl.webpage` writes them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

PACKAGE = Path(__file__).resolve().parents[1]
# JSON file in kerasdl/ -> module in web/. Each key at the top level becomes one exported constant.
MODULES = {
    "activations.json": "network/activations.js",
    "inference/foreground.json": "image/foreground_constants.js",
    "inference/segmentation.json": "image/segmentation_constants.js",
    "models/web_network.json": "storage/network_limits.js",
    "training/code/page.json": "training/keras_code_template.js",
    "layers/random_warp.json": "training/random_warp_constants.js",
}


def constant_modules() -> dict[str, bytes]:
    """The page's modules of constants, by their path in `web/`."""
    return {
        module: as_module(source, json.loads((PACKAGE / source).read_text(encoding="utf-8"))).encode()
        for source, module in MODULES.items()
    }


def as_module(source: str, constants: Mapping[str, Any]) -> str:
    """JavaScript that exports each constant.

    Args:
        source: the JSON file's path in `kerasdl/`.
        constants: values by their names, which must be names in JavaScript, too.

    Raises:
        ValueError: a name cannot be a variable's.
    """
    for name in constants:
        if not name.isidentifier():
            raise ValueError(f"A constant's name must be an identifier. Received: {name!r} in {source}")
    head = f"/** Constants of kerasdl/{source}, written by `python -m kerasdl.webpage`. */\n"
    return head + "".join(
        f"export const {name} = {json.dumps(value, indent=2, ensure_ascii=False)};\n"
        for name, value in constants.items()
    )
