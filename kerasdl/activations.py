"""Activation functions by name: their names in Keras and TF.js, their initializers, and the constants of their formulas.

`activations.json` is the one table, which the page reads, too (`kerasdl.webpage.constants`). The formulas are code, each
beside its derivative: `kerasdl.lecture.feedforward` here, `web/network/forward.js` in the page.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class ActivationSpec:
    """What the formats call an activation, and where it is used.

    Attributes:
        title: how people write it.
        keras: the name that Keras saves.
        tfjs_layers: its name in TF.js's layers format; None where TF.js has none.
        initializer: of the kernel before it: "he", "lecun" or "glorot", each uniform.
        trainable: whether networks with it are trained here and in the page.
        bounded: whether it never leaves -1 to 1.
        output: whether it belongs to the last layer only: softmax, no function of one z.
    """

    title: str
    keras: str
    tfjs_layers: str | None
    initializer: str
    trainable: bool
    bounded: bool
    output: bool


_TABLE: dict[str, Any] = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))

ACTIVATION_SPECS = {name: ActivationSpec(**entry) for name, entry in _TABLE["ACTIVATIONS"].items()}
TRAINABLE = tuple(name for name, spec in ACTIVATION_SPECS.items() if spec.trainable)
# In the order in which the databases of searches hold them; Optuna refuses another.
SEARCHED: tuple[str, ...] = tuple(_TABLE["SEARCHED"])
NAME_IN_TABLE = {spec.keras: name for name, spec in ACTIVATION_SPECS.items()}

LEAKY_RELU_SLOPE: float = _TABLE["LEAKY_RELU_SLOPE"]  # below 0, Keras's own
# With these, activations keep mean 0 and variance 1 from layer to layer: "Self-Normalizing Neural Networks", 2017.
SELU_SCALE: float = _TABLE["SELU_SCALE"]
SELU_ALPHA: float = _TABLE["SELU_ALPHA"]
