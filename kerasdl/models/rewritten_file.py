"""Rewritten copies of model files: 16-bit networks as float32, and old HDF5 files that Keras 3 refuses."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kerasdl.errors import ModelError

CONFIG = "config.json"
HALF = ("mixed_float16", "mixed_bfloat16", "float16", "bfloat16")


def with_float32(file: Path, scratch: Path) -> tuple[Path, list[str]]:
    """A model's file that computes in float32.

    Args:
        file: a `.keras` file; any other is left as it is.
        scratch: a folder for a copy.

    Returns:
        The file itself where it already does, else a copy; and the policies that were replaced.
    """
    if file.suffix != ".keras" or not zipfile.is_zipfile(file):
        return file, []
    found: set[str] = set()

    def replaced(key: str, value: Any) -> Any:
        if key in ("dtype", "name") and isinstance(value, str) and value in HALF:
            found.add(value)
            return "float32"
        return value

    with zipfile.ZipFile(file) as content:
        try:
            config = _mapped(json.loads(content.read(CONFIG)), replaced)
        except (KeyError, ValueError, RecursionError, zipfile.BadZipFile):
            return file, []  # damaged: what reads it next says how
        if not found:
            return file, []
        copy = scratch / file.name
        with zipfile.ZipFile(copy, "w") as target:
            for name in content.namelist():
                target.writestr(name, json.dumps(config) if name == CONFIG else content.read(name))
    return copy, sorted(found)


def healed_h5(file: Path, scratch: Path) -> Path:
    """A copy of an HDF5 model whose depthwise convolutions have lost the argument that Keras 2 wrote and Keras 3 refuses.

    Raises:
        ModelError: the file is not HDF5, or holds no model.
    """
    import h5py

    copy = scratch / file.name
    try:
        copy.write_bytes(file.read_bytes())
        with h5py.File(copy, "r+") as content:
            if "model_config" not in content.attrs:
                raise ModelError(f"An .h5 file must hold a whole model, not its weights alone. Received: {file}")
            config = content.attrs["model_config"]
            text = config.decode() if isinstance(config, bytes) else config
            content.attrs["model_config"] = json.dumps(_mapped(json.loads(text), _without_groups))
    except (OSError, ValueError, RecursionError) as error:
        raise ModelError(f"A model must be a whole HDF5 file. Received: {file} ({error})") from None
    return copy


def _without_groups(key: str, value: Any) -> Any:
    if (
        isinstance(value, dict)
        and value.get("class_name") == "DepthwiseConv2D"
        and isinstance(value.get("config"), dict)
    ):
        value["config"].pop("groups", None)
    return value


def _mapped(value: Any, change: Callable[[str, Any], Any], key: str = "") -> Any:
    """A JSON value with every part replaced by what `change` makes of its key and itself."""
    if isinstance(value, dict):
        value = {k: _mapped(v, change, k) for k, v in value.items()}
    elif isinstance(value, list):
        value = [_mapped(v, change, key) for v in value]
    return change(key, value)
