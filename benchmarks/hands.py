"""How well does a network read the generator's hands? By family of styles and by writer, worst first.

    python benchmarks/hands.py [MODEL …] [--per-family 300] [--writers 200]

The families are those that networks learn from and those that are held out (`synthetic.HELD_OUT_STYLES`), in new drawings. A
writer is one hand: a style of each digit, a manner, and ten drawings of each. Prints, for each model, what is read in all,
what is surely wrong (above the model's own rejection threshold), the worst families and writers, and one JSON object on the
last line.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from typing import Any

import numpy as np

SHOWN = 15  # of the worst
EACH = 10  # drawings of each digit by one writer


@dataclass(frozen=True)
class Group:
    """Drawings that belong together.

    Attributes:
        name: what they have in common.
        held_out: whether no network learns from their styles.
        images, labels: (n, 28, 28) and (n,).
    """

    name: str
    held_out: bool
    images: np.ndarray
    labels: np.ndarray


def family_groups(count: int) -> list[Group]:
    """Drawings of each family."""
    from kerasdl.data import synthetic

    found = []
    for held_out, styles in ((False, synthetic.DIGIT_STYLES), (True, synthetic.HELD_OUT_STYLES)):
        names = dict.fromkeys(f"{style.family} {style.label}" for style in styles)
        for n, name in enumerate(names):
            drawn = synthetic.drawings(count, [7, n], [s for s in styles if f"{s.family} {s.label}" == name])
            found.append(Group(name, held_out, drawn.images, drawn.labels))
    return found


def writer_groups(count: int) -> list[Group]:
    """Drawings by each of some writers."""
    from kerasdl.data import synthetic
    from kerasdl.data.synthetic.hand import write
    from kerasdl.data.synthetic.ink import draw

    found = []
    for writer in range(count):
        rng = np.random.default_rng([8, writer])
        images = []
        for digit in range(10):
            styles = [style for style in synthetic.DIGIT_STYLES if style.label == digit]
            shares = np.array([style.share for style in styles])
            style = styles[int(rng.choice(len(styles), p=shares / shares.sum()))]
            images.append(draw(write(style, EACH, rng, one_person=True), rng))
        found.append(Group(f"writer {writer}", False, np.concatenate(images), np.repeat(np.arange(10), EACH)))
    return found


def judged(model: Any, threshold: float, groups: list[Group]) -> list[dict[str, Any]]:
    """For each group the shares read right and surely wrong, in percent, worst first."""
    from kerasdl import backend
    from kerasdl.evaluation.report import confidences
    from kerasdl.inference.surety import surety

    forward = backend.compile_forward(model, backend.devices()[0][0])
    rows = []
    for group in groups:
        answers = confidences(forward, group.images)
        wrong = answers.argmax(1) != group.labels
        sure = 100 * float((wrong & (surety(answers) >= threshold)).mean())
        right = 100 * float(1 - wrong.mean())
        rows.append({"name": group.name, "held_out": group.held_out, "right": right, "surely_wrong": sure})
    return sorted(rows, key=lambda row: row["right"])


def print_rows(title: str, rows: list[dict[str, Any]]) -> None:
    right, sure = (float(np.mean([row[key] for row in rows])) for key in ("right", "surely_wrong"))
    print(f"  {title}: {right:.2f} % right, {sure:.2f} % surely wrong; worst of {len(rows)}:")
    for row in rows[:SHOWN]:
        print(f"    {row['name']:<26}{row['right']:>7.1f}{row['surely_wrong']:>7.1f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("models", nargs="*", metavar="MODEL", help="names or folders; default: web")
    parser.add_argument("--per-family", type=int, default=300)
    parser.add_argument("--writers", type=int, default=200)
    args = parser.parse_args()
    from kerasdl.models.folder import open_model

    families, writers = family_groups(args.per_family), writer_groups(args.writers)
    found: dict[str, Any] = {}
    for name in args.models or ["web"]:
        opened = open_model(name)
        model, threshold = opened.load(), opened.rejection_threshold
        rows = judged(model, threshold, families)
        found[name] = {"families": rows, "writers": judged(model, threshold, writers)}
        print(name)
        print_rows("families learned", [row for row in rows if not row["held_out"]])
        print_rows("families held out", [row for row in rows if row["held_out"]])
        print_rows("writers", found[name]["writers"])
    print(json.dumps(found))


if __name__ == "__main__":
    main()
