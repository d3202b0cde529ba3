"""How do time and memory grow with the work? Each subject at growing sizes, each size in a process of its own.

    python -m benchmarks.growth [SUBJECT …] [--most 10000] [--png docs/growth.png]

The subjects are in `benchmarks/support/growth_subjects.py`: pictures, digits and parameters, candidates of a search, runs
that the dashboard keeps. Prints, for each size, seconds without preparation, the process's peak memory, and the exponent of
the growth since the size before (1 is linear); one JSON object on the last line. With --png it also draws them.
"""

from __future__ import annotations

import argparse
import io
import json
import math
import resource
import subprocess
import sys
import time
from pathlib import Path

from PIL import Image

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
    from matplotlib.ticker import FuncFormatter, NullFormatter

    figure = Figure(figsize=(8, 1.9 * len(found)), layout="constrained")
    axes = figure.subplots(len(found), 2, squeeze=False)
    for row, (name, rows) in zip(axes, found.items(), strict=True):
        for ax, key, label in zip(row, ("seconds", "peak_mb"), ("seconds", "peak memory, MB"), strict=True):
            values = [r[key] for r in rows]
            ax.plot([r["size"] for r in rows], values, marker="o")
            # At least two decades: what is nearly flat shall look so.
            middle = math.sqrt(min(values) * max(values))
            ax.set(xscale="log", yscale="log", xlabel=SUBJECTS[name].unit, ylabel=label)
            ax.set_ylim(min(middle / 10, min(values) / 2), max(10 * middle, 2 * max(values)))
            for axis in (ax.xaxis, ax.yaxis):
                axis.set_major_formatter(
                    FuncFormatter(lambda value, _: f"{value:,g}" if value < 1e5 else f"{value:.0e}")
                )
                axis.set_minor_formatter(NullFormatter())
            ax.set_title(SUBJECTS[name].work, fontsize=10)
            ax.grid(alpha=0.3)
    with io.BytesIO() as drawn:
        figure.savefig(drawn, dpi=80)
        # Few colours: a third of the bytes.
        Image.open(drawn).convert("RGB").quantize(32).save(file, optimize=True)


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
