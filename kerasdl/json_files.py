"""JSON files of unknown origin, read by their schema; and JSON that any reader takes."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from dataclasses import is_dataclass
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from kerasdl.errors import KerasdlError, ModelError

T = TypeVar("T")
MAX_BYTES = 20_000_000
# What Python's names for JSON's types are called in msgspec's messages.
_TYPE_NAMES = {"str": str, "int": int, "float": float, "bool": bool, "null": type(None), "object": dict, "array": list}


def read_json(
    file: Path, schema: type[T], what: str, *, error: type[KerasdlError] = ModelError, max_bytes: int = MAX_BYTES
) -> T:
    """Read a JSON file and check it.

    Args:
        file: the file.
        schema: what it must hold: a dataclass's or `TypedDict`'s fields by their types; see `check_json`.
        what: what messages call it, such as "A card".
        error: the class of the error.
        max_bytes: a larger file is refused before it is read.

    Returns:
        What the file holds, as JSON gives it, with fields that the schema does not name.

    Raises:
        KerasdlError: `error`: the file cannot be read, is too large, cut off, not JSON, or breaks the schema.
    """
    try:
        with file.open("rb") as opened:
            content = opened.read(max_bytes + 1)
    except OSError as reason:
        raise error(f"{what} must be a readable file. Received: {file} ({reason.strerror or reason})") from None
    if len(content) > max_bytes:
        raise error(f"{what} must have at most {max_bytes:,} bytes. Received: {file}, which has more")
    return parse_json(content, schema, what, str(file), error=error)


def parse_json(
    content: bytes | str, schema: type[T], what: str, source: str, *, error: type[KerasdlError] = ModelError
) -> T:
    """As `read_json`, of what was read already.

    Args:
        source: where it comes from, for messages.
    """
    try:
        text = content if isinstance(content, str) else content.decode("utf-8-sig")
        value = json.loads(text, parse_constant=_refuse_constant)
    except RecursionError:
        raise error(f"{what} must be JSON of few levels. Received: {source}, which is nested too deeply") from None
    except ValueError as reason:
        found = f"is not ({reason})" if content.strip() else "is empty"
        raise error(f"{what} must be whole and valid JSON. Received: {source}, which {found}") from None
    return check_json(value, schema, what, source, error=error)


def check_json(value: Any, schema: type[T], what: str, source: str, *, error: type[KerasdlError] = ModelError) -> T:
    """Check that a JSON value has the types that a schema names.

    Args:
        value: what JSON gave.
        schema: a dataclass, a `TypedDict`, or any type that msgspec knows.
        what, source: as in `parse_json`.

    Returns:
        `value` itself.

    Raises:
        KerasdlError: `error`, which names the field, its rule, and the value.
    """
    import msgspec

    try:
        msgspec.convert(value, schema)
    except msgspec.ValidationError as reason:
        _refuse_field(value, str(reason), what, source, error)
    except RecursionError:
        raise error(f"{what} must be JSON of few levels. Received: {source}, which is nested too deeply") from None
    return value


def from_json(value: Any, schema: type[T], what: str, source: str, *, error: type[KerasdlError] = ModelError) -> T:
    """An instance of a dataclass from a JSON object, as `dataclasses.asdict` wrote it.

    Args:
        value, schema, what, source, error: as in `check_json`.

    Raises:
        KerasdlError: `error`: a field has another type, breaks a rule of its class, or is unknown to it.
    """
    import msgspec

    try:
        check_json(value, schema, what, source, error=error)
        made = msgspec.convert(value, schema)
    except KerasdlError as reason:  # a rule that the class itself checks may have an error of its own
        raise reason if isinstance(reason, error) else error(f"{what}: {reason} ({source})") from None
    if (unknown := _unknown(value, made)) is not None:
        raise error(f"{what} must have the fields of this version of kerasdl alone. Received: {source} with {unknown}")
    return made


def _unknown(value: dict[str, Any], made: Any) -> str | None:
    """A field of a JSON object that the dataclass made from it has not."""
    for name, part in value.items():
        if not hasattr(made, name):
            return name
        if is_dataclass(field := getattr(made, name)) and (unknown := _unknown(part, field)) is not None:
            return unknown
    return None


def json_text(value: Any, indent: int | None = None) -> str:
    """A value as JSON that every reader takes: NaN and infinity are null, and nothing in it that a terminal obeys."""
    text = json.dumps(_finite(value), ensure_ascii=False, allow_nan=False, indent=indent)
    return "".join(c if c.isprintable() or c == "\n" else json.dumps(c)[1:-1] for c in text)


def _finite(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: _finite(part) for key, part in value.items()}
    return [_finite(part) for part in value] if isinstance(value, list | tuple) else value


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON number")


def _refuse_field(value: Any, reason: str, what: str, source: str, error: type[KerasdlError]) -> NoReturn:
    """Say what msgspec says ("Expected `int`, got `str` - at `$.a[0]`"), with the field's full path and its value."""
    rule, _, place = reason.partition(" - at ")
    got = re.search(r", got `(\w+)`", rule)
    kind = _TYPE_NAMES.get(got[1]) if got else None
    found = list(_at(value, re.findall(r"\.([^.\[\]]+)|\[(\d+|\.\.\.)\]", place.strip("`")), ""))
    path, wrong = next(
        (f for f in found if kind is not None and type(f[1]) is kind), found[0] if found else ("", value)
    )
    rule = re.sub(r", got `\w+`", "", rule).replace("Expected", "must be").replace("`", "")
    field = f"`{path.removeprefix('.')}` " if path else ""
    raise error(
        f"{what}: {field}{rule[0].lower()}{rule[1:]}. Received: {source} with {json_text(wrong)[:160]}"
    ) from None


def _at(value: Any, steps: list[tuple[str, str]], path: str) -> Iterator[tuple[str, Any]]:
    """Every value at a path of names, numbers, and `...` for any."""
    if not steps:
        yield path, value
        return
    (name, index), rest = steps[0], steps[1:]
    if name and isinstance(value, dict):
        if name in value:
            yield from _at(value[name], rest, f"{path}.{name}")
    elif index == "..." and isinstance(value, dict | list):
        for key, part in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _at(part, rest, f"{path}[{key!r}]")
    elif index.isdigit() and isinstance(value, list) and int(index) < len(value):
        yield from _at(value[int(index)], rest, f"{path}[{index}]")
