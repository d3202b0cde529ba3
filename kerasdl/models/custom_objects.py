"""Custom layers and functions that a model needs, from a module or a Python file that its user names."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

from kerasdl.errors import ConfigError, one_line


def load_custom_objects(source: str) -> dict[str, Any]:
    """Import a module, which runs it, and collect what Keras may need of it.

    Args:
        source: a module's name, or a `.py` file.

    Returns:
        Its classes and functions by their name, and by the name under which they are registered with Keras.

    Raises:
        ConfigError: it cannot be imported.
    """
    import keras

    module = _import(source)
    objects = {name: value for name, value in vars(module).items() if callable(value) and not name.startswith("_")}
    named = [value for value in objects.values() if isinstance(value, type | FunctionType)]
    return objects | {keras.saving.get_registered_name(value): value for value in named}


def _import(source: str) -> ModuleType:
    try:
        if not source.endswith(".py"):
            return importlib.import_module(source)
        spec = importlib.util.spec_from_file_location(Path(source).stem, Path(source).resolve())
        if spec is None or spec.loader is None or not Path(source).is_file():
            raise FileNotFoundError("there is no such file")
        module = importlib.util.module_from_spec(spec)
        sys.modules.setdefault(Path(source).stem, module)
        spec.loader.exec_module(module)
    # It is a stranger's code: it may raise anything.
    except Exception as error:
        reason = one_line(f"{type(error).__name__}: {error}", 200)
        raise ConfigError(f"`custom` must be a module or a Python file. Received: {source} ({reason})") from None
    return module
