"""Fast import of Keras: without the optional packages that kerasdl never uses.

Keras imports pandas, Matplotlib and scikit-learn when they are installed, and under JAX an attention kernel for TPUs. That
takes as long as training a network for digits, which uses none of them. Keras treats the first three as optional, so they
are hidden while it loads; the TPU kernel is replaced by an empty module. The `kerasdl` command, the dashboard and their
worker processes load Keras this way; `import kerasdl` does not: in your own program Keras stays as it is.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

OPTIONAL_PACKAGES = ("pandas", "matplotlib", "sklearn")
TPU_ATTENTION = "jax.experimental.pallas.ops.tpu.splash_attention"


def load_keras() -> None:
    """Load Keras, quickly, and on another backend without TensorFlow; nothing happens when it is loaded already."""
    if "keras" in sys.modules:
        return
    with without_packages(*OPTIONAL_PACKAGES), _without_tpu_attention(), _no_garbage_collection():
        import keras  # noqa: F401
    if os.environ["KERAS_BACKEND"] != "tensorflow":
        # Saving and loading, Keras looks for TensorFlow, only to ask whether a value is one of its shapes.
        sys.modules.setdefault("tensorflow", None)  # type: ignore[arg-type]


@contextmanager
def without_packages(*packages: str) -> Iterator[None]:
    """Let packages that are not loaded yet seem to be missing, for as long as the block runs."""
    names = [name for name in packages if name not in sys.modules]
    # None makes an import raise ImportError, which Keras expects of a package that is not installed.
    sys.modules.update(dict.fromkeys(names))  # type: ignore[arg-type]
    try:
        yield
    finally:
        for name in names:
            del sys.modules[name]


@contextmanager
def _without_tpu_attention() -> Iterator[None]:
    held = False
    if os.environ.get("KERAS_BACKEND") == "jax" and TPU_ATTENTION not in sys.modules:
        empty = ModuleType(TPU_ATTENTION)
        empty.splash_attention_kernel = empty.splash_attention_mask = None  # type: ignore[attr-defined]
        sys.modules[TPU_ATTENTION] = empty
        held = True
    try:
        yield
    finally:
        if held:
            del sys.modules[TPU_ATTENTION]


@contextmanager
def _no_garbage_collection() -> Iterator[None]:
    """Imports make many objects and little garbage; looking for it takes a tenth of the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
