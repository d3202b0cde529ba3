"""Conversion of a SavedModel to a TF.js graph, the same on every processor.

Where a processor is good at oneDNN's arithmetic TensorFlow turns oneDNN on, and its graph optimizer, which the converter
runs, then fuses activations into products that TF.js has no fused form of: a dense layer's tanh, a convolution's
hard_silu. Such a graph loads and then cannot be run. A process settles once whether it uses oneDNN, so where it may have
been turned on the converter gets a process of its own, without.
"""

from __future__ import annotations

import json
import math
import os
import shutil
import sys
from pathlib import Path

from kerasdl.backend.selection import WITHOUT_ONEDNN
from kerasdl.export.subprocess_job import REJECTED, run_in_subprocess
from kerasdl.export.suppress_output import suppress_output
from kerasdl.export.tfjs_package import import_tensorflowjs

# Quantised are the weight matrices alone: they are nearly all of the bytes, and the small constants place the ink.
SMALLEST_QUANTISED = 256


def convert_saved_model(saved_model: Path, folder: Path, quantize: str | None) -> None:
    """Write a TF.js graph.

    Args:
        saved_model: its folder.
        folder: missing.
        quantize: None, "float16" or "uint8".

    Raises:
        ValueError: the converter rejects the model; its own message.
        ExportError: its process failed.
    """
    if WITHOUT_ONEDNN.items() <= os.environ.items():
        _convert(saved_model, folder, quantize)
        return
    job = [str(saved_model.resolve()), str(folder.resolve()), quantize]
    run_in_subprocess("kerasdl.export.tfjs_converter", job, **WITHOUT_ONEDNN)


def _convert(saved_model: Path, folder: Path, quantize: str | None) -> None:
    with suppress_output():
        convert_tf_saved_model = import_tensorflowjs("converters.tf_saved_model_conversion_v2").convert_tf_saved_model
        convert_tf_saved_model(str(saved_model), str(folder))
        if quantize is not None:
            names = _matrices(folder)
            shutil.rmtree(folder)
            convert_tf_saved_model(str(saved_model), str(folder), quantization_dtype_map={quantize: names})


def _matrices(folder: Path) -> list[str]:
    manifest = json.loads((folder / "model.json").read_text(encoding="utf-8"))["weightsManifest"]
    weights = [weight for group in manifest for weight in group["weights"] if weight["dtype"] == "float32"]
    return [w["name"] for w in weights if len(w["shape"]) >= 2 and math.prod(w["shape"]) >= SMALLEST_QUANTISED]


def subprocess_main(job: str) -> int:
    """Conversion in a process of its own; the converter's message goes to standard error."""
    saved_model, folder, quantize = json.loads(job)
    try:
        _convert(Path(saved_model), Path(folder), quantize)
    except ValueError as error:
        print(error, file=sys.stderr)
        return REJECTED
    return 0
