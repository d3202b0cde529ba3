"""Networks trained in the web page (`.kerasdl` files, which are safetensors files) as Keras models.

The tensors are float32: `layers.0.kernel` (inputs, units), `layers.0.bias` (units,), `layers.1.kernel`, … The metadata is:

    format       "kerasdl-network"
    version      "2"
    side         the network takes digits of side × side pixels, "28"
    labels       the classes' names, a JSON list
    activations  each layer's, a JSON list
    adler32      Adler-32 of kernel and bias, layer by layer, as little-endian bytes
    about        name, accuracy, date and rejection threshold (`not_sure_below`), a JSON object

`web/storage/network_file.js` writes them. Files of version 1 are read, too: "KDLN", length of the header (four bytes,
little-endian), header (JSON), then the same numbers layer by layer.
"""

from __future__ import annotations

import json
import math
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from kerasdl.activations import ACTIVATION_SPECS
from kerasdl.errors import ModelError

if TYPE_CHECKING:
    import keras

    from kerasdl.models.card import Card

SUFFIX = ".kerasdl"
FORMAT, VERSION = "kerasdl-network", "2"
MAGIC_1 = b"KDLN"
# The page's limits, too: half as much again as the largest network that it makes, the first two layers of its own with other
# classes. Up to there it trains, reads and draws one while nobody waits.
_LIMITS = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))
MAX_BYTES, MAX_HEADER_BYTES = _LIMITS["MAX_BYTES"], _LIMITS["MAX_HEADER_BYTES"]
MAX_SIDE, MAX_LAYERS, MAX_UNITS = _LIMITS["MAX_SIDE"], _LIMITS["MAX_LAYERS"], _LIMITS["MAX_UNITS"]
MAX_LABELS, LONGEST_LABEL = _LIMITS["MAX_LABELS"], _LIMITS["LONGEST_LABEL"]
HIDDEN_ACTIVATIONS = {name for name, spec in ACTIVATION_SPECS.items() if not spec.output}


@dataclass(frozen=True)
class _Contents:
    """What a file holds, unchecked: the values may be of any type.

    Attributes:
        version: of the format.
        tensors: kernel and bias of each layer, in order.
        about: what else the page says of it.
    """

    version: Any
    side: Any
    labels: Any
    activations: Any
    checksum: Any
    tensors: list[np.ndarray]
    about: Any = None


def load_page_network(file: str | Path) -> keras.Sequential:
    """Load a network that was trained in the web page and downloaded there.

    Args:
        file: a `.kerasdl` file.

    Returns:
        A model like `kerasdl.mlp`'s: (batch, side, side), 0 to 1, to confidences (batch, classes); `page_network_card` has
        the classes' names. One that reads the ten digits can be judged by `kerasdl.evaluate`. `kerasdl export mine.kerasdl`
        exports the file as it is.

    Raises:
        ModelError: the file cannot be read, is too large, of another kind or version, or damaged.
    """
    contents = _read(Path(file))
    import keras

    units = [len(bias) for bias in contents.tensors[1::2]]
    layers: list[keras.Layer] = [keras.Input((contents.side, contents.side)), keras.layers.Flatten()]
    layers += [keras.layers.Dense(*layer) for layer in zip(units, contents.activations, strict=True)]
    model = keras.Sequential(layers, name="page_network")
    model.set_weights(contents.tensors)
    return model


def page_network_card(file: str | Path) -> Card:
    """What a card says of a network that was trained in the web page.

    Args:
        file: a `.kerasdl` file.

    Returns:
        `labels`, the classes' names; of a network of one's own signs also `not_sure_below`, its rejection threshold.

    Raises:
        ModelError: as `load_page_network`.
    """
    contents = _read(Path(file))
    card: Card = {"labels": contents.labels}
    threshold = contents.about.get("not_sure_below") if isinstance(contents.about, dict) else None
    if isinstance(threshold, int | float) and not isinstance(threshold, bool) and 0 <= threshold <= 1:
        card["not_sure_below"] = float(threshold)
    return card


def _read(file: Path) -> _Contents:
    try:
        with file.open("rb") as opened:
            content = opened.read(MAX_BYTES + 1)
    except OSError as error:
        raise _error("be a readable file", f"{file} ({error.strerror})") from None
    if len(content) > MAX_BYTES:
        raise _error(f"have at most {MAX_BYTES:,} bytes", f"{file}, which has more")
    contents = _read_version_1(file, content) if content.startswith(MAGIC_1) else _read_safetensors(file, content)
    _check(file, contents)
    return contents


def _error(rule: str, received: object) -> ModelError:
    return ModelError(f"A page's network must {rule}. Received: {received}")


def _read_safetensors(file: Path, content: bytes) -> _Contents:
    from safetensors import SafetensorError
    from safetensors.numpy import load

    length = int.from_bytes(content[:8], "little")
    if len(content) < 8 or length > MAX_HEADER_BYTES:
        raise _error("be a .kerasdl file from the page", file)
    try:
        tensors = load(content)
        metadata = json.loads(content[8 : 8 + length]).get("__metadata__") or {}
    except (SafetensorError, ValueError, KeyError, RecursionError) as error:
        reason = " ".join(str(error).split())[:160]
        raise _error("be a whole safetensors file", f"{file} ({reason})") from None
    if metadata.get("format") != FORMAT:
        raise _error("be a .kerasdl file from the page", f"{file}, a safetensors file of another kind")
    try:
        side, labels, activations, checksum = (
            json.loads(metadata[name]) for name in ("side", "labels", "activations", "adler32")
        )
        about = json.loads(metadata.get("about") or "{}")
        names = [f"layers.{n}.{part}" for n in range(len(activations)) for part in ("kernel", "bias")]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise _error("have readable metadata", file) from None
    if sorted(tensors) != sorted(names):
        raise _error("have a kernel and a bias for each activation", f"{file} with {sorted(tensors)!r:.120}")
    ordered = [tensors[name] for name in names]
    return _Contents(metadata.get("version"), side, labels, activations, checksum, ordered, about)


def _read_version_1(file: Path, content: bytes) -> _Contents:
    start = 8 + int.from_bytes(content[4:8], "little")
    try:
        if len(content) < 8 or start > 8 + MAX_HEADER_BYTES:
            raise ValueError
        header = json.loads(content[8:start])
        layers = header["layers"]
        if not 1 <= len(layers) <= MAX_LAYERS:
            raise ValueError
        shapes = [shape for layer in layers for shape in ((layer["inputs"], layer["units"]), (layer["units"],))]
        if not all(type(size) is int and 0 < size <= MAX_UNITS for shape in shapes for size in shape):
            raise ValueError
        activations = [layer["activation"] for layer in layers]
        version, side, labels, checksum = (header[name] for name in ("version", "side", "labels", "checksum"))
    except (ValueError, KeyError, TypeError, RecursionError):
        raise _error("begin with a readable header", file) from None
    sizes = [math.prod(shape) for shape in shapes]
    if len(content) != start + 4 * sum(sizes):
        raise _error(f"have {start + 4 * sum(sizes):,} bytes", f"{file}, which has {len(content):,}")
    parts = np.split(np.frombuffer(content[start:], "<f4"), np.cumsum(sizes)[:-1])
    tensors = [part.reshape(shape) for part, shape in zip(parts, shapes, strict=True)]
    return _Contents(VERSION if version == 1 else version, side, labels, activations, checksum, tensors)


def _check(file: Path, contents: _Contents) -> None:
    """Check every rule of a file that could be read.

    Raises:
        ModelError: it breaks one.
    """
    side, labels, activations, tensors = contents.side, contents.labels, contents.activations, contents.tensors
    if contents.version != VERSION:
        raise _error(f"be of version 1 or {VERSION}", f"{file} of version {contents.version!r:.40}")
    if type(side) is not int or not 1 <= side <= MAX_SIDE:
        raise _error(f"take digits of 1 to {MAX_SIDE} pixels a side", f"{file} with {side!r:.40}")
    if not _are_labels(labels):
        rule = f"have 1 to {MAX_LABELS} labels, each of 1 to {LONGEST_LABEL} printable characters and unlike the others"
        raise _error(rule, f"{file} with {labels!r:.80}")
    if not _are_activations(activations):
        rule = f"have 1 to {MAX_LAYERS} layers of known activations, of which the last alone is softmax"
        raise _error(rule, f"{file} with {activations!r:.80}")
    units = [tensor.shape[0] if tensor.ndim == 1 else 0 for tensor in tensors[1::2]]
    expected = [shape for n, u in zip([side * side, *units], units, strict=False) for shape in ((n, u), (u,))]
    shapes = [tensor.shape for tensor in tensors]
    if shapes != expected or units[-1] != len(labels) or not all(0 < count <= MAX_UNITS for count in units):
        rule = f"have layers that fit, from {side}×{side} pixels to {len(labels)} labels"
        raise _error(rule, f"{file} with shapes {shapes!r:.120}")
    if any(tensor.dtype != np.float32 or not np.isfinite(tensor).all() for tensor in tensors):
        raise _error("hold finite float32 numbers", f"{file}, which holds others")
    if zlib.adler32(b"".join(tensor.astype("<f4").tobytes() for tensor in tensors)) != contents.checksum:
        raise _error("be as it was saved", f"{file}, whose numbers were changed")


def _are_labels(labels: Any) -> bool:
    if not isinstance(labels, list) or not 1 <= len(labels) <= MAX_LABELS:
        return False
    if not all(isinstance(label, str) and label.strip() and label.isprintable() for label in labels):
        return False
    return all(len(label) <= LONGEST_LABEL for label in labels) and len(set(labels)) == len(labels)


def _are_activations(names: Any) -> bool:
    if not isinstance(names, list) or not 1 <= len(names) <= MAX_LAYERS:
        return False
    return all(isinstance(name, str) and name in HIDDEN_ACTIVATIONS for name in names[:-1]) and names[-1] == "softmax"
