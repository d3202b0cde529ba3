"""TF.js graphs written by hand, for tests that need a model's files but no TensorFlow."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np


def write_graph(
    folder: Path,
    shape: tuple[int | None, ...],
    units: int,
    *,
    activation: str = "Softmax",
    output_shape: tuple[int, ...] | None = None,
    dtype: str = "DT_FLOAT",
    card: dict[str, Any] | None = None,
    seed: int = 0,
) -> tuple[np.ndarray, np.ndarray]:
    """Write a model's folder with one dense layer over all of its inputs.

    Args:
        folder: the model's; `tfjs/` and `card.json` are written into it.
        shape: of the input `x`, without the batch.
        units: outputs of the layer.
        activation: the operation at the end; "" for none.
        output_shape: of the output `answer`; None for (units,).
        dtype: of the input.
        card: its `export` entry.
        seed: of the weights.

    Returns:
        Kernel and bias.
    """
    rng = np.random.default_rng(seed)
    width = int(np.prod([size or 1 for size in shape]))
    kernel, bias = (rng.normal(0, 0.3, size).astype(np.float32) for size in ((width, units), (units,)))
    flat, out = np.array([-1, width], np.int32), np.array([-1, *(output_shape or (units,))], np.int32)
    arrays = {"kernel": kernel, "bias": bias, "flat": flat, "out": out}
    nodes = [_constant(name, array) for name, array in arrays.items()]
    nodes += [
        {"name": "x", "op": "Placeholder", "attr": {"dtype": {"type": dtype}, "shape": {"shape": _shape(shape)}}},
        _node("numbers", "Cast", ["x"], SrcT={"type": dtype}, DstT={"type": "DT_FLOAT"}),
        _node("row", "Reshape", ["numbers", "flat"]),
        _node("product", "MatMul", ["row", "kernel"], transpose_a={"b": False}, transpose_b={"b": False}),
        _node("sum", "BiasAdd", ["product", "bias"]),
        _node("end", activation or "Identity", ["sum"]),
        _node("answer", "Reshape", ["end", "out"]),
    ]
    signature = {
        "inputs": {"x": {"name": "x:0", "dtype": dtype, "tensorShape": _shape(shape)}},
        "outputs": {
            "answer": {"name": "answer:0", "dtype": "DT_FLOAT", "tensorShape": _shape(tuple(out[1:].tolist()))}
        },
    }
    weights = [{"name": n, "shape": list(a.shape), "dtype": str(a.dtype)} for n, a in arrays.items()]
    content = {
        "format": "graph-model",
        "modelTopology": {"node": nodes, "library": {}, "versions": {}},
        "weightsManifest": [{"paths": ["weights.bin"], "weights": weights}],
        "signature": signature,
    }
    (folder / "tfjs").mkdir(parents=True)
    (folder / "tfjs" / "weights.bin").write_bytes(b"".join(a.tobytes() for a in arrays.values()))
    (folder / "tfjs" / "model.json").write_text(json.dumps(content), encoding="utf-8")
    (folder / "card.json").write_text(json.dumps({"export": card or {}}), encoding="utf-8")
    return kernel, bias


def _shape(shape: tuple[int | None, ...]) -> dict[str, Any]:
    return {"dim": [{"size": str(-1 if size is None else size)} for size in (None, *shape)]}


def _constant(name: str, array: np.ndarray) -> dict[str, Any]:
    kind = "DT_FLOAT" if array.dtype == np.float32 else "DT_INT32"
    tensor = {"dtype": kind, "tensorShape": {"dim": [{"size": str(size)} for size in array.shape]}}
    return {"name": name, "op": "Const", "attr": {"value": {"tensor": tensor}, "dtype": {"type": kind}}}


def _node(name: str, operation: str, inputs: list[str], **attributes: Any) -> dict[str, Any]:
    return {"name": name, "op": operation, "input": inputs, "attr": {"T": {"type": "DT_FLOAT"}, **attributes}}
