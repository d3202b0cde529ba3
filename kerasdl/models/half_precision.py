"""Large networks' kernels as float16: half the file, and no answer changes but in the fourth digit.

What is kept is exact: kernels are rounded before a network is judged. Biases and the numbers of a normalisation, which are
few, stay float32; some variances are too small for float16.
"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from kerasdl.models.keras_file import WEIGHTS

if TYPE_CHECKING:
    import h5py
    import keras

LARGE = 4_000_000  # parameters: as float32, 16 MB


def is_large(model: keras.Model) -> bool:
    """Whether a network's kernels are kept as float16."""
    return model.count_params() > LARGE


def round_kernels(model: keras.Model) -> None:
    """Round a large network's kernels to what float16 holds; a smaller network stays as it is."""
    if is_large(model):
        model.set_weights([_rounded(weights) for weights in model.get_weights()])


def save_network(model: keras.Model, file: Path) -> None:
    """Save a network as a `.keras` file, a large one's kernels as float16; Keras reads both.

    Args:
        model: of a large one, after `round_kernels`.
        file: ends with `.keras`.
    """
    model.save(file)
    if is_large(model):
        _rewrite(file)


def _rounded(weights: np.ndarray) -> np.ndarray:
    """Kernels, which have two sides or more, rounded; all else as it is."""
    return weights.astype(np.float16).astype(weights.dtype) if weights.ndim > 1 else weights


def _rewrite(file: Path) -> None:
    import h5py

    with zipfile.ZipFile(file) as source:
        contents = {info.filename: source.read(info) for info in source.infolist()}
    halved = io.BytesIO()
    with h5py.File(io.BytesIO(contents[WEIGHTS])) as full, h5py.File(halved, "w") as half:
        _copy(full, half)
    contents[WEIGHTS] = halved.getvalue()
    with zipfile.ZipFile(file, "w") as target:
        for name, content in contents.items():
            target.writestr(name, content)


def _copy(source: h5py.Group, target: h5py.Group) -> None:
    import h5py

    for name, value in source.attrs.items():
        target.attrs[name] = value
    for name, part in source.items():
        if isinstance(part, h5py.Group):
            _copy(part, target.create_group(name))
        else:
            values = part[()]
            kernel = values.ndim > 1 and values.dtype == np.float32
            target.create_dataset(name, data=values.astype(np.float16) if kernel else values)
            for key, value in part.attrs.items():
                target[name].attrs[key] = value
