"""The conformance table of the documentation: whole, without failures, and what export does today."""

import re
from pathlib import Path

import pytest

from benchmarks.conformance.cells import FAILS, REFUSED, Cell, Row
from kerasdl.export import FORMATS

TABLE = Path(__file__).resolve().parents[3] / "docs" / "conformance.md"
WRITTEN = re.compile(r"exact|1e-[456]")
PART = 3  # all of them take some ten minutes on two cores


def rows_of_table() -> dict[str, dict[str, str]]:
    """Each model's cells, by format."""
    text = TABLE.read_text(encoding="utf-8").partition("## Models")[2]  # behind the totals
    lines = [line.strip("| ").split(" | ") for line in text.splitlines()]
    models = [cells for cells in lines if len(cells) == len(FORMATS) + 1 and cells[0] not in ("model", "---")]
    return {name: dict(zip(FORMATS, cells, strict=True)) for name, *cells in models}


def kind(cell: str) -> str:
    return "written" if WRITTEN.fullmatch(cell) else REFUSED if cell.startswith("–") else cell


def test_the_table_holds_many_models_none_of_which_fails():
    rows = rows_of_table()
    assert len(rows) >= 250
    assert {kind(cell) for cells in rows.values() for cell in cells.values()} == {"written", REFUSED}
    in_a_browser = [
        name for name, cells in rows.items() if "written" in (kind(cells["tfjs"]), kind(cells["tfjs_layers"]))
    ]
    assert f"{len(in_a_browser)} of {len(rows)} models run in a browser" in TABLE.read_text(encoding="utf-8")


def test_every_refusal_has_its_reason():
    text = TABLE.read_text(encoding="utf-8")
    numbers = set(re.findall(r"– \((\d+)\)", text))
    assert numbers == set(re.findall(r"^(\d+)\. \S", text, re.MULTILINE))


def test_a_row_goes_through_json_unchanged():
    row = Row("name", {"tfjs": Cell(REFUSED, "why"), "onnx": Cell(FAILS, "how")}, 1.5)
    assert Row.from_dict(row.to_dict()) == row


@pytest.mark.slow
def test_the_table_is_what_export_does_today():
    from benchmarks.conformance.cases import all_cases
    from benchmarks.conformance.table import measure_all

    cases, table = all_cases(), rows_of_table()
    assert list(table) == list(cases)
    names = [name for name, case in cases.items() if not case.well_known][::PART]
    for row in measure_all(names, 2, print):
        for name in FORMATS:
            found = row.cells[name]
            assert kind(found.kind if found.kind != REFUSED else "–") == kind(table[row.name][name]), (row.name, found)
