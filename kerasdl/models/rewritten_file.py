"""Rewritten copies of model files: in float32, with names that TensorFlow takes, and old HDF5 files healed."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kerasdl.errors import ModelError

CONFIG = "config.json"
SCOPE = re.compile(r"[A-Za-z0-9.][A-Za-z0-9_./>-]*")
OTHER_FLOATS = ("mixed_float16", "mixed_bfloat16", "float16", "bfloat16", "float64")


@dataclass(frozen=True)
class PortableFile:
    """A model's file that any backend can compute.

    Attributes:
        path: of the file itself, or of a copy.
        policies: the policies of 16 or 64 bits that were replaced by float32.
        renamed: layers' own names, by those that they have in the copy.
    """

    path: Path
    policies: tuple[str, ...] = ()
    renamed: dict[str, str] = field(default_factory=dict)


def portable_copy(file: Path, scratch: Path) -> PortableFile:
    """A model's file that computes in float32, with names of layers that TensorFlow takes for scopes.

    Args:
        file: a `.keras` file; any other is left as it is.
        scratch: a folder for a copy, if one is needed.
    """
    if file.suffix != ".keras" or not zipfile.is_zipfile(file):
        return PortableFile(file)
    with zipfile.ZipFile(file) as content:
        try:
            config = json.loads(content.read(CONFIG))
            policies: set[str] = set()
            config = mapped(config, lambda key, value: _in_float32(key, value, policies))
            names = _scopes(_names(config))
            config = mapped(config, lambda key, value: names.get(value, value) if isinstance(value, str) else value)
        except (KeyError, ValueError, RecursionError, zipfile.BadZipFile):
            return PortableFile(file)  # damaged: what reads it next says how
        if not policies and not names:
            return PortableFile(file)
        copy = scratch / file.name
        with zipfile.ZipFile(copy, "w") as target:
            for name in content.namelist():
                target.writestr(name, json.dumps(config) if name == CONFIG else content.read(name))
    return PortableFile(copy, tuple(sorted(policies)), {new: old for old, new in names.items()})


def _in_float32(key: str, value: Any, found: set[str]) -> Any:
    if key in ("dtype", "name") and isinstance(value, str) and value in OTHER_FLOATS:
        found.add(value)
        return "float32"
    return value


def _names(config: Any) -> set[str]:
    """The names of all layers in a model's configuration."""
    found: set[str] = set()

    def collect(key: str, value: Any) -> Any:
        if key == "config" and isinstance(value, dict) and isinstance(value.get("name"), str):
            found.add(value["name"])
        return value

    mapped(config, collect)
    return found


def _scopes(names: set[str]) -> dict[str, str]:
    """A name that is a scope for each that is none, different from all others."""
    taken, found = set(names), {}
    for name in sorted(name for name in names if not SCOPE.fullmatch(name)):
        scope = re.sub(r"[^A-Za-z0-9_.-]", "_", name).lstrip("_-") or "layer"
        while scope in taken:
            scope += "_"
        taken.add(scope)
        found[name] = scope
    return found


def healed_h5(file: Path, scratch: Path, shown_as: Path) -> Path:
    """A copy of an HDF5 model whose depthwise convolutions have lost the argument that Keras 2 wrote and Keras 3 refuses.

    Args:
        file: the model.
        scratch: a folder for the copy.
        shown_as: what messages call the file.

    Raises:
        ModelError: the file is not HDF5, or holds no model.
    """
    import h5py

    copy = scratch / file.name
    try:
        copy.write_bytes(file.read_bytes())
        with h5py.File(copy, "r+") as content:
            if "model_config" not in content.attrs:
                raise ModelError(f"An .h5 file must hold a whole model, not its weights alone. Received: {shown_as}")
            config = content.attrs["model_config"]
            text = config.decode() if isinstance(config, bytes) else config
            content.attrs["model_config"] = json.dumps(mapped(json.loads(text), _without_groups))
    except (OSError, ValueError, RecursionError) as error:
        raise ModelError(f"A model must be a whole HDF5 file. Received: {shown_as} ({error})") from None
    return copy


def _without_groups(key: str, value: Any) -> Any:
    if (
        isinstance(value, dict)
        and value.get("class_name") == "DepthwiseConv2D"
        and isinstance(value.get("config"), dict)
    ):
        value["config"].pop("groups", None)
    return value


def mapped(value: Any, change: Callable[[str, Any], Any], key: str = "") -> Any:
    """A JSON value with every part replaced by what `change` makes of its key and itself."""
    if isinstance(value, dict):
        value = {k: mapped(v, change, k) for k, v in value.items()}
    elif isinstance(value, list):
        value = [mapped(v, change, key) for v in value]
    return change(key, value)
