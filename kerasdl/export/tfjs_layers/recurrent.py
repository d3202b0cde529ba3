"""Recurrent layers, alone and in both directions, and layers at each time step."""

from __future__ import annotations

from typing import Any

from kerasdl.export.tfjs_layers.activations import native_activation
from kerasdl.export.tfjs_layers.call import Call, layer_rule
from kerasdl.export.tfjs_layers.graph import Tensor, UnsupportedError

RECURRENT = ("LSTM", "GRU", "SimpleRNN")
_KEYS = (
    "units activation recurrent_activation use_bias unit_forget_bias dropout recurrent_dropout reset_after implementation "
    "return_sequences return_state go_backwards stateful unroll zero_output_for_mask time_major use_cudnn"
)
_WEIGHTS = ("kernel", "recurrent_kernel", "bias")


def _config(layer: Any) -> dict[str, Any]:
    """TF.js's configuration of a recurrent layer; dropout and unrolling change nothing at inference."""
    c = layer.get_config()
    if c["stateful"]:
        raise UnsupportedError("stateful=True")
    if c.get("reset_after"):
        raise UnsupportedError("reset_after=True, which TF.js lacks")
    kept = {key: c[key] for key in ("units", "use_bias", "return_sequences", "return_state", "go_backwards")}
    kept["activation"] = native_activation(layer.cell.activation)
    if "recurrent_activation" in c:
        kept["recurrent_activation"] = native_activation(layer.cell.recurrent_activation)
    if "reset_after" in c:
        kept["reset_after"] = False
    return {**kept, "dropout": 0.0, "recurrent_dropout": 0.0, "unroll": False, "stateful": False}


def _weights(layer: Any, prefix: str = "") -> dict[str, Any]:
    names = _WEIGHTS if layer.cell.use_bias else _WEIGHTS[:-1]
    return {f"{prefix}{name}": getattr(layer.cell, name) for name in names}


@layer_rule(*RECURRENT, keys=_KEYS)
def recurrent(call: Call, x: Tensor, initial_state: Any = None) -> Any:
    layer = call.operation
    if layer.zero_output_for_mask and x.mask is not None and layer.return_sequences:
        raise UnsupportedError("zero_output_for_mask=True")
    states = [] if initial_state is None else [initial_state] if isinstance(initial_state, Tensor) else initial_state
    if not all(isinstance(state, Tensor) for state in states) or (states and x.mask is not None):
        raise UnsupportedError("an initial state")
    config = _config(layer)
    if config["return_state"] or states:
        call.graph.check_undistributed("states")
    return call.emit_all(call.kind, [x, *states], call.shapes, "", _weights(layer), config)


@layer_rule("Bidirectional", keys="merge_mode layer backward_layer")
def bidirectional(call: Call, x: Tensor, initial_state: Any = None) -> Any:
    """TF.js makes both directions of one configuration."""
    layer = call.operation
    forward, backward = layer.forward_layer, layer.backward_layer
    kind = type(forward).__name__
    if (
        kind not in RECURRENT
        or type(backward) is not type(forward)
        or not type(forward).__module__.startswith("keras.")
    ):
        raise UnsupportedError(f"{kind} and {type(backward).__name__}")
    if initial_state is not None:
        raise UnsupportedError("an initial state")
    if x.mask is not None and layer.return_sequences:
        raise UnsupportedError("a mask and return_sequences=True")
    config = _config(forward)
    if {**_config(backward), "go_backwards": False} != {**config, "go_backwards": False} or config["go_backwards"]:
        raise UnsupportedError("directions that differ")
    call.graph.check_undistributed("Bidirectional")
    inner = kind.lower()
    weights = {**_weights(forward, f"forward_{inner}/"), **_weights(backward, f"backward_{inner}/")}
    described = {"class_name": kind, "config": {**config, "name": inner}}
    options = {"merge_mode": layer.merge_mode, "layer": described}
    return call.emit_all("Bidirectional", [x], call.shapes, "", weights, options)


@layer_rule("TimeDistributed", keys="layer")
def time_distributed(call: Call, x: Tensor) -> Tensor:
    """Layer by layer: what works on the last axis alone needs no TimeDistributed."""
    inner = call.operation.layer
    step = Tensor(x.layer, x.call, x.index, (x.shape[0], *x.shape[2:]), x.dtype)
    with call.graph.distributed(x.shape[1]):
        made = call.call_layer(inner, step, prefix=f"{call.name}_")
    if not isinstance(made, Tensor):
        raise UnsupportedError("several outputs at each time step")
    return Tensor(made.layer, made.call, made.index, call.shape, made.dtype)
