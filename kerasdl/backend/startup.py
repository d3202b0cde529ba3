"""A quick start for the command's own process: load Keras without what the command never uses.

Keras imports pandas, Matplotlib and scikit-learn when they are installed, and under JAX an attention kernel for TPUs: as
long as the training of a network for digits, which uses none of them. Keras treats the first three as optional, so they
are held back while it loads; the TPU kernel is replaced by an empty module. Only `kerasdl.cli.main` does this, never
`import kerasdl`: in your own program Keras stays as it is.
"""

from __future__ import annotations

import gc
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

HELD_BACK = ("pandas", "matplotlib", "sklearn")
# What TensorFlow is told, before it is loaded, to have the same graphs optimised in the same way on every processor.
WITHOUT_ONEDNN = {"TF_ENABLE_ONEDNN_OPTS": "0"}
TPU_ATTENTION = "jax.experimental.pallas.ops.tpu.splash_attention"


def choose_backend(backend: str | None = None, default: str = "jax") -> str:
    """Choose the Keras backend of this process, before Keras is loaded.

    Args:
        backend: the user's choice; None keeps what the environment says.
        default: the backend where nothing else was said.

    Returns:
        The chosen backend.
    """
    chosen = backend or os.environ.get("KERAS_BACKEND") or default
    os.environ["KERAS_BACKEND"] = chosen
    return chosen


def choose_export_backend() -> None:
    """Choose TensorFlow for this process, before it is loaded, as an export to TF.js needs it."""
    choose_backend("tensorflow")
    os.environ.update(WITHOUT_ONEDNN)


def best_backend(*, convolutions: bool, devices: int = 1) -> str:
    """The backend that trains fastest here, before any is loaded.

    For dense layers it is JAX. For convolutions too where there is an NVIDIA card, but on a CPU JAX takes twenty times as
    long for them as TensorFlow. Several devices share a batch on JAX alone.
    """
    on_cpu = shutil.which("nvidia-smi") is None
    return "tensorflow" if convolutions and on_cpu and devices == 1 else "jax"


def load_keras() -> None:
    """Load Keras, quickly, and on another backend without TensorFlow; nothing happens when it is loaded already."""
    if "keras" in sys.modules:
        return
    with held_back(*HELD_BACK), _without_tpu_attention(), _no_garbage_collection():
        import keras  # noqa: F401
    if os.environ["KERAS_BACKEND"] != "tensorflow":
        # Saving and loading, Keras looks for TensorFlow, only to ask whether a value is one of its shapes.
        sys.modules.setdefault("tensorflow", None)  # type: ignore[arg-type]


@contextmanager
def held_back(*packages: str) -> Iterator[None]:
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


@contextmanager
def quiet_tensorflow() -> Iterator[None]:
    """Keep TensorFlow's notes off the screen while the block runs; if the block fails to import, they are shown after all.

    They are written by C++ code straight to the process's standard error, so that is redirected, not `sys.stderr`.
    """
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    # A package of the converter's greets, and needs IPython to do so when its output is not a terminal.
    os.environ.setdefault("TFDF_DISABLE_WELCOME_MESSAGE", "1")
    sys.stderr.flush()
    with tempfile.TemporaryFile() as notes:
        kept = os.dup(2)
        os.dup2(notes.fileno(), 2)
        try:
            yield
        except ImportError:
            notes.seek(0)
            os.write(kept, notes.read())
            raise
        finally:
            os.dup2(kept, 2)
            os.close(kept)
