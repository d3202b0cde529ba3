"""Conformance table: what became of every model in every format, as Markdown."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Collection, Sequence

from benchmarks.conformance.cells import EXACT, FAILS, FEW_INPUTS, INPUTS, REFUSED, Cell, Row
from benchmarks.conformance.worker import run_workers
from kerasdl.export import FORMATS

HEAD = """# Any Keras model, in every format

Models of the shapes that people bring, with random weights, each exported by `kerasdl export` and held against what Keras
answers to the same {inputs} inputs, well-known networks to {few}. TF.js runs in Node, ONNX in ONNX Runtime, LiteRT in its
interpreter.

`exact`: no answer differs by more than a millionth of the largest; `1e-5`: by no more than that share of it. `–`: refused,
for the reason under its number; the other formats are written all the same.

    python -m benchmarks.conformance --write docs/conformance.md

"""
COLUMNS = {
    "saved_model": "SavedModel",
    "tfjs": "TF.js graph",
    "tfjs_layers": "TF.js layers",
    "onnx": "ONNX",
    "litert": "LiteRT",
}


def measure_all(names: Sequence[str], jobs: int, say: Callable[[str], None]) -> list[Row]:
    """The rows of some models, in their order; a line is said of each as it is there."""
    rows: dict[str, Row] = {}
    lock = threading.Lock()

    def done(row: Row) -> None:
        with lock:
            rows[row.name] = row
            kinds = " ".join(f"{row.cells[name].kind:>8}" for name in FORMATS)
            failures = {cell.reason for cell in row.cells.values() if cell.kind == FAILS}
            say(f"{len(rows):>4}/{len(names)} {row.name:<40} {kinds} {row.seconds:6.1f} s {' '.join(failures)[:400]}")

    run_workers(names, jobs, done)
    return [rows[name] for name in names]


def table(rows: Sequence[Row], well_known: Collection[str]) -> str:
    """The table with its totals and its notes."""
    reasons = _Reasons()
    plain = [row for row in rows if row.name not in well_known]
    known = [row for row in rows if row.name in well_known]
    parts = [HEAD.format(inputs=INPUTS, few=FEW_INPUTS), totals(rows), "\n"]
    for title, of in (("Models", plain), ("Well-known networks", known)):
        if of:
            parts += [f"\n## {title}\n\n", _lines(of, reasons)]
    if reasons.numbers:
        parts += ["\n## Why refused\n\n", *(f"{n}. {reason}\n" for reason, n in reasons.numbers.items())]
    return "".join(parts)


def totals(rows: Sequence[Row]) -> str:
    """How many models are exact, close, refused and failing in each format."""
    lines = [_line(["", *COLUMNS.values()]), _line(["---"] * (len(COLUMNS) + 1))]
    counts = {name: Counter(_total(row.cells[name]) for row in rows) for name in COLUMNS}
    for kind in ("exact", "within 1e-4", "refused", "FAILS"):
        lines.append(_line([kind, *(str(counts[name][kind]) for name in COLUMNS)]))
    either = sum(any(row.cells[name].kind not in (REFUSED, FAILS) for name in ("tfjs", "tfjs_layers")) for row in rows)
    return "\n".join(lines) + f"\n\n{either} of {len(rows)} models run in a browser, in one form of TF.js or both.\n"


def _total(cell: Cell) -> str:
    return cell.kind if cell.kind in (EXACT, REFUSED, FAILS) else "within 1e-4"


def _lines(rows: Sequence[Row], reasons: _Reasons) -> str:
    lines = [_line(["model", *COLUMNS.values()]), _line(["---"] * (len(COLUMNS) + 1))]
    lines += [_line([row.name, *(_cell(row.cells[name], reasons) for name in COLUMNS)]) for row in rows]
    return "\n".join(lines) + "\n"


def _cell(cell: Cell, reasons: _Reasons) -> str:
    return f"– ({reasons.number(cell.reason)})" if cell.kind == REFUSED else cell.kind


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


class _Reasons:
    """Reasons by their number, each once."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}

    def number(self, reason: str) -> int:
        return self.numbers.setdefault(reason, len(self.numbers) + 1)
