"""How long does each verb take from a cold process, and how much memory does a large picture take?

    python benchmarks/cold_start.py [--rounds 5] [--only predict verify] [--against CHECKOUT]

Each verb runs in a process of its own, in an empty folder. The rounds take turns: each runs every verb once, in this
checkout and in the other, so that what disturbs the machine disturbs all. Prints the median seconds on the clock and of the
processors, the most memory of one process, and one JSON object on the last line. On a busy machine the processors' seconds
say more. The last row is `predict` of one picture of 50 megapixels. The other checkout runs in the same environment of
packages.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

ROOT = Path(__file__).resolve().parents[1]
LARGE = (8000, 6250)
MB = 1_000_000


def verbs(scratch: Path) -> dict[str, list[str]]:
    """The arguments of each run, by the name of its row."""
    model, picture = str(scratch / "model"), str(scratch / "three.png")
    small = "--trials 1 --epochs 1 --digits 2000 --workers 1 --seeds 1".split()
    return {
        "help": ["--help"],
        "predict": ["predict", picture],
        "predict --many": ["predict", "--many", picture],
        "evaluate": ["evaluate", model],
        "export": ["export", model, "--out", "exported"],
        "verify": ["verify", model, "--count", "100"],
        "train": ["train", "--preset", "quick", "--epochs", "1", "--out", "trained"],
        "search": ["search", *small, "--out", "found"],
        "search --help": ["search", "--help"],
        "app --help": ["app", "--help"],
        "demo --help": ["demo", "--help"],
        "predict, 50 megapixels": ["predict", str(scratch / "large.png")],
    }


def prepare(scratch: Path) -> None:
    """Write the pictures and the model that the verbs take."""
    three = (ROOT / "docs" / "three.png").read_bytes()
    (scratch / "three.png").write_bytes(three)
    large = Image.new("L", LARGE, 255)
    ImageDraw.Draw(large).line([(3000, 1500), (4800, 1500), (3800, 2800), (4800, 3900), (3000, 4600)], 0, 300)
    large.save(scratch / "large.png", compress_level=1)
    shutil.copytree(ROOT / "saved_models" / "quick", scratch / "model")


# A process in between: the most memory is that of all children that a process has waited for.
STARTER = """
import json, resource, subprocess, sys, time
start = time.perf_counter()
status = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL).returncode
seconds, used = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps([status, seconds, used.ru_utime + used.ru_stime, used.ru_maxrss]))
"""


def run(checkout: Path, arguments: list[str]) -> tuple[float, float, float]:
    """Run the command once: seconds on the clock, of the processors, and the most memory of one process, in bytes."""
    command = [sys.executable, "-c", STARTER, sys.executable, "-m", "kerasdl.cli", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(checkout)}
    with tempfile.TemporaryDirectory(prefix="kerasdl-cold-") as folder:
        done = subprocess.run(command, env=environment, cwd=folder, capture_output=True, text=True, check=True)
    status, seconds, used, memory = json.loads(done.stdout)
    if status:
        raise SystemExit(f"kerasdl {' '.join(arguments)} must succeed. Received: {done.stderr[-500:]}")
    return seconds, used, memory * (1 if sys.platform == "darwin" else 1024)


def measure(checkouts: dict[str, Path], rounds: int, only: list[str] | None) -> dict[str, dict[str, Any]]:
    """The medians of each row in each checkout."""
    kept: dict[str, dict[str, list[tuple[float, float, float]]]] = {}
    with tempfile.TemporaryDirectory(prefix="kerasdl-cold-") as folder:
        scratch = Path(folder)
        prepare(scratch)
        rows = {name: arguments for name, arguments in verbs(scratch).items() if only is None or name in only}
        for _ in range(rounds):
            for name, arguments in rows.items():
                for label, checkout in checkouts.items():
                    found = run(checkout, arguments)
                    kept.setdefault(name, {}).setdefault(label, []).append(found)
    names = ("seconds", "processor_seconds", "bytes")
    return {
        name: {
            label: dict(zip(names, map(statistics.median, zip(*found, strict=True)), strict=True))
            for label, found in by_checkout.items()
        }
        for name, by_checkout in kept.items()
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", nargs="+", metavar="VERB", help="rows by their names")
    parser.add_argument("--against", type=Path, metavar="CHECKOUT")
    args = parser.parse_args()
    checkouts = {"here": ROOT} | ({"there": args.against.resolve()} if args.against else {})
    found = measure(checkouts, args.rounds, args.only)
    print(f"{'':<24}{'':<7}{'clock':>9}{'processors':>12}{'memory':>11}")
    for name, by_checkout in found.items():
        for label, each in by_checkout.items():
            print(
                f"{name:<24}{label:<7}{each['seconds']:>7.2f} s{each['processor_seconds']:>10.2f} s"
                f"{each['bytes'] / MB:>8.0f} MB"
            )
    print(json.dumps(found))


if __name__ == "__main__":
    main()
