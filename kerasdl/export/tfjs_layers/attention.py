"""Attention, written head by head as dense layers, dot products and softmax."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from kerasdl.export.tfjs_layers.call import Call, as_float32, layer_rule
from kerasdl.export.tfjs_layers.graph import Tensor, UnsupportedError

MASKED = -1e9  # added to a score, it leaves a weight of 0


def _attend(call: Call, query: Tensor, key: Tensor, value: Tensor, scale: float, causal: bool, part: str) -> Tensor:
    """softmax(query·keyᵀ·scale)·value for one head, (batch, steps, features)."""
    batch, rows, columns = query.shape[0], query.shape[1], key.shape[1]
    shape = (batch, rows, columns)
    scores = call.emit("Dot", query, key, shape=shape, part=f"{part}_scores", axes=[2, 2], normalize=False)
    if causal:
        if rows is None or columns is None:
            raise UnsupportedError("sizes that are not known")
        later = np.triu(np.full((rows, columns), MASKED), 1)
        scores = call.rescale(scores, scale, later, f"{part}_scaled")
    elif scale != 1.0:
        scores = call.rescale(scores, scale, 0.0, f"{part}_scaled")
    weights = call.activation(scores, "softmax", f"{part}_weights")
    mixed = (batch, rows, value.shape[2])
    return call.emit("Dot", weights, value, shape=mixed, part=f"{part}_mixed", axes=[2, 1], normalize=False)


def _check(tensors: list[Any], **unwanted: Any) -> None:
    for name, value in unwanted.items():
        if value is not None and value is not False:
            raise UnsupportedError(name)
    if not all(isinstance(x, Tensor) and x.rank == 3 for x in tensors):
        raise UnsupportedError("inputs of other ranks than 3")


@layer_rule("Attention", keys="use_scale score_mode dropout")
def attention(
    call: Call, inputs: Any, return_attention_scores: Any = None, use_causal_mask: Any = None, **unwanted: Any
) -> Tensor:
    if call.config["score_mode"] != "dot":
        raise UnsupportedError(f"score_mode={call.config['score_mode']}")
    _check(list(inputs), return_attention_scores=return_attention_scores, **unwanted)
    query, value, *rest = inputs
    scale = float(as_float32(call.operation.scale)) if call.config["use_scale"] else 1.0
    return _attend(call, query, rest[0] if rest else value, value, scale, bool(use_causal_mask), "")


@layer_rule(
    "MultiHeadAttention",
    keys="num_heads key_dim value_dim dropout use_bias use_gate output_shape attention_axes sliding_window "
    "query_shape key_shape value_shape flash_attention",
)
def multi_head_attention(
    call: Call,
    query: Any,
    value: Any,
    key: Any = None,
    return_attention_scores: Any = None,
    use_causal_mask: Any = None,
    **unwanted: Any,
) -> Tensor:
    layer, c = call.operation, call.config
    key = value if key is None else key
    _check([query, value, key], return_attention_scores=return_attention_scores, **unwanted)
    if c.get("use_gate") or c.get("sliding_window") is not None or tuple(layer._attention_axes) != (1,):
        raise UnsupportedError("a gate, a window or other axes than the steps'")
    scale, causal = 1.0 / math.sqrt(c["key_dim"]), bool(use_causal_mask)
    heads = []
    for n in range(c["num_heads"]):
        q = _head(call, query, layer._query_dense, n, f"{n}_query")
        k = _head(call, key, layer._key_dense, n, f"{n}_key")
        v = _head(call, value, layer._value_dense, n, f"{n}_value")
        heads.append(_attend(call, q, k, v, scale, causal, str(n)))
    joined = heads[0]
    if len(heads) > 1:
        width = (*joined.shape[:2], sum(head.shape[2] or 0 for head in heads))
        joined = call.emit("Concatenate", *heads, shape=width, part="heads", axis=-1)
    kernel = as_float32(layer._output_dense.kernel)
    if kernel.ndim != 3:
        raise UnsupportedError("an output_shape of several axes")
    bias = layer._output_dense.bias if c["use_bias"] else None
    return call.dense(joined, kernel.reshape(-1, kernel.shape[-1]), bias)


def _head(call: Call, x: Tensor, dense: Any, number: int, part: str) -> Tensor:
    """One head's query, key or value."""
    bias = None if dense.bias is None else as_float32(dense.bias)[number]
    return call.dense(x, as_float32(dense.kernel)[:, number], bias, part)
