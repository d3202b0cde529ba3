"""One conformance case: built, saved, exported, verified, and judged format by format against Keras."""

from __future__ import annotations

import math
import re
import time
import zlib
from collections.abc import Mapping
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf

from benchmarks.conformance.cases import Case
from benchmarks.conformance.cells import EXACT, FAILS, FEW_INPUTS, INPUTS, REFUSED, Cell, Row, all_cells
from kerasdl.errors import KerasdlError
from kerasdl.export import FORMATS
from kerasdl.export.example_inputs import ExampleSpec, draw_examples
from kerasdl.export.formats import ExportJob, write_formats
from kerasdl.export.parity import largest_difference
from kerasdl.export.tensor_names import filled, leaves
from kerasdl.export.verify import verify
from kerasdl.models.store import read_card

LIMIT = 1e-6  # of the largest answer; above it the table says how far
# What the same file may answer in 16 bits and in 32.
HALF_TOLERANCE, TOLERANCE = 0.05, 1e-5


def measure(case: Case, scratch: Path) -> Row:
    """Export a case and compare each format with what the model itself answers.

    Args:
        case: what is tried.
        scratch: an empty folder.
    """
    model = _built(case)
    file, folder = scratch / f"case{case.suffix}", scratch / "exported"
    model.save(file)
    case.edit(file)
    _forget_custom_classes()
    begun = time.perf_counter()
    try:
        write_formats(ExportJob(str(file), str(folder), FORMATS, all_or_none=False, **case.options))
    except KerasdlError as error:
        return Row(case.name, all_cells(REFUSED, _without_path(str(error), scratch)))
    except Exception as error:  # a fault of kerasdl's, which the table shows
        return Row(case.name, all_cells(FAILS, f"{type(error).__name__}: {error}"))
    seconds = time.perf_counter() - begun
    try:
        return Row(case.name, _judge(case, model, folder), seconds)
    except Exception as error:
        return Row(case.name, all_cells(FAILS, f"verify: {type(error).__name__}: {error}"), seconds)


def _built(case: Case) -> keras.Model:
    """The model with weights that are all different: no bias is zero, no variance one."""
    seed = zlib.crc32(case.name.encode())
    keras.utils.clear_session(free_memory=False)  # names of layers count from one again
    keras.utils.set_random_seed(seed)
    model, random = case.build(), np.random.default_rng(seed)
    for layer in model._flatten_layers():
        if isinstance(layer, keras.layers.Normalization):
            continue  # what it learned from data
        for variable in layer._trainable_variables + layer._non_trainable_variables:
            values = variable.numpy()
            if "float" in str(variable.dtype) and values.size and np.all(values == values.flat[0]):
                variable.assign(values + np.asarray(random.uniform(-0.4, 0.4, values.shape), values.dtype))
    return model


def _without_path(reason: str, folder: Path) -> str:
    """A reason without the temporary folders that it names."""
    return re.sub(rf"{re.escape(str(folder.resolve()))}/(\.export\.[^/]*/)?", "", reason)


def _forget_custom_classes() -> None:
    """Take the cases' own classes out of Keras's register, where building a model has put them."""
    registered = keras.saving.get_custom_objects()
    for name in [name for name in registered if name.startswith("conformance>")]:
        del registered[name]


def _judge(case: Case, model: keras.Model, folder: Path) -> dict[str, Cell]:
    exported = read_card(folder).get("export") or {}
    count = FEW_INPUTS if case.well_known else INPUTS
    specs = [ExampleSpec.from_dict(each) for each in exported["inputs"]]
    examples, answers = draw_examples(specs, count), folder.parent / "answers.npz"
    settings = {name: case.options[name] for name in ("custom", "run_lambda") if name in case.options}
    if exported["ink"]:
        found = verify(folder, count=count, answers=answers, **settings)
    else:
        text = {name: value.astype(str) if value.dtype == object else value for name, value in examples.items()}
        np.savez(folder.parent / "inputs.npz", **text)
        found = verify(folder, inputs=folder.parent / "inputs.npz", answers=answers, **settings)
    with np.load(answers, allow_pickle=True) as content:
        kept = dict(content)
    cells = {
        name: Cell(REFUSED, _without_path(reason, folder)) for name, reason in exported.get("left_out", {}).items()
    }
    wrong = None if exported["ink"] or case.options.get("without_text") else _wrong_reference(model, examples, kept)
    for each in found.formats:
        if wrong or not each.passed:
            cells[each.format] = Cell(FAILS, wrong or each.error or f"differs by {each.from_input:.2g}")
        else:
            cells[each.format] = Cell(_kind(_relative(kept, each.format)))
    return {name: cells[name] for name in FORMATS}


def _relative(kept: Mapping[str, np.ndarray], name: str) -> float:
    """The largest difference of a format from Keras, in any output, as a share of Keras's largest number in it."""
    heads = [key.partition("/")[2] for key in kept if key.partition("/")[0] == "keras"]
    pairs = [(kept[_key(name, head)], kept[_key("keras", head)]) for head in heads]
    return max(largest_difference(a, b) / (np.abs(b.astype(np.float64)).max(initial=0.0) or 1.0) for a, b in pairs)


def _key(name: str, head: str) -> str:
    return f"{name}/{head}" if head else name


def _kind(difference: float) -> str:
    return EXACT if difference <= LIMIT else f"1e{math.ceil(math.log10(difference))}"


def _wrong_reference(model: keras.Model, examples: Mapping[str, np.ndarray], kept: Mapping[str, np.ndarray]) -> str:
    """In what `verify`'s reference differs from the model that was saved, asked here without a file; empty if in nothing."""
    given = [tf.constant(value.tolist() if value.dtype == object else value) for value in examples.values()]
    plain = isinstance(model, keras.Sequential) or not getattr(model, "inputs", None)
    structure = given[0] if plain else model.input
    try:
        expected = [y for _, y in leaves(model(filled(structure, iter(given)), training=False))]
    except (tf.errors.UnimplementedError, tf.errors.InvalidArgumentError):
        return ""  # TensorFlow on a processor does not compute channels that come first
    half = any("float16" in layer.dtype_policy.name for layer in model._flatten_layers())
    found = [value for name, value in kept.items() if name.partition("/")[0] == "keras"]
    for a, b in zip(found, expected, strict=True):
        b = np.asarray(keras.ops.convert_to_numpy(b), np.float64)
        limit = (HALF_TOLERANCE if half else TOLERANCE) * np.abs(b).max(initial=0.0)
        if a.shape != b.shape or largest_difference(a, b) > limit:
            return "verify's reference is not what the model answers"
    return ""
