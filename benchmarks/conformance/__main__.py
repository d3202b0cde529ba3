"""Conformance table: `python -m benchmarks.conformance [--write docs/conformance.md] [--only NAME …] [--jobs N]`."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from benchmarks.conformance.cases import all_cases
from benchmarks.conformance.cells import FAILS
from benchmarks.conformance.worker import ENVIRONMENT, JOBS, work


def main() -> int:
    """Measure, print or write; the exit status is 1 if anything fails."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", type=Path, help="write the table here")
    parser.add_argument("--only", nargs="+", metavar="NAME", help="only these models")
    parser.add_argument("--jobs", type=int, default=JOBS, help="processes at a time")
    parser.add_argument("--worker", nargs="+", metavar="NAME", help=argparse.SUPPRESS)
    given = parser.parse_args()
    os.environ.update(ENVIRONMENT)  # before Keras is imported
    if given.worker:
        work(given.worker)
        return 0
    from benchmarks.conformance.table import measure_all, table, totals

    cases = all_cases()
    if unknown := set(given.only or ()) - set(cases):
        parser.error(f"--only must be names of the table. Received: {', '.join(sorted(unknown))}")
    rows = measure_all(given.only or list(cases), given.jobs, lambda line: print(line, file=sys.stderr, flush=True))
    text = table(rows, {name for name, case in cases.items() if case.well_known})
    if given.write is not None:
        given.write.write_text(text, encoding="utf-8")
        print(totals(rows))
    else:
        print(text)
    return int(any(cell.kind == FAILS for row in rows for cell in row.cells.values()))


if __name__ == "__main__":
    sys.exit(main())
