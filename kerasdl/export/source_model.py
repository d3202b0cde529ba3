"""Model to export: loaded from its file, with what has to be said of it, and its serving function."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from kerasdl.errors import ExportError
from kerasdl.models.custom_objects import load_custom_objects
from kerasdl.models.keras_file import check_keras_file
from kerasdl.models.load import HDF5, load_keras_model, takes_categorical_logits
from kerasdl.models.rewritten_file import portable_copy
from kerasdl.models.store import KERAS_FILE
from kerasdl.models.web_network import SUFFIX, load_page_network

if TYPE_CHECKING:
    import keras

    from kerasdl.export.formats import ExportJob
    from kerasdl.export.serving_function import ServingFunction


@dataclass
class SourceModel:
    """A model that is exported.

    Attributes:
        network: as it was loaded, in float32, perhaps with a softmax.
        serving: its function from named tensors to named tensors; of a reader, from raw ink.
        without_ink: why it takes no raw ink; None where it does.
        softmax: whether a softmax was appended, because the network was trained on its logits.
        notes: a line for each thing that is otherwise than in the file.
        beside: texts to be written beside the formats, by their file's name.
        rebuilt: whether the network is no more what the file holds.
    """

    network: keras.Model
    serving: ServingFunction
    without_ink: str | None = None
    softmax: bool = False
    notes: list[str] = field(default_factory=list)
    beside: dict[str, str] = field(default_factory=dict)
    rebuilt: bool = False

    @property
    def model(self) -> keras.Model:
        """What the graph formats hold: the network, of a reader with what centres the ink in front."""
        return self.serving.model

    def save(self, file: Path, target: Path) -> None:
        """Write the network as `.keras` file: the file itself, where it is one and holds the network."""
        if self.rebuilt or file.suffix != ".keras":
            self.network.save(target)
        else:
            shutil.copyfile(file, target)


def load_source(job: ExportJob) -> SourceModel:
    """Load what is exported.

    Raises:
        ModelError: the file cannot be loaded.
        ExportError: the model was never built, or what was asked for does not fit it.
    """
    from kerasdl.export.equalize import equalize_columns
    from kerasdl.export.serving_function import serving_function
    from kerasdl.export.text_layers import cut_text_layers
    from kerasdl.networks.reading_model import append_softmax, ink_incompatibility, reading_model

    loaded = load_network(Path(job.file), job.custom, job.run_lambda)
    network, notes = loaded.model, loaded.notes
    beside: dict[str, str] = {}
    if job.without_text:
        if (kept := Path(job.folder) / KERAS_FILE).exists() and kept.samefile(job.file):
            raise ExportError(f"--without-text needs a folder of its own (--out). Received: {job.folder}, the model's")
        network, beside = cut_text_layers(network)
        notes.append(
            f"the text layers were cut off; the vocabulary is in {', '.join(beside) or 'no file: they have none'}"
        )
    if job.quantize == "uint8":
        equalize_columns(network)
    logits = Path(job.file).suffix != SUFFIX and takes_categorical_logits(Path(job.file))
    softmax = job.softmax and job.ink and logits and append_softmax(network)
    if softmax:
        notes.append("a softmax was appended, as its loss takes logits; --no-softmax leaves it out")
    without_ink = ink_incompatibility(network) if job.ink else "asked for"
    if without_ink is None:
        notes.append("the centring of ink was put in front of it (CenterInk); --no-ink leaves it out")
    serving = serving_function(network if without_ink else reading_model(network), loaded.names)
    return SourceModel(network, serving, without_ink, softmax, notes, beside, rebuilt=bool(beside) or job.without_text)


@dataclass
class LoadedNetwork:
    """A model as Keras loads it, in a form that every runtime can hold.

    Attributes:
        model: the model.
        names: layers' own names, where the model has them under others.
        notes: a line for what is otherwise than in the file.
    """

    model: keras.Model
    names: dict[str, str]
    notes: list[str]


def load_network(file: Path, custom: str | None = None, run_lambda: bool = False) -> LoadedNetwork:
    """Load a model's file by Keras alone, in float32.

    Args:
        file: `.keras`, `.h5` or `.kerasdl`.
        custom: a module's name or a Python file that brings the classes that Keras lacks.
        run_lambda: run the Python code of Lambda layers.

    Raises:
        ModelError: as `load_keras_model`.
        ExportError: it was never built.
    """
    from kerasdl.export.portable_layers import make_portable
    from kerasdl.export.serving_function import as_functional

    if file.suffix == SUFFIX:
        return LoadedNetwork(load_page_network(file), {}, [])
    if file.suffix not in HDF5:
        check_keras_file(file)
    objects = load_custom_objects(custom) if custom else {}
    with tempfile.TemporaryDirectory(prefix="kerasdl-") as scratch:
        portable = portable_copy(file, Path(scratch))
        network = load_keras_model(portable.path, custom_objects=objects, safe_mode=not run_lambda, shown_as=file)
    notes = [f"computed in float32, not in {', '.join(portable.policies)}"] if portable.policies else []
    network = as_functional(network)
    return LoadedNetwork(network, portable.renamed, notes + make_portable(network))
