"""Fast import of Keras: without the optional packages that kerasdl never uses.

Keras imports pandas, Matplotlib and scikit-learn when they are installed; JAX a library for files in a cloud, an attention
kernel for TPUs, and solvers for sparse matrices with all of SciPy's. That takes as long as training a network for digits,
which uses none of them. What is optional is hidden while Keras loads; the two modules of JAX are replaced by empty ones. The
`kerasdl` command, the dashboard and their worker processes load Keras this way; `import kerasdl` does not: in your own
program Keras stays as it is.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

from kerasdl.backend.compilation_cache import use_compilation_cache

OPTIONAL_PACKAGES = ("pandas", "matplotlib", "sklearn", "etils")
# Modules of JAX, and what Keras and JAX import from them.
UNUSED_MODULES: dict[str, tuple[str, ...]] = {
    "jax.experimental.pallas.ops.tpu.splash_attention": ("splash_attention_kernel", "splash_attention_mask"),
    "jax.experimental.sparse.linalg": (),
}


def load_keras() -> None:
    """Load Keras, quickly, and on another backend without TensorFlow; nothing happens when it is loaded already."""
    if "keras" in sys.modules:
        return
    with without_packages(*OPTIONAL_PACKAGES), _without_unused_modules(), _no_garbage_collection():
        import keras  # noqa: F401
    if os.environ["KERAS_BACKEND"] == "jax":
        use_compilation_cache()
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
def _without_unused_modules() -> Iterator[None]:
    on_jax = os.environ.get("KERAS_BACKEND") == "jax"
    names = [name for name in UNUSED_MODULES if on_jax and name not in sys.modules]
    for name in names:
        sys.modules[name] = empty = ModuleType(name)
        vars(empty).update(dict.fromkeys(UNUSED_MODULES[name]))
    try:
        yield
    finally:
        for name in names:
            del sys.modules[name]


@contextmanager
def _no_garbage_collection() -> Iterator[None]:
    """Imports make many objects and little garbage; looking for it takes a tenth of the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
