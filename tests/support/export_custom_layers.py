"""Export of custom layers to TF.js, on TensorFlow: `python -m tests.support.export_custom_layers FOLDER`.

A program of its own, which finds oneDNN turned on or off. In the folder lies `fused.keras`.
"""

import sys
from pathlib import Path

import keras

from kerasdl.errors import ExportError
from kerasdl.export import export_model
from tests.support.determinant import Determinant


@keras.saving.register_keras_serializable("test")
class Doubled(keras.layers.Layer):
    def call(self, x):
        return 2 * x


def main(folder: Path) -> None:
    """Write `fused` and `own`, and say why `odd` cannot be."""
    own = keras.Sequential([keras.Input((4,)), Doubled(), keras.layers.Dense(3, "tanh", bias_initializer="ones")])
    own.save(folder / "own.keras")
    export_model(folder / "own.keras", folder / "own", formats=["saved_model", "tfjs"])
    export_model(folder / "fused.keras", folder / "fused", formats=["saved_model", "tfjs"], quantize="uint8")
    odd = keras.Sequential([keras.Input((3, 3)), Determinant(name="volume"), keras.layers.Dense(2)])
    odd.save(folder / "odd.keras")
    try:
        export_model(folder / "odd.keras", folder / "odd", formats=["saved_model", "tfjs"])
    except ExportError as error:
        print(error)


main(Path(sys.argv[1]))
