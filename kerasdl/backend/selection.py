"""Selection of the Keras backend, before Keras is loaded."""

from __future__ import annotations

import os
import shutil

# Set before TensorFlow is loaded: it then optimises a graph in the same way on every processor.
WITHOUT_ONEDNN = {"TF_ENABLE_ONEDNN_OPTS": "0"}


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
