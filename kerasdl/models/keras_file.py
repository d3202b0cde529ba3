"""Check of `.keras` files of unknown origin, before Keras opens them.

Keras reads them in its safe mode, which runs no code of theirs. What it leaves open is closed here: bombs, which need far
more memory than the file is large, and files of which Keras says nothing that helps.
"""

from __future__ import annotations

import io
import math
import stat
import zipfile
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any, Required, TypedDict

from kerasdl.errors import ModelError
from kerasdl.json_files import parse_json
from kerasdl.models.card import is_inside

if TYPE_CHECKING:
    import h5py
    import keras

CONFIG, WEIGHTS = "config.json", "model.weights.h5"
MAX_UNPACKED = 2_000_000_000  # bytes; 500 million parameters
# Keras stores all files of its zip file as they are, and packing weights saves little.
MAX_RATIO, SMALL = 20, 16_000_000
MAX_MEMBERS = 1_000
MAX_CONFIG = 10_000_000  # bytes; one layer takes about 1,000
MAX_LAYERS = 3_000  # the largest well-known networks have about 1,000
MAX_DEPTH = 10  # of networks in networks
MAX_OBJECTS = 20_000  # groups and arrays of the weights' file
# An array that a layer needs and the file does not hold is made all the same: not many of these.
MAX_MISSING = 10_000_000
MAX_ACTIVATIONS = 30_000_000  # numbers that one layer makes of one picture; those of U-Nets make some ten million


class Config(TypedDict, total=False):
    """What is read here of `config.json`."""

    class_name: Required[str]
    config: Required[dict[str, Any]]
    compile_config: dict[str, Any] | None


class Contents(TypedDict):
    """A checked file: its configuration, and how many numbers its weights' file holds."""

    config: Config
    numbers: int


def check_keras_file(file: Path, shown_as: Path | None = None) -> Contents:
    """Check a `.keras` file without building anything of it.

    Args:
        file: the file.
        shown_as: what messages call the file; None for itself.

    Raises:
        ModelError: it is missing, cut off, damaged, no `.keras` file, or would need far more memory than it is large.
    """
    shown = shown_as or file
    if not file.is_file():
        raise ModelError(f"A model must be a .keras file. Received: {shown} is missing")
    try:
        with zipfile.ZipFile(file) as archive:
            _check_members(shown, file.stat().st_size, archive)
            config = parse_json(archive.read(CONFIG), Config, "A model's config.json", str(shown))
            layers, levels = _count_layers(config)
            if layers > MAX_LAYERS or levels > MAX_DEPTH:
                rule = f"at most {MAX_LAYERS:,} on {MAX_DEPTH} are read"
                raise refused(shown, f"has {layers:,} layers on {levels:,} levels; {rule}")
            return {"config": config, "numbers": _check_weights(shown, archive.read(WEIGHTS))}
    except zipfile.BadZipFile as error:
        raise refused(shown, _zip_damage(file, error)) from None
    except RecursionError:
        raise refused(shown, "has a config.json that is nested too deeply") from None
    # What a zip file may hold that this Python cannot read: passwords, other ways of packing, damaged streams.
    except (OSError, RuntimeError, NotImplementedError, EOFError, zlib.error) as error:
        raise refused(shown, f"cannot be read: {getattr(error, 'strerror', None) or error}") from None


def check_sizes(file: Path, model: keras.Model, numbers: int) -> None:
    """Check that a network whose variables have no values yet gets them from its file.

    Args:
        file: its file.
        model: built under `keras.StatelessScope(initialize_variables=False)`.
        numbers: how many the file holds.

    Raises:
        ModelError: its layers need many more, or make too much of a picture.
    """
    needed = sum(math.prod(variable.shape) for variable in model.variables)
    if needed > numbers + MAX_MISSING:
        raise refused(file, f"holds {numbers:,} weights, and its layers need {needed:,}")
    for layer in model.layers:
        for output in _outputs(layer):
            made = math.prod(side or 1 for side in output.shape)
            if made > MAX_ACTIVATIONS:
                raise refused(
                    file, f"has a layer {layer.name} of {made:,} numbers; at most {MAX_ACTIVATIONS:,} are read"
                )


def refused(file: Path, reason: str) -> ModelError:
    """The error of a file that is refused: "…model.keras (is cut off)"."""
    return ModelError(f"A model must be a .keras file that Keras can load. Received: {file} ({reason})")


def _check_members(file: Path, size: int, archive: zipfile.ZipFile) -> None:
    members = archive.infolist()
    names = {member.filename for member in members}
    if len(names) < len(members) or len(members) > MAX_MEMBERS:
        raise refused(file, f"is a zip file with {len(members):,} files, of {len(names):,} names")
    for name in (CONFIG, WEIGHTS):
        if name not in names:
            raise refused(file, f"has no {name}")
    for member in members:
        if not is_inside(member.filename) or stat.S_ISLNK(member.external_attr >> 16):
            raise refused(file, f"is a zip file with {member.filename!r:.80}, which lies elsewhere")
    unpacked = sum(member.file_size for member in members)
    if unpacked > min(MAX_UNPACKED, MAX_RATIO * size + SMALL):
        raise refused(file, f"would unpack to {unpacked:,} bytes, from {size:,}")
    if archive.getinfo(CONFIG).file_size > MAX_CONFIG:
        raise refused(file, f"has a config.json of more than {MAX_CONFIG:,} bytes")


def _zip_damage(file: Path, error: Exception) -> str:
    with file.open("rb") as opened:
        start = opened.read(4)
    if not start:
        return "is empty"
    if not start.startswith(b"PK"):
        return "is not a zip file"
    return "is cut off" if "not a zip file" in str(error) else f"is damaged: {error}"


def _count_layers(value: Any, depth: int = 0) -> tuple[int, int]:
    """How many layers a configuration lists, at every level, and how many levels there are."""
    if isinstance(value, dict):
        listed = value.get("layers")
        if isinstance(listed, list):
            inside, levels = _count_layers(listed, depth + 1)
            return len(listed) + inside, levels
        value = list(value.values())
    counts = [_count_layers(part, depth) for part in value] if isinstance(value, list) else []
    return sum(count for count, _ in counts), max((levels for _, levels in counts), default=depth)


def _check_weights(file: Path, content: bytes) -> int:
    """How many numbers a weights' file holds; each of its arrays must lie in it, whole and unpacked, as Keras writes it."""
    import h5py

    numbers = held = 0
    seen: set[int] = set()
    try:
        with h5py.File(io.BytesIO(content), "r") as weights:
            groups = [weights]
            seen.add(h5py.h5o.get_info(weights.id).addr)
            while groups:
                group = groups.pop()
                for name in group:
                    if not isinstance(group.get(name, getlink=True), h5py.HardLink):
                        raise refused(file, f"has weights that lie elsewhere: {name!r:.80}")
                    item = group[name]
                    place = h5py.h5o.get_info(item.id).addr
                    if place in seen or len(seen) == MAX_OBJECTS:  # a group may even hold itself
                        raise refused(file, f"has weights that are there twice, or too many of them: {name!r:.80}")
                    seen.add(place)
                    if isinstance(item, h5py.Group):
                        groups.append(item)
                    elif isinstance(item, h5py.Dataset):
                        _check_array(file, item)
                        numbers, held = numbers + item.size, held + item.nbytes
    except ModelError:
        raise
    # h5py raises whatever HDF5 finds wrong, in all of Python's classes.
    except Exception as error:
        raise refused(file, f"has damaged weights: {error}") from None
    if held > len(content):
        raise refused(file, f"has weights of {held:,} bytes in {len(content):,}")
    return int(numbers)


def _check_array(file: Path, array: h5py.Dataset) -> None:
    outside = array.is_virtual or array.external
    if outside or array.dtype.hasobject or array.id.get_storage_size() < array.nbytes:
        raise refused(file, f"has weights that are not whole: {array.name!r:.80}")


def _outputs(layer: keras.Layer) -> list[Any]:
    try:
        output = layer.output
    except (AttributeError, ValueError):  # it is called several times, or never
        return []
    return [part for part in (output if isinstance(output, list | tuple) else [output]) if hasattr(part, "shape")]
