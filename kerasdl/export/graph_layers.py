"""Dense layers of a TF.js graph: their activations, and the names of the tensors that hold their weights.

The converter inlines, folds and renames what Keras made, so a layer cannot be found in the written graph by its name. Its
weights are found by their values there. The page reads the description out of the graph's metadata
(`web/network/graph.js`), to show every neuron and to compute without TF.js.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from kerasdl.export.tfjs_package import import_tensorflowjs
from kerasdl.models.tfjs_model import Weight, read_tfjs_model
from kerasdl.networks.from_keras import activation_name, activation_of_layer, scale_and_shift
from kerasdl.networks.reading_model import network_input

if TYPE_CHECKING:
    import keras

# TensorFlow folds a normalisation's constants in float32, in another order than NumPy.
ROUNDING = 1e-5
# Layers that change no number of a trained network's dense part.
IDENTITIES = frozenset(
    "ActivityRegularization AlphaDropout Dropout Flatten GaussianDropout GaussianNoise InputLayer Reshape".split()
)


class _NotDescribedError(Exception):
    """A layer is none of a plain network's, or its weights are not in the graph."""


def describe_layers(network: keras.Sequential, folder: Path) -> list[dict[str, Any]] | None:
    """Describe the layers of a graph that goes from raw ink through `network`.

    A layer is z = Wᵀa + b and an activation. Factors and terms around the product, which are normalisations and
    rescalings, are applied in their order, as x · scale + shift: those of `before` to a, those of `after` to z.

    Args:
        network: what was exported behind `CenterInk`.
        folder: the written graph's, with `model.json`.

    Returns:
        For each layer `kind` "dense", `inputs`, `units`, `activation` (a name of `kerasdl.activations`), `kernel` (a
        tensor's name in the weights manifest), `bias`, `before` and `after` (lists of `scale` and `shift`). Bias, scale and
        shift are a tensor's name, or a number, which stands for as many as are needed. None for a network that is not made
        of such layers alone, with softmax as the last activation and nowhere else.
    """
    try:
        layers = _gather(network, _Weights(folder))
    except _NotDescribedError:
        return None
    *hidden, last = [layer["activation"] for layer in layers] or [None]
    return layers if last == "softmax" and "softmax" not in hidden else None


class _Weights:
    """The float weights that a graph was written with, to be found by their values."""

    def __init__(self, folder: Path) -> None:
        read_weights = import_tensorflowjs("read_weights").read_weights
        manifest = read_tfjs_model(folder).get("weightsManifest", [])
        specs = {spec["name"]: spec for group in manifest for spec in group["weights"]}
        self.arrays = {
            weight["name"]: (weight["data"], _rounding(specs[weight["name"]], weight["data"]))
            for weight in read_weights(manifest, str(folder), flatten=True)
            if weight["data"].dtype == np.float32
        }

    def find(self, values: np.ndarray) -> str | float:
        """The name of the weight that holds an array's values, or their number where all are equal."""
        # The converter leaves out terms of 0 and factors of 1.
        return float(values.flat[0]) if np.ptp(values) == 0 else self.name_of(values)

    def name_of(self, values: np.ndarray) -> str:
        """The name of the weight that holds an array's values."""
        distances = {
            name: float(np.abs(data - values).max()) - rounding
            for name, (data, rounding) in self.arrays.items()
            if data.shape == values.shape
        }
        nearest = min(distances, key=lambda name: distances[name], default=None)
        if nearest is None or distances[nearest] > ROUNDING * max(1.0, float(np.abs(values).max())):
            raise _NotDescribedError
        return nearest


def _rounding(spec: Weight, data: np.ndarray) -> float:
    """How far a stored weight may be from what was stored, by its quantisation."""
    quantization = spec.get("quantization", {})
    if "scale" in quantization:
        return 0.51 * float(quantization["scale"])
    return 2.0**-11 * float(np.abs(data).max()) if quantization else 0.0


def _gather(network: keras.Sequential, weights: _Weights) -> list[dict[str, Any]]:
    """The layers of a network, first to last; what Keras spreads over several is gathered."""
    import keras

    layers: list[dict[str, Any]] = []
    before = _input_scale(network)
    open_ended = False  # whether what comes next still belongs to the last layer's z
    for layer in network.layers:
        if isinstance(layer, keras.layers.Dense):
            layers.append(_dense(layer, weights, before))
            before, open_ended = [], layers[-1]["activation"] == "linear"
        elif isinstance(layer, keras.layers.BatchNormalization | keras.layers.Rescaling):
            (layers[-1]["after"] if open_ended else before).append(_scale_and_shift(layer, weights))
        elif (activation := activation_of_layer(layer)) is not None and (open_ended or activation == "linear"):
            if activation != "linear":
                layers[-1]["activation"], open_ended = activation, False
        elif type(layer).__name__ not in IDENTITIES:
            raise _NotDescribedError
    if before:
        raise _NotDescribedError
    return layers


def _input_scale(network: keras.Sequential) -> list[dict[str, Any]]:
    """What the reading model does to the digit for a network that takes 0 to 255."""
    import keras

    white = float(keras.ops.max(network_input(network, np.ones((1, 1, 1), np.float32))))
    return [{"scale": white, "shift": 0.0}] if white != 1 else []


def _dense(layer: keras.layers.Dense, weights: _Weights, before: list[dict[str, Any]]) -> dict[str, Any]:
    activation = activation_name(layer.activation)
    kernel = _array(layer.kernel)
    if activation is None or len(layer.input.shape) != 2:
        raise _NotDescribedError
    return {
        "kind": "dense",
        "inputs": kernel.shape[0],
        "units": kernel.shape[1],
        "activation": activation,
        "kernel": weights.name_of(kernel),
        "bias": 0.0 if layer.bias is None else weights.find(_array(layer.bias)),
        "before": before,
        "after": [],
    }


def _scale_and_shift(
    layer: keras.layers.BatchNormalization | keras.layers.Rescaling, weights: _Weights
) -> dict[str, Any]:
    import keras

    if isinstance(layer, keras.layers.Rescaling):
        scale, shift = np.asarray(layer.scale, float), np.asarray(layer.offset, float)
        if scale.ndim or shift.ndim:
            raise _NotDescribedError
        return {"scale": float(scale), "shift": float(shift)}
    if len(layer.input.shape) != 2:
        raise _NotDescribedError
    scale, shift = scale_and_shift(layer)
    return {"scale": weights.find(scale), "shift": weights.find(shift)}


def _array(variable: Any) -> np.ndarray:
    import keras

    return np.asarray(keras.ops.convert_to_numpy(variable), np.float32)
