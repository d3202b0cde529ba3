"""kerasdl: deep learning in three steps, on handwritten digits.

>>> import kerasdl
>>> trained = kerasdl.train(kerasdl.PRESETS["quick"])
>>> print(kerasdl.evaluate(trained.model, kerasdl.load_mnist().test))
>>> kerasdl.load_reader("web").confidences(pictures)

The names are loaded on first use: `import kerasdl` itself loads neither Keras nor a backend.
"""

from __future__ import annotations

import importlib
from typing import Any

__version__ = "0.2.0"
__url__ = "https://github.com/kerasdl/kerasdl"

_HOME = {
    "CenterInk": "layers.center_ink",
    "Digits": "data.mnist",
    "KerasdlError": "errors",
    "Mnist": "data.mnist",
    "PRESETS": "config",
    "Reader": "inference.reader",
    "Report": "evaluation.report",
    "TrainConfig": "config",
    "Trained": "training.loop",
    "cnn": "networks.build",
    "evaluate": "evaluation.report",
    "export_model": "export",
    "hub_card": "models.hub_card",
    "lecture_network": "networks.from_keras",
    "load_digits": "handwriting.load",
    "load_mnist": "data.mnist",
    "load_page_network": "models.web_network",
    "load_reader": "inference.reader",
    "mlp": "networks.build",
    "reader_of": "inference.reader",
    "reading_model": "networks.reading_model",
    "train": "training.loop",
    "verify": "export.verify",
}
__all__ = sorted(_HOME)


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'kerasdl' has no attribute {name!r}")
    value = getattr(importlib.import_module(f"kerasdl.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
