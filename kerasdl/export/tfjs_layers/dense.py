"""Dense layers and embeddings."""

from __future__ import annotations

from kerasdl.export.tfjs_layers.activations import split_activation
from kerasdl.export.tfjs_layers.call import Call, layer_rule
from kerasdl.export.tfjs_layers.graph import Tensor, UnsupportedError


@layer_rule("Dense", keys="units activation use_bias")
def dense(call: Call, x: Tensor) -> Tensor:
    layer, c = call.operation, call.config
    if x.rank < 2:
        raise UnsupportedError("a single number for each input")
    activation, follow = split_activation(layer.activation)
    made = call.emit(
        "Dense",
        x,
        shape=(*x.shape[:-1], c["units"]),
        weights={"kernel": layer.kernel, "bias": layer.bias if c["use_bias"] else None},
        units=c["units"],
        use_bias=c["use_bias"],
        activation=activation,
    )
    return follow(call, made)


@layer_rule("Embedding", keys="input_dim output_dim mask_zero", integers=True)
def embedding(call: Call, x: Tensor) -> Tensor:
    """Without its mask, which is set where a layer uses it."""
    c = call.config
    return call.emit(
        "Embedding",
        x,
        shape=call.shape,
        weights={"embeddings": call.operation.embeddings},
        input_dim=c["input_dim"],
        output_dim=c["output_dim"],
        mask_zero=False,
    )


@layer_rule("Masking", keys="mask_value")
def masking(call: Call, x: Tensor) -> Tensor:
    return call.emit("Masking", x, mask_value=float(call.config["mask_value"]))
