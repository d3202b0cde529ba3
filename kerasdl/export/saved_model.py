"""SavedModel export, with a signature of named inputs and outputs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import keras
import tensorflow as tf

from kerasdl.errors import ExportError
from kerasdl.export.serving_function import ServingFunction
from kerasdl.export.suppress_output import suppress_output
from kerasdl.export.text_layers import stateful_layers
from kerasdl.models.running import guarded, reason_of


def trace(serving: ServingFunction) -> Any:
    """Trace a serving function: a `tf.function` of its inputs' keys, with one concrete function.

    Raises:
        ModelError: a layer cannot compute.
    """
    keys = [spec.key for spec in serving.inputs]
    forward = guarded(serving, serving.model.name)

    @tf.function(autograph=False)
    def serve(**tensors: Any) -> dict[str, Any]:
        outputs = forward([tensors[key] for key in keys])
        return {name: tf.identity(value) for name, value in outputs.items()}

    with suppress_output():
        serve.get_concrete_function(**{s.key: tf.TensorSpec(s.shape, s.dtype, name=s.key) for s in serving.inputs})
    return serve


def concrete_of(traced: Any) -> Any:
    """The one concrete function of a traced `tf.function`."""
    (concrete,) = traced._list_all_concrete_functions()
    return concrete


def write_saved_model(serving: ServingFunction, traced: Any, folder: Path, metadata: dict[str, Any]) -> None:
    """Write `serving_default`, with metadata beside it.

    Args:
        serving: what is written.
        traced: as `trace` gives it.
        folder: missing or empty.
        metadata: plain JSON values.

    Raises:
        ExportError: the model keeps what a SavedModel cannot.
    """
    try:
        with suppress_output():
            _save(serving, traced, folder)
    except (OSError, tf.errors.OpError):
        raise
    # What it finds in a model that it cannot keep, TensorFlow says in many classes.
    except Exception as error:
        raise ExportError(f"A SavedModel must be able to hold the model. Received: {reason_of(error)}") from None
    # A SavedModel's own place for what its users add.
    extra = folder / "assets.extra"
    extra.mkdir()
    (extra / "metadata.json").write_text(json.dumps(metadata) + "\n", encoding="utf-8")


def _save(serving: ServingFunction, traced: Any, folder: Path) -> None:
    if stateful_layers(serving.model):
        # Keras's archive finds what is no variable, too, such as vocabularies; but it writes every variable twice.
        archive = keras.export.ExportArchive()
        archive.track(serving.model)
        archive.add_endpoint("serving_default", traced)
        archive.write_out(str(folder), verbose=False)
        return
    module = tf.Module()
    module.variables_of_network = [variable.value for variable in serving.model.variables]
    tf.saved_model.save(module, str(folder), signatures={"serving_default": concrete_of(traced)})
