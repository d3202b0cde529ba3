"""How do time and memory grow with the work? Each subject at growing sizes, each size in a process of its own.

    python -m benchmarks.growth [SUBJECT …] [--most 10000] [--png docs/growth.png]

The subjects are in `benchmarks/support/growth_subjects.py`: pictures, digits and parameters, candidates of a search, runs
that the dashboard keeps. Prints, for each size, seconds without preparation, the process's peak memory, and the exponent of
the growth since the size before (1 is linear); one JSON object on the last line. With --png it also draws them.
"""

from __future__ import annotations

import argparse
import json
import math
import resource
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.support.growth_subjects import SUBJECTS

ROOT = Path(__file__).resolve().parents[1]


def run_one(name: str, size: int) -> dict[str, float]:
    """One size, in this process."""
    with SUBJECTS[name].prepared(size) as work:
        start = time.perf_counter()
        work()
        seconds = time.perf_counter() - start
    return {"size": size, "seconds": seconds, "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def measure(name: str, most: float) -> list[dict[str, float]]:
    """All sizes of a subject, each in a process of its own, printed as they come."""
    rows: list[dict[str, float]] = []
    print(
        f"{name}: {SUBJECTS[name].work}\n{SUBJECTS[name].unit:>17} {'seconds':>9} {'peak memory':>12} {'exponent':>9}"
    )
    for size in (size for size in SUBJECTS[name].sizes if size <= most):
        command = [sys.executable, "-m", "benchmarks.growth", "--one", name, str(size)]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, cwd=ROOT)
        rows.append(json.loads(done.stdout.splitlines()[-1]))
        print(
            f"{size:>17,} {rows[-1]['seconds']:>9.2f} {rows[-1]['peak_mb']:>9.0f} MB {_exponent(rows):>9}", flush=True
        )
    return rows


def _exponent(rows: list[dict[str, float]]) -> str:
    if len(rows) < 2:
        return ""
    one, other = rows[-2:]
    return f"{math.log(other['seconds'] / one['seconds']) / math.log(other['size'] / one['size']):.2f}"


def save_picture(found: dict[str, list[dict[str, float]]], file: Path) -> None:
    """Seconds and memory against size, a row of two for each subject."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(8, 1.9 * len(found)), layout="constrained")
    axes = figure.subplots(len(found), 2, squeeze=False)
    for row, (name, rows) in zip(axes, found.items(), strict=True):
        for ax, key, label in zip(row, ("seconds", "peak_mb"), ("seconds", "peak memory, MB"), strict=True):
            ax.plot([r["size"] for r in rows], [r[key] for r in rows], marker="o")
            ax.set(xscale="log", xlabel=SUBJECTS[name].unit, ylabel=label)
            ax.set_title(SUBJECTS[name].work, fontsize=10)
            ax.grid(alpha=0.3)
        row[0].set_yscale("log")
        row[1].set_ylim(0, 1.1 * max(r["peak_mb"] for r in rows))
    figure.savefig(file, dpi=80)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("subjects", nargs="*", metavar="SUBJECT", help=", ".join(SUBJECTS))
    parser.add_argument("--most", type=float, default=math.inf, help="leave larger sizes out")
    parser.add_argument("--png", type=Path, help="the picture to write")
    parser.add_argument("--one", nargs=2, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        print(json.dumps(run_one(given.one[0], int(given.one[1]))))
        return
    if unknown := set(given.subjects) - set(SUBJECTS):
        parser.error(f"a subject must be one of {', '.join(SUBJECTS)}. Received: {', '.join(unknown)}")
    found = {name: measure(name, given.most) for name in given.subjects or SUBJECTS}
    if given.png:
        save_picture(found, given.png)
    print(json.dumps(found))


if __name__ == "__main__":
    main()
