"""How accurate are the presets? Each one trained with several seeds, judged on all 10,000 test digits.

    python benchmarks/presets.py [--presets quick,web,record,cnn] [--seeds 3] [--out DIR]

Trains `kerasdl train --preset PRESET --seed SEED` into DIR/PRESET-SEED; what is there already is taken as it is, and an
interrupted training goes on, so a run can be spread over several sittings. Prints mean ± standard deviation over the seeds
and one JSON object on the last line. A seed of `web` takes 35 minutes on one core, one of `record` an hour, one of `cnn`
half an hour, after what their teachers take to answer 60 views, and to be trained if they are not there.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
from pathlib import Path
from typing import Any

FIGURES = {
    "test accuracy": lambda card: 100 * card["test"]["accuracy"],
    "validation accuracy": lambda card: 100 * card["validation"]["validation_accuracy"],
    "calibration error": lambda card: 100 * card["test"]["expected_calibration_error"],
    "test digits refused": lambda card: 100 * card["refused"]["test"],
    "non-digits refused, kinds learned": lambda card: 100 * card["refused"]["non_digits_seen"],
    "non-digits refused, kinds never seen": lambda card: 100 * card["refused"]["non_digits_unseen"],
}


def card_of(preset: str, seed: int, folder: Path) -> dict[str, Any]:
    """Train a preset, unless it is there, and read its card."""
    command = ["train", "--preset", preset, "--seed", str(seed), "--out", str(folder), "--resume"]
    subprocess.run([sys.executable, "-m", "kerasdl.cli", *command], check=True, stdout=subprocess.DEVNULL)
    return json.loads((folder / "card.json").read_text(encoding="utf-8"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--presets", default="quick,web,record")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--out", type=Path, default=Path("saved_models/presets"))
    args = parser.parse_args()
    found: dict[str, dict[str, list[float]]] = {}
    for preset in args.presets.split(","):
        cards = [card_of(preset, seed, args.out / f"{preset}-{seed}") for seed in range(args.seeds)]
        print(f"{preset}: {cards[0]['parameters']:,} parameters, {args.seeds} seeds")
        found[preset] = {}
        for name, figure in FIGURES.items():
            if "non-digits" in name and not cards[0]["config"]["non_digits"]:
                continue
            values = found[preset][name] = [figure(card) for card in cards]
            spread = f" ± {statistics.stdev(values):.2f}" if len(values) > 1 else ""
            print(f"  {name:<38}{statistics.mean(values):>7.2f}{spread} %")
        seconds = statistics.median(card["training_seconds"] for card in cards)
        print(f"  {'training, median':<38}{seconds:>7.0f} s", flush=True)
    print(json.dumps(found))


if __name__ == "__main__":
    main()
