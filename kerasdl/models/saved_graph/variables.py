"""Variables of a SavedModel, read without TensorFlow.

`variables.index` is a sorted table of keys and values, LevelDB's; the values say where each tensor lies in the data file. It
is read as TensorFlow writes it: blocks that are not compressed, one data file, tensors of float32 in one piece. The tables'
own checksums are not looked at: the card has the SHA-256 of both files.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from kerasdl.models.saved_graph.errors import UnreadableError
from kerasdl.models.saved_graph.messages import parse

FOLDER, INDEX, DATA = "variables", "variables.index", "variables.data-00000-of-00001"
OBJECTS = "_CHECKPOINTABLE_OBJECT_GRAPH"
FLOAT, STRING = 1, 7  # TensorFlow's numbers of data types
MAX_INDEX = 10_000_000  # bytes; a variable takes about 70
_MAGIC = (0xDB4775248B80FB57).to_bytes(8, "little")
_FOOTER, _BLOCK_END = 48, 5
_VARIABLE = "VARIABLE_VALUE"


class VariablesFile:
    """The variables of a SavedModel.

    Args:
        folder: the SavedModel's.

    Raises:
        UnreadableError: they are not as a plain network's are.
        OSError, ValueError, google.protobuf.message.DecodeError: a file is missing or damaged.
    """

    def __init__(self, folder: Path) -> None:
        index, self._data = folder / FOLDER / INDEX, folder / FOLDER / DATA
        if index.stat().st_size > MAX_INDEX:
            raise UnreadableError
        entries = dict(_entries(index.read_bytes()))
        header = parse("BundleHeaderProto", entries.pop(b""))
        if header.num_shards != 1 or header.endianness != 0:
            raise UnreadableError
        self._places = {key.decode(): parse("BundleEntryProto", value) for key, value in entries.items()}
        self.objects = parse("TrackableObjectGraph", self._text(OBJECTS))

    def read(self, object_number: int) -> np.ndarray:
        """The value of a variable.

        Args:
            object_number: of `objects.nodes`.

        Returns:
            float32, of the variable's shape.
        """
        attributes = self.objects.nodes[object_number].attributes
        if [attribute.name for attribute in attributes] != [_VARIABLE]:
            raise UnreadableError
        place = self._places[attributes[0].checkpoint_key]
        shape = tuple(side.size for side in place.shape.dim)
        if place.dtype != FLOAT or place.slices or min(shape, default=1) < 0 or 4 * math.prod(shape) != place.size:
            raise UnreadableError
        return np.frombuffer(self._bytes(place.offset, place.size), "<f4").reshape(shape)

    def _text(self, key: str) -> bytes:
        """A tensor of one text: its length, the length's checksum, the text."""
        place = self._places[key]
        if place.dtype != STRING or place.shape.dim or place.slices:
            raise UnreadableError
        content = self._bytes(place.offset, place.size)
        length, start = _number(content, 0)
        start += 4
        if start + length != len(content):
            raise UnreadableError
        return content[start:]

    def _bytes(self, offset: int, size: int) -> bytes:
        if not 0 <= offset <= offset + size <= self._data.stat().st_size:
            raise UnreadableError
        with self._data.open("rb") as file:
            file.seek(offset)
            return file.read(size)


def _entries(table: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Keys and values of a table: its last bytes name the block that names the others."""
    if len(table) < _FOOTER or not table.endswith(_MAGIC):
        raise UnreadableError
    start = len(table) - _FOOTER
    for _ in range(2):  # over the place of another block
        _, start = _number(table, start)
    for _, place in _block(table, *_place(table, start)):
        yield from _block(table, *_place(place, 0))


def _place(content: bytes, start: int) -> tuple[int, int]:
    offset, start = _number(content, start)
    size, _ = _number(content, start)
    return offset, size


def _block(table: bytes, offset: int, size: int) -> Iterator[tuple[bytes, bytes]]:
    """Keys and values of a block; each key begins with so many bytes of the one before."""
    block = table[offset : offset + size]
    if offset + size + _BLOCK_END > len(table) or size < 4 or table[offset + size] != 0:  # 0: not compressed
        raise UnreadableError
    end = size - 4 - 4 * int.from_bytes(block[-4:], "little")
    start, key = 0, b""
    while start < end:
        shared, start = _number(block, start)
        own, start = _number(block, start)
        length, start = _number(block, start)
        key = key[:shared] + block[start : start + own]
        yield key, block[start + own : start + own + length]
        start += own + length
    if start != end:
        raise UnreadableError


def _number(content: bytes, start: int) -> tuple[int, int]:
    """A number of seven bits a byte, and where the next thing begins."""
    number = 0
    for shift in range(0, 64, 7):
        byte = content[start]
        number |= (byte & 127) << shift
        start += 1
        if byte < 128:
            return number, start
    raise UnreadableError
