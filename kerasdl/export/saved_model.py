"""SavedModel export, with a signature of named inputs and outputs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kerasdl.export.suppress_output import suppress_output

if TYPE_CHECKING:
    import keras


def write_saved_model(graph: keras.Model, folder: Path, metadata: dict[str, Any]) -> list[str]:
    """Write `serving_default`, with metadata beside it.

    Args:
        graph: a model from named inputs to a dictionary of outputs.
        folder: missing or empty.
        metadata: plain JSON values.

    Returns:
        The outputs' names, as the signature has them.
    """
    import tensorflow as tf

    inputs = {t.name: tf.TensorSpec(t.shape, t.dtype, name=t.name) for t in graph.inputs}

    def serve(**tensors: Any) -> dict[str, Any]:
        values = [tensors[name] for name in inputs]
        outputs = graph(values[0] if len(values) == 1 else values, training=False)
        return {name: tf.identity(value, name=name) for name, value in outputs.items()}

    module = tf.Module()
    module.variables_of_network = [v.value for v in graph.variables]
    with suppress_output():
        traced = tf.function(serve).get_concrete_function(**inputs)
        tf.saved_model.save(module, str(folder), signatures={"serving_default": traced})
    # A SavedModel's own place for what its users add.
    extra = folder / "assets.extra"
    extra.mkdir()
    (extra / "metadata.json").write_text(json.dumps(metadata) + "\n", encoding="utf-8")
    return list(traced.structured_outputs)
