"""TF.js layers model export: a Keras 3 Sequential alone, on its own inputs, for `tf.loadLayersModel`.

TF.js reads the JSON of Keras 2: an `InputLayer` has `batch_input_shape`, a data type is a plain string, and a weight is
called by its layer and its own name. Keras 3 writes none of these so; this module does.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kerasdl.activations import ACTIVATION_SPECS
from kerasdl.errors import ExportError
from kerasdl.export.tfjs_package import import_tensorflowjs
from kerasdl.layers.residual import Skip, flatten_layers, sublayers

if TYPE_CHECKING:
    import keras

# The classes that TF.js 4.22 registers and that mean there what they mean in Keras 3.
LAYERS = frozenset(
    """Activation Add Average AveragePooling1D AveragePooling2D BatchNormalization Bidirectional CategoryEncoding
    Concatenate Conv1D Conv2D Conv2DTranspose Conv3D Conv3DTranspose Cropping2D Dense DepthwiseConv2D Dropout ELU
    Embedding Flatten GRU GaussianDropout GaussianNoise GlobalAveragePooling1D GlobalAveragePooling2D
    GlobalMaxPooling1D GlobalMaxPooling2D InputLayer LSTM LayerNormalization LeakyReLU MaxPooling1D MaxPooling2D
    Maximum Minimum Multiply PReLU Permute ReLU RepeatVector Reshape SeparableConv2D SimpleRNN Softmax
    SpatialDropout1D TimeDistributed UpSampling2D ZeroPadding2D""".split()
)
# Keras 3's name -> TF.js's. Left out is what differs: TF.js's hard sigmoid has other slopes, its GELU another formula.
ACTIVATIONS = {spec.keras: spec.tfjs_layers for spec in ACTIVATION_SPECS.values() if spec.tfjs_layers}
ACTIVATIONS |= {"relu6": "relu6", "softsign": "softsign"}
TRAINING_ONLY = ("_initializer", "_regularizer", "_constraint")


def check_layers(model: keras.Sequential) -> None:
    """Check that TF.js knows every layer of a network.

    Raises:
        ExportError: it does not; the layers are named.
    """
    unknown = []
    for layer in flatten_layers(model):
        kind = type(layer).__name__
        if kind not in LAYERS or not type(layer).__module__.startswith("keras."):
            unknown.append(f"{layer.name} ({kind})")
            continue
        activation = layer.get_config().get("activation")
        if activation is not None and activation not in ACTIVATIONS:
            unknown.append(f"{layer.name} ({kind} with activation {activation})")
    if unknown:
        raise ExportError(
            "TF.js layers must know every layer; leave this format out with --formats saved_model,tfjs. "
            f"Received: {', '.join(unknown)}"
        )


def write_layers_model(model: keras.Sequential, folder: Path, quantize: str | None = None) -> None:
    """Write `model.json` and its weights.

    Args:
        model: a built Sequential that passes `check_layers`.
        folder: an empty or missing folder.
        quantize: None, "float16" or "uint8".
    """
    from importlib.metadata import version

    import keras

    folder.mkdir(parents=True, exist_ok=True)
    weights = [
        {"name": f"{layer.name}/{variable.name}", "data": keras.ops.convert_to_numpy(variable.value).astype("float32")}
        for layer in flatten_layers(model)
        for variable in layer.weights
    ]
    matrices = [str(w["name"]) for w in weights if w["data"].ndim >= 2]
    manifest = import_tensorflowjs("write_weights").write_weights(
        [weights], str(folder), write_manifest=False, quantization_dtype_map={quantize: matrices} if quantize else None
    )
    content = {
        "format": "layers-model",
        "generatedBy": f"keras v{keras.__version__}",
        "convertedBy": f"kerasdl v{version('kerasdl')}",
        "modelTopology": {
            "keras_version": keras.__version__,
            "backend": "tensorflow",
            "model_config": _network(model),
        },
        "weightsManifest": manifest,
    }
    (folder / "model.json").write_text(json.dumps(content), encoding="utf-8")


def _network(model: keras.Sequential) -> dict[str, Any]:
    """The network as Keras 2 wrote it: a Sequential; with skip sums, which are no layers there, a graph of its layers."""
    described = {layer.name: _described(layer) for layer in flatten_layers(model)}
    shape = [None, *model.input_shape[1:]]
    first = {"name": "input", "batch_input_shape": shape, "dtype": "float32", "sparse": False}
    layers: list[dict[str, Any]] = [{"class_name": "InputLayer", "config": first}]
    if not any(isinstance(layer, Skip) for layer in model.layers):
        return {
            "class_name": "Sequential",
            "config": {"name": model.name, "layers": [*layers, *described.values()]},
        }
    layers[0] |= {"name": "input", "inbound_nodes": []}
    last = "input"

    def add(layer: dict[str, Any], *inputs: str) -> str:
        name = layer["config"]["name"]
        layers.append({**layer, "name": name, "inbound_nodes": [[[each, 0, 0, {}] for each in inputs]]})
        return str(name)

    for whole in model.layers:
        before = last
        for layer in sublayers(whole):
            last = add(described[layer.name], last)
        if isinstance(whole, Skip):
            total = {"class_name": "Add", "config": {"name": whole.name, "dtype": "float32"}}
            last = add(total, before, last)
    ends = {"input_layers": [["input", 0, 0]], "output_layers": [[last, 0, 0]]}
    return {"class_name": "Functional", "config": {"name": model.name, "layers": layers, **ends}}


def _described(layer: keras.Layer) -> dict[str, Any]:
    return {"class_name": type(layer).__name__, "config": _config(layer)}


def _config(layer: keras.Layer) -> dict[str, Any]:
    """A layer's configuration as Keras 2 wrote it; what only training needs is left to TF.js's defaults."""
    kept = {k: v for k, v in layer.get_config().items() if not k.endswith(TRAINING_ONLY) and k != "build_config"}
    if "activation" in kept:
        kept["activation"] = ACTIVATIONS[kept["activation"]]
    kept["dtype"] = layer.compute_dtype
    return {k: list(v) if isinstance(v, tuple) else v for k, v in kept.items() if not isinstance(v, dict)}
