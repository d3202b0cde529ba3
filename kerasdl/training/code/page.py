"""Keras script of a training in the web page. `web/training/keras_code.js` fills in the same template."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path

from kerasdl.activations import ACTIVATION_SPECS

_SHARED = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))
_PLACE = re.compile(r"\{(\w+)\}")


def page_script(
    units: Sequence[int],
    activation: str,
    *,
    learning_rate: float,
    batch_size: int,
    optimizer: str,
    epochs: int,
    seed: int,
) -> str:
    """A script that trains as the web page does: on its digits, from another θ of the same distribution.

    Args:
        units: neurons of each hidden layer.
        activation: of the hidden layers, one of `ACTIVATION_SPECS`.
        optimizer: "adam" or "sgd".
        learning_rate, batch_size, epochs, seed: the page's settings.

    Returns:
        Python, in cells that begin with `# %%`.
    """
    spec = ACTIVATION_SPECS[activation]
    values = {
        "structure": " - ".join(map(str, ["28x28", *units, 10])),
        "seed": seed,
        "epochs": epochs,
        "batch": batch_size,
        "rate": learning_rate,
        "units": list(units),
        "activation": json.dumps(spec.keras),
        "initializer": json.dumps(f"{spec.initializer}_uniform"),
        "optimizer": _SHARED["OPTIMIZERS"][optimizer],
    }
    # What stands in braces and is no place is the script's own.
    return _PLACE.sub(lambda place: str(values.get(place[1], place[0])), "\n".join(_SHARED["TEMPLATE"]))
