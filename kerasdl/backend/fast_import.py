"""Fast import of Keras and of SciPy's filters: without the optional packages that kerasdl never uses.

Keras imports pandas, Matplotlib and scikit-learn when they are installed; JAX a library for files in a cloud, an attention
kernel for TPUs, and solvers for sparse matrices with all of SciPy's. That takes as long as training a network for digits,
which uses none of them. What is optional is hidden while Keras loads; the two modules of JAX are replaced by empty ones. So
are two that SciPy's filters import: special functions, for a rotation, and NumPy's wrapper of Fortran. The `kerasdl` command
loads both this way, the dashboard and all worker processes load Keras so; `import kerasdl` does neither: in your own program
they stay as they are.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import ModuleType

from kerasdl.backend.compilation_cache import use_compilation_cache

OPTIONAL_PACKAGES = ("pandas", "matplotlib", "sklearn", "etils")
# Modules that are imported and not used, and what is imported from them: of JAX, by Keras and JAX; and by SciPy's filters.
UNUSED_BY_JAX: dict[str, tuple[str, ...]] = {
    "jax.experimental.pallas.ops.tpu.splash_attention": ("splash_attention_kernel", "splash_attention_mask"),
    "jax.experimental.sparse.linalg": (),
}
UNUSED_BY_FILTERS: dict[str, tuple[str, ...]] = {"numpy.f2py": (), "scipy.special": ()}


def load_keras() -> None:
    """Load Keras, quickly, and on another backend without TensorFlow; nothing happens when it is loaded already."""
    if "keras" in sys.modules:
        return
    unused = UNUSED_BY_JAX if os.environ.get("KERAS_BACKEND") == "jax" else {}
    with without_packages(*OPTIONAL_PACKAGES), _empty_modules(unused), _no_garbage_collection():
        import keras  # noqa: F401
    if os.environ["KERAS_BACKEND"] == "jax":
        use_compilation_cache()
    if os.environ["KERAS_BACKEND"] != "tensorflow":
        # Saving and loading, Keras looks for TensorFlow, only to ask whether a value is one of its shapes.
        sys.modules.setdefault("tensorflow", None)  # type: ignore[arg-type]


def load_filters() -> None:
    """Load SciPy's filters of pictures, quickly; nothing happens when they are loaded already."""
    import numpy as np

    if "scipy.ndimage" in sys.modules:
        return
    with _empty_modules(UNUSED_BY_FILTERS) as empty, _no_garbage_collection():
        # NumPy looks for this one among its own names.
        vars(np).update({"f2py": empty["numpy.f2py"]} if "numpy.f2py" in empty else {})
        import scipy.ndimage  # noqa: F401
    if "numpy.f2py" in empty:
        del vars(np)["f2py"]


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
def _empty_modules(unused: Mapping[str, tuple[str, ...]]) -> Iterator[dict[str, ModuleType]]:
    """Put empty modules in the place of those that are not loaded yet, for as long as the block runs."""
    empty = {name: ModuleType(name) for name in unused if name not in sys.modules}
    for name, module in empty.items():
        vars(module).update(dict.fromkeys(unused[name]))
    sys.modules.update(empty)
    try:
        yield empty
    finally:
        for name in empty:
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
