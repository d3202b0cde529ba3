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

__version__ = "0.1.0"

_HOME = {
    "CenterInk": "ink",
    "Digits": "data",
    "KerasdlError": "errors",
    "Mnist": "data",
    "PRESETS": "config",
    "Reader": "reader",
    "Report": "evaluation",
    "TrainConfig": "config",
    "Trained": "training",
    "cnn": "networks",
    "evaluate": "evaluation",
    "export_model": "export",
    "lecture_network": "bridge",
    "load_mnist": "data",
    "load_page_network": "page_network",
    "load_reader": "reader",
    "mlp": "networks",
    "reader_of": "reader",
    "reading_model": "ink",
    "train": "training",
    "verify": "parity",
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
