"""JSON of unknown origin: what breaks the schema is named with its file, field, rule and value."""

import json
from pathlib import Path
from typing import Annotated, Any, TypedDict

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kerasdl.errors import LONGEST_MESSAGE, KerasdlError, ModelError, one_line, printable
from kerasdl.json_files import check_json, json_text, parse_json, read_json


class Card(TypedDict, total=False):
    name: str
    shares: dict[str, float] | None
    history: list[dict[str, float]]
    accuracy: Annotated[float, msgspec.Meta(ge=0, le=1)]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ({"name": 1}, "`name` must be str. Received: card.json with 1"),
        ({"shares": {"known": 1.0, "odd": "x"}}, "`shares['odd']` must be float. Received: card.json with \"x\""),
        ({"history": [{"loss": 1.0}, {"a": 2.0, "loss": None}]}, "`history[1]['loss']` must be float"),
        ({"accuracy": 2}, "`accuracy` must be float <= 1.0. Received: card.json with 2"),
        ([1], "must be object. Received: card.json with [1]"),
    ],
)
def test_field_rule_and_value_are_named(value: Any, said: str) -> None:
    with pytest.raises(ModelError) as error:
        check_json(value, Card, "A card", "card.json")
    assert said in str(error.value)


def test_what_the_schema_does_not_name_is_kept(tmp_path: Path) -> None:
    file = tmp_path / "card.json"
    file.write_text('{"name": "a", "else": [1, {"b": null}]}', encoding="utf-8")
    assert read_json(file, Card, "A card") == {"name": "a", "else": [1, {"b": None}]}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b'{"name": "cut', "Unterminated string"),
        (b"\xff\xfe", "codec can't decode"),
        (b'{"accuracy": NaN}', "NaN is no JSON number"),
        (b"[" * 100_000, "nested too deeply"),
    ],
)
def test_what_is_no_json_is_told_in_one_line(content: bytes, said: str) -> None:
    with pytest.raises(ModelError, match="A card must be") as error:
        parse_json(content, Card, "A card", "card.json")
    assert said in str(error.value) and "\n" not in str(error.value)


def test_a_large_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    file = tmp_path / "card.json"
    file.write_bytes(b" " * 101)
    with pytest.raises(ModelError, match="at most 100 bytes"):
        read_json(file, Card, "A card", max_bytes=100)
    with pytest.raises(ModelError, match="readable file"):
        read_json(tmp_path / "missing", Card, "A card")


@given(st.text())
def test_an_error_is_one_printable_line(text: str) -> None:
    line = str(KerasdlError(text * 30))
    assert len(line) <= LONGEST_MESSAGE and line.isprintable()
    assert all(c.isprintable() or c == "\n" for c in printable(text))


def test_the_end_of_a_long_message_stays() -> None:
    line = one_line("rule " + "x" * 5_000_000 + " end")
    assert line.startswith("rule xxx") and len(line) == LONGEST_MESSAGE


_leaves = st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters())
_values = st.recursive(_leaves, lambda v: st.lists(v) | st.dictionaries(st.text(), v), max_leaves=10)


@given(_values)
def test_json_is_always_json(value: Any) -> None:
    text = json_text(value)
    json.loads(text, parse_constant=lambda name: pytest.fail(name))
    assert text.isprintable()
