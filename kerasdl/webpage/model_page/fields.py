"""Fields of a form: names, units, ranges and examples of a vector's numbers, from a CSV or JSON file.

A CSV file has a line of names, each perhaps with its unit in brackets, and a line for each example:

    age [years],income [k€],owner
    34,41.5,1

Ranges are those of the examples. A JSON file can say more, all of it optional but the names:

    {"fields": [{"name": "age", "unit": "years", "min": 0, "max": 120, "step": 1}, …], "examples": [[34, 41.5, 1], …]}
"""

from __future__ import annotations

import csv
import math
import re
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Any, NotRequired, Required, TypedDict

from msgspec import Meta

from kerasdl.errors import ConfigError
from kerasdl.json_files import read_json

MAX_BYTES = 2_000_000
MAX_EXAMPLES = 20
MAX_FIELDS = 200
LONGEST = 60
WITH_UNIT = re.compile(r"(.*\S)\s*[\[(]([^\])]+)[\])]\s*")
Name = Annotated[str, Meta(min_length=1, max_length=LONGEST)]
Number = Annotated[float, Meta(ge=-1e30, le=1e30)]


class FieldOfFile(TypedDict, total=False):
    """A field, as a JSON file says it."""

    name: Required[Name]
    unit: Name
    min: Number
    max: Number
    step: Annotated[float, Meta(gt=0, le=1e30)]


class FieldsFile(TypedDict):
    """A JSON file of fields."""

    fields: Annotated[list[FieldOfFile], Meta(min_length=1, max_length=MAX_FIELDS)]
    examples: NotRequired[Annotated[list[list[Number]], Meta(max_length=MAX_EXAMPLES)]]


@dataclass(frozen=True)
class Field:
    """A number of a form.

    Attributes:
        name: what it is called.
        unit: what it is measured in.
        min, max: its range; None where it is not known.
        step: from one value to the next.
    """

    name: str
    unit: str | None = None
    min: float | None = None
    max: float | None = None
    step: float | None = None

    def to_dict(self) -> dict[str, Any]:
        """As plain JSON values, without what is not said."""
        return {name: value for name, value in asdict(self).items() if value is not None}


@dataclass(frozen=True)
class Fields:
    """A form: its fields, and examples of what to fill in, (examples, fields)."""

    fields: tuple[Field, ...]
    examples: tuple[tuple[float, ...], ...] = ()


def read_fields(file: Path, count: int | None = None) -> Fields:
    """Read the fields of a form.

    Args:
        file: CSV or JSON.
        count: how many numbers the model takes; None for any.

    Raises:
        ConfigError: the file is neither, breaks a rule, or describes another number of fields.
    """
    found = _of_json(file) if file.suffix.lower() == ".json" else _of_csv(file)
    names = [field.name for field in found.fields]
    if count is not None and len(names) != count:
        raise ConfigError(
            f"`fields` must describe the {count} numbers that the model takes. Received: {file} with {len(names)}"
        )
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise ConfigError(f"`fields` must have different names. Received: {file} with {twice[0]!r} more than once")
    return found


def unnamed(count: int) -> Fields:
    """The fields of numbers of which nothing is known."""
    return Fields(tuple(Field(f"x{n + 1}") for n in range(count)))


def _of_json(file: Path) -> Fields:
    content = read_json(file, FieldsFile, "A file of fields", error=ConfigError, max_bytes=MAX_BYTES)
    fields = tuple(Field(**given) for given in content["fields"])
    examples = tuple(map(tuple, content.get("examples", [])))
    for example in examples:
        if len(example) != len(fields):
            raise ConfigError(
                f"An example must have a number for each of the {len(fields)} fields. "
                f"Received: {file} with one of {len(example)}"
            )
    for field in fields:
        if field.min is not None and field.max is not None and field.min >= field.max:
            raise ConfigError(
                f"A field's `min` must be below its `max`. Received: {field.name}, {field.min:g} and {field.max:g}"
            )
    return Fields(tuple(map(_ranged, fields, *([_columns(examples, len(fields))]))), examples)


def _of_csv(file: Path) -> Fields:
    rows = _csv_rows(file)
    header, lines = rows[0], rows[1 : 1 + MAX_EXAMPLES]
    examples = []
    for number, line in enumerate(lines, start=2):
        try:
            values = tuple(float(cell) for cell in line)
        except ValueError:
            raise ConfigError(f"An example must be numbers. Received: {file}, line {number}: {_short(line)}") from None
        if len(values) != len(header) or not all(map(math.isfinite, values)):
            raise ConfigError(
                f"An example must have a number for each of the {len(header)} names. "
                f"Received: {file}, line {number}: {_short(line)}"
            )
        examples.append(values)
    fields = [_named(name, file) for name in header]
    return Fields(tuple(map(_ranged, fields, _columns(tuple(examples), len(fields)))), tuple(examples))


def _csv_rows(file: Path) -> list[list[str]]:
    try:
        with file.open(encoding="utf-8-sig", newline="") as opened:
            text = opened.read(MAX_BYTES + 1)
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is no text"
        raise ConfigError(f"`fields` must be a CSV or JSON file. Received: {file} ({reason})") from None
    if len(text) > MAX_BYTES:
        raise ConfigError(f"`fields` must have at most {MAX_BYTES:,} characters. Received: {file}, which has more")
    first = text.partition("\n")[0]
    separator = max(",;\t", key=first.count)
    rows = [row for row in csv.reader(text.splitlines(), delimiter=separator) if any(cell.strip() for cell in row)]
    if not rows or len(rows[0]) > MAX_FIELDS:
        raise ConfigError(f"`fields` must begin with a line of 1 to {MAX_FIELDS} names. Received: {file}")
    return rows


def _named(cell: str, file: Path) -> Field:
    text = cell.strip()
    if not text or len(text) > LONGEST or not text.isprintable():
        raise ConfigError(
            f"A field's name must have 1 to {LONGEST} printable characters. Received: {file} with {text!r}"
        )
    found = WITH_UNIT.fullmatch(text)
    return Field(found[1], found[2].strip()) if found else Field(text)


def _columns(examples: tuple[tuple[float, ...], ...], count: int) -> list[tuple[float, ...]]:
    return [tuple(example[n] for example in examples) for n in range(count)]


def _ranged(field: Field, values: tuple[float, ...]) -> Field:
    """A field with the range of its examples, where it has none of its own and they differ."""
    if len(set(values)) < 2:
        return field
    low = min(values) if field.min is None else field.min
    high = max(values) if field.max is None else field.max
    step = field.step or (1.0 if all(value == int(value) for value in values) else None)
    return Field(field.name, field.unit, low, high, step) if low < high else field


def _short(line: list[str]) -> str:
    text = ",".join(line)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
