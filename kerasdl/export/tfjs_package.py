"""Modules of tensorflowjs, imported without its own `__init__` and without the packages that a Keras graph does not need.

tensorflowjs imports TensorFlow Decision Forests, TensorFlow Hub, tf_keras and JAX's bridge to TensorFlow before it converts
anything. Each takes seconds, some are not built for every Python, and none takes part in the conversion of a SavedModel of
Keras's. So its packages are entered as bare namespaces over their folders, and the two that the converter itself names get
empty stand-ins. Both are taken out of `sys.modules` again, so whoever imports the real ones later gets them.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from types import ModuleType

from kerasdl.errors import ExportError

PACKAGE, VERSION = "tensorflowjs", "4.22.0"
PACKAGES = (PACKAGE, f"{PACKAGE}.converters")
STAND_INS = ("tensorflow_decision_forests", "tensorflow_hub")
INSTALL = f"pip install --no-deps {PACKAGE}=={VERSION}"


def require_tensorflowjs() -> Path:
    """The folder of tensorflowjs.

    Raises:
        ExportError: it is not installed; the one command that brings it is named.
    """
    found = importlib.util.find_spec(PACKAGE)
    if found is None or not found.submodule_search_locations:
        raise ExportError(f"TF.js export needs the package {PACKAGE}: {INSTALL}. Received: it is not installed")
    return Path(found.submodule_search_locations[0])


@cache
def import_tensorflowjs(module: str) -> ModuleType:
    """A module of tensorflowjs, such as "write_weights" or "converters.tf_saved_model_conversion_v2".

    Raises:
        ExportError: tensorflowjs is not installed.
    """
    with _bare(require_tensorflowjs()):
        return importlib.import_module(f"{PACKAGE}.{module}")


@contextmanager
def _bare(folder: Path) -> Iterator[None]:
    """Enter the bare packages and the stand-ins while the block runs."""
    before = {name: module for name, module in sys.modules.items() if _is_replaced(name)}
    for name in before:
        del sys.modules[name]
    try:
        for name in PACKAGES:
            sys.modules[name] = package = ModuleType(name)
            package.__path__ = [str(folder.joinpath(*name.split(".")[1:]))]
        sys.modules |= {name: ModuleType(name) for name in STAND_INS}
        yield
    finally:
        for name in [name for name in sys.modules if _is_replaced(name)]:
            del sys.modules[name]
        sys.modules |= before


def _is_replaced(name: str) -> bool:
    return name.split(".")[0] in (PACKAGE, *STAND_INS)
