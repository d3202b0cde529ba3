"""TF.js layers export: any graph of Keras 3 layers, on its own inputs, for `tf.loadLayersModel` of TF.js 4.22.

What TF.js computes otherwise than Keras is written as other layers of TF.js that compute the same, or refused by name: no
model is written that loads and answers otherwise. `rewrite` walks the model, the modules beside it say how each class of
layers is written, `masks` watches over masks, and `topology` writes the JSON.
"""

from __future__ import annotations

import json
from importlib.metadata import version
from pathlib import Path

import keras

from kerasdl.errors import ExportError
from kerasdl.export.tfjs_layers.activations import ACTIVATIONS
from kerasdl.export.tfjs_layers.graph import LAYERS, Graph
from kerasdl.export.tfjs_layers.rewrite import rewrite_model
from kerasdl.export.tfjs_layers.topology import model_config, name_layers, named_weights
from kerasdl.export.tfjs_package import import_tensorflowjs
from kerasdl.models.running import reason_of

__all__ = ["ACTIVATIONS", "LAYERS", "check_layers", "notes_of_layers", "write_layers_model"]


def check_layers(model: keras.Model) -> None:
    """Check that TF.js's layers can hold a model exactly.

    Raises:
        ExportError: they cannot; the layers are named, each with the reason.
    """
    _checked(model)


def notes_of_layers(model: keras.Model) -> list[str]:
    """What is left out or written otherwise, a line each: "flip (RandomFlip) does nothing at inference: left out".

    Raises:
        ExportError: see `check_layers`.
    """
    return _checked(model).notes


def write_layers_model(model: keras.Model, folder: Path, quantize: str | None = None) -> None:
    """Write `model.json` and its weights.

    Inputs and outputs stand in the order of `model.inputs` and `model.outputs`; an output is called by its key in a
    dictionary of outputs, else by its layer's name.

    Args:
        model: a built Sequential or Functional.
        folder: an empty or missing folder.
        quantize: None, "float16" or "uint8", for weights of two axes and more.

    Raises:
        ExportError: see `check_layers`.
    """
    graph = _checked(model)
    name_layers(graph)
    config = model_config(graph, model.name, isinstance(model, keras.Sequential))
    folder.mkdir(parents=True, exist_ok=True)
    weights = named_weights(graph)
    matrices = [str(w["name"]) for w in weights if w["data"].ndim >= 2]  # type: ignore[union-attr]
    manifest = import_tensorflowjs("write_weights").write_weights(
        [weights], str(folder), write_manifest=False, quantization_dtype_map={quantize: matrices} if quantize else None
    )
    content = {
        "format": "layers-model",
        "generatedBy": f"keras v{keras.__version__}",
        "convertedBy": f"kerasdl v{version('kerasdl')}",
        "modelTopology": {"keras_version": keras.__version__, "backend": "tensorflow", "model_config": config},
        "weightsManifest": manifest,
    }
    (folder / "model.json").write_text(json.dumps(content, allow_nan=False), encoding="utf-8")


def _checked(model: keras.Model) -> Graph:
    try:
        graph = rewrite_model(model)
    except ExportError:
        raise
    # Classes of others may raise anything when they are looked at.
    except Exception as error:
        raise ExportError(f"TF.js layers must be able to hold the model. Received: {reason_of(error)}") from None
    if graph.problems:
        raise ExportError(
            f"TF.js layers must know every layer and mean the same by it. Received: {', '.join(graph.problems)}"
        )
    return graph
