"""Networks that were trained in the page and downloaded from it (`.kerasdl` files), as Keras networks.

    "KDLN", length of the header (four bytes, low first), header (JSON, with the Adler-32 of what follows),
    float32 of each layer: weights, then biases

`web/storage/network_file.js` writes them.
"""

from __future__ import annotations

import json
import struct
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from kerasdl.activations import ACTIVATION_SPECS
from kerasdl.errors import ModelError

if TYPE_CHECKING:
    import keras

MAGIC = b"KDLN"
VERSION = 1


def load_page_network(file: str | Path) -> keras.Sequential:
    """The network in a file that the page's Step 3 downloads.

    Args:
        file: a `.kerasdl` file.

    Returns:
        A model like `kerasdl.mlp`'s: (batch, 28, 28), 0 to 1, to confidences (batch, 10). `kerasdl.evaluate` and
        `kerasdl.export_model` take it; so does `kerasdl export mine.keras`, after `model.save("mine.keras")`.

    Raises:
        ModelError: the file cannot be read, is no such file, or is not whole.
    """
    file = Path(file)
    try:
        content = file.read_bytes()
    except OSError as error:
        raise ModelError(f"A page's network must be a readable file. Received: {file} ({error.strerror})") from None
    header, numbers = _parts(file, content)
    import keras

    layers: list[keras.Layer] = [keras.Input((header["side"], header["side"])), keras.layers.Flatten()]
    layers += [keras.layers.Dense(layer["units"], layer["activation"]) for layer in header["layers"]]
    model = keras.Sequential(layers, name="page_network")
    model.set_weights(numbers)
    return model


def _parts(file: Path, content: bytes) -> tuple[dict[str, Any], list[np.ndarray]]:
    """The header, and each layer's weights and biases."""
    if content[:4] != MAGIC or len(content) < 8:
        raise ModelError(f"A page's network must be a .kerasdl file from the page. Received: {file}")
    start = 8 + struct.unpack_from("<I", content, 4)[0]
    try:
        header = json.loads(content[8:start])
        layers = [(layer["inputs"], layer["units"]) for layer in header["layers"]]
        shapes = [shape for inputs, units in layers for shape in ((inputs, units), (units,))]
        sizes = [int(np.prod(shape)) for shape in shapes]
        version, expected = header["version"], header["checksum"]
        fits = [inputs for inputs, _ in layers] == [header["side"] ** 2, *(units for _, units in layers)][:-1]
        fits = fits and {layer["activation"] for layer in header["layers"]} <= set(ACTIVATION_SPECS)
    except (ValueError, KeyError, TypeError):
        raise ModelError(f"A page's network must begin with a readable header. Received: {file}") from None
    if version != VERSION:
        raise ModelError(f"A page's network must be of version {VERSION}. Received: {file} of version {version}")
    data = content[start:]
    if not layers or not fits or len(data) != 4 * sum(sizes) or zlib.adler32(data) != expected:
        raise ModelError(f"A page's network must be as it was saved. Received: {file}, which is cut or changed")
    parts = np.split(np.frombuffer(data, "<f4"), np.cumsum(sizes)[:-1])
    return header, [part.reshape(shape) for part, shape in zip(parts, shapes, strict=True)]
