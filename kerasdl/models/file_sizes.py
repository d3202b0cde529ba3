"""File sizes of each exported format, on disk and compressed."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from pathlib import Path

from kerasdl.errors import ModelError
from kerasdl.models.store import KERAS_FILE, LITERT, ONNX, SAVED_MODEL, TFJS, TFJS_LAYERS

GZIP = 31  # zlib's number for gzip's header around its largest window


@dataclass(frozen=True)
class FormatSize:
    """Bytes of a format's files.

    Attributes:
        bytes: as they lie on disk.
        gzipped: each file by itself, as a web server sends it.
    """

    bytes: int
    gzipped: int


def format_sizes(folder: Path) -> dict[str, FormatSize]:
    """The size of `model.keras` and of every exported format of a model.

    Args:
        folder: the model's.

    Returns:
        Name -> size, only of what is there.

    Raises:
        ModelError: a file cannot be read.
    """
    found = {}
    for name in (KERAS_FILE, SAVED_MODEL, TFJS, TFJS_LAYERS, ONNX, LITERT):
        place = folder / name
        files = [place] if place.is_file() else [file for file in place.rglob("*") if file.is_file()]
        if files:
            found[name] = FormatSize(sum(file.stat().st_size for file in files), sum(map(_gzipped, files)))
    return found


def _gzipped(file: Path) -> int:
    try:
        packer = zlib.compressobj(wbits=GZIP)
        return len(packer.compress(file.read_bytes())) + len(packer.flush())
    except OSError as error:
        raise ModelError(f"A model's files must be readable. Received: {file} ({error.strerror})") from None
