"""Optional packages: the extras of kerasdl, and the modules that each brings."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterable

from kerasdl.errors import KerasdlError

# The modules that write a format, and those that run it, by the extra that brings them; LiteRT's writer is TensorFlow's own.
WRITERS: dict[str, tuple[str, ...]] = {"onnx": ("tf2onnx", "onnx"), "litert": ()}
RUNTIMES: dict[str, tuple[str, ...]] = {"onnx": ("onnxruntime",), "litert": ("ai_edge_litert",)}


def is_installed(*modules: str) -> bool:
    """Whether all of some modules can be imported; none is."""
    return not _missing(modules)


def require_extra(extra: str, *modules: str, error: type[KerasdlError]) -> None:
    """Check that an extra of kerasdl's is installed.

    Args:
        extra: its name in `pyproject.toml`.
        modules: what is needed of it.
        error: the error to raise.

    Raises:
        KerasdlError: as `error` says; a module is missing.
    """
    if missing := _missing(modules):
        raise error(
            f"This needs kerasdl's extra {extra}: pip install 'kerasdl[{extra}]'. "
            f"Received: no module {', '.join(missing)}"
        )


def _missing(modules: Iterable[str]) -> list[str]:
    return [name for name in modules if importlib.util.find_spec(name) is None]
