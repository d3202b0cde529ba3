"""Rescaling, normalisation of inputs, encoding of categories, and layers that do nothing at inference."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np

from kerasdl.export.tfjs_layers.call import Call, as_float32, layer_rule
from kerasdl.export.tfjs_layers.graph import Tensor, UnsupportedError


@layer_rule("Rescaling", keys="scale offset", integers=True)
def rescaling(call: Call, x: Tensor) -> Tensor:
    scale, offset = (_number_or_array(call.config[key]) for key in ("scale", "offset"))
    for value in (scale, offset):
        # With channels in front by default, Keras lays an array along them.
        moved = keras.config.image_data_format() == "channels_first"
        if isinstance(value, np.ndarray) and (value.ndim >= x.rank or moved or tuple(call.shape) != tuple(x.shape)):
            raise UnsupportedError("a constant of another shape")
    return call.rescale(x, scale, offset)


def _number_or_array(value: Any) -> Any:
    if isinstance(value, dict):  # a serialised tensor
        value = value["config"]["value"]
    array = np.asarray(value, dtype=np.float64)
    return float(array) if array.ndim == 0 else array


@layer_rule("Normalization", keys="axis invert mean variance", integers=True)
def normalization(call: Call, x: Tensor) -> Tensor:
    """(x - mean)/√variance in this order, for the mean may be large beside the deviation."""
    mean, variance = as_float32(call.operation.mean), as_float32(call.operation.variance)
    deviation = np.maximum(np.sqrt(variance), np.float32(1e-7)).astype(np.float64)
    if not (np.isfinite(mean).all() and np.isfinite(deviation).all()):
        raise UnsupportedError("a mean or a variance that is not finite")
    mean, deviation = (value[0] if value.ndim == x.rank else value for value in (mean, deviation))
    call.graph.note(f"{call.name} ({call.kind}) is written as a product and a sum")
    if call.config["invert"]:
        return call.rescale(call.rescale(x, deviation, 0.0, "scaled"), 1.0, mean)
    return call.rescale(call.rescale(x, 1.0, -mean, "centred"), 1.0 / deviation)


@layer_rule("CategoryEncoding", keys="num_tokens output_mode sparse", integers=True)
def category_encoding(call: Call, x: Tensor, count_weights: Any = None) -> Tensor:
    """As an embedding in the unit vectors, and for several tokens at once their largest or their sum."""
    mode, tokens = call.config["output_mode"], call.config["num_tokens"]
    if count_weights is not None or call.config.get("sparse"):
        raise UnsupportedError("weights of counts")
    shape = (*x.shape, tokens)
    eye = {"embeddings": np.eye(tokens, dtype=np.float32)}
    made = call.emit(
        "Embedding", x, shape=shape, part="unit", weights=eye, input_dim=tokens, output_dim=tokens, mask_zero=False
    )
    call.graph.note(f"{call.name} ({call.kind}) is written as an embedding in unit vectors")
    if mode == "one_hot":
        return call.reshape(made, call.shape, part="")
    if x.rank != 2 or (mode == "count" and x.shape[1] is None):
        raise UnsupportedError(f"output_mode={mode} for an input of this shape")
    if mode == "multi_hot":
        return call.emit("GlobalMaxPooling1D", made, shape=call.shape)
    mean = call.emit("GlobalAveragePooling1D", made, shape=call.shape, part="mean")
    return call.rescale(mean, float(x.shape[1] or 1))


# ---- nothing at inference

_KEPT = "Dropout SpatialDropout1D GaussianDropout AlphaDropout"


@layer_rule(*_KEPT.split(), keys="rate noise_shape")
def dropout(call: Call, x: Tensor) -> Tensor:
    """Kept, for whoever trains on in TF.js."""
    if call.config.get("noise_shape") is not None or (call.kind == "SpatialDropout1D" and x.rank != 3):
        return left_out(call, x)
    return call.emit(call.kind, x, rate=call.config["rate"])


@layer_rule("GaussianNoise", keys="stddev")
def gaussian_noise(call: Call, x: Tensor) -> Tensor:
    return call.emit(call.kind, x, stddev=call.config["stddev"])


def left_out(call: Call, x: Tensor) -> Tensor:
    call.graph.note(f"{call.name} ({call.kind}) does nothing at inference: left out")
    return x


layer_rule("Identity", integers=True)(left_out)
layer_rule("ActivityRegularization", keys="l1 l2")(left_out)
layer_rule("StochasticDepth", keys="drop_path_rate")(left_out)
layer_rule("SpatialDropout2D", "SpatialDropout3D", keys="rate data_format")(left_out)

AUGMENTATIONS = """RandomBrightness RandomColorDegeneration RandomColorJitter RandomContrast RandomElasticTransform
    RandomErasing RandomFlip RandomGaussianBlur RandomGrayscale RandomHue RandomInvert RandomPerspective
    RandomPosterization RandomRotation RandomSaturation RandomSharpness RandomShear RandomTranslation RandomZoom AugMix
    CutMix MixUp RandAugment""".split()
layer_rule(*AUGMENTATIONS, keys="*")(left_out)
