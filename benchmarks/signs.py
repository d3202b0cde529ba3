"""How well does the page learn signs from ten drawings each? Letters of the generator that no network here has learned from.

    python benchmarks/signs.py [--draws 5] [--classes 5] [--each 10] [--further 100] [--scratch]

Each draw takes some letters at random, no two of one name, each in one of the ways to write it. The page's own JavaScript
learns them in Node as it does in a browser, on the features of the shipped network, with `--scratch` also from scratch
(minutes more, for every drawing is left out once). Then it reads
further drawings of them, by other strokes. `others` are drawings of three more letters: what share is answered at all.
Prints a line for each, and one JSON object with the means on the last line.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from kerasdl.export.runtimes.node import find_node

ROOT = Path(__file__).resolve().parents[1]
LEARN = Path(__file__).parent / "support" / "learn_signs.mjs"
OTHERS = 3


def letter_of(name: str) -> str:
    """The letter that a style writes, without its case and its manner: "letter K 2 with serifs" is a k."""
    words = name.split()[1:]
    scripts = ("bopomofo", "hiragana", "katakana", "Cyrillic")
    return " ".join(words[: 2 if words[0] in scripts else 1]).lower()


def write_draw(folder: Path, draw: int, classes: int, each: int, further: int) -> tuple[dict[str, str], list[str]]:
    """Draw the signs of one draw into files; gives the files, and the names of the signs."""
    from kerasdl.data import synthetic
    from kerasdl.data.synthetic.letters import UNSEEN_FOREIGN, UNSEEN_LATIN

    letters: dict[str, list[synthetic.Style]] = {}
    for style in (*UNSEEN_LATIN, *UNSEEN_FOREIGN):
        letters.setdefault(letter_of(style.name), []).append(style)
    rng = np.random.default_rng([25, draw])
    chosen = [sorted(letters)[k] for k in rng.permutation(len(letters))[: classes + OTHERS]]
    styles = [letters[name][rng.integers(len(letters[name]))] for name in chosen]
    parts = {
        "train": (styles[:classes], each),
        "test": (styles[:classes], further),
        "others": (styles[classes:], further),
    }
    files = {}
    for number, (part, (wanted, count)) in enumerate(parts.items()):
        drawn = [synthetic.drawings(count, [25, draw, number, k], [style]).images for k, style in enumerate(wanted)]
        files[part] = str(folder / f"{draw}_{part}.bin")
        np.concatenate(drawn).tofile(files[part])
    return files, [style.name.removeprefix("letter ") for style in styles[:classes]]


def learn(draws: int, classes: int, each: int, further: int, scratch: bool) -> list[dict[str, Any]]:
    """Learn the signs of all draws in Node; one result for each draw and way to learn."""
    with tempfile.TemporaryDirectory() as work:
        written = [write_draw(Path(work), draw, classes, each, further) for draw in range(draws)]
        job = {"web": str(ROOT / "web"), "draws": [files for files, _ in written], "classes": classes, "each": each}
        job["scratch"] = scratch
        (Path(work) / "job.json").write_text(json.dumps(job), encoding="utf-8")
        command = [find_node(), str(LEARN), str(Path(work) / "job.json")]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
    results = [json.loads(line) for line in done.stdout.splitlines()]
    return [{**result, "signs": written[result["draw"]][1]} for result in results]


def means(results: list[dict[str, Any]]) -> dict[str, float]:
    """The mean of each figure over the draws, and the least accuracy."""
    # JSON's 1 is an integer to Python.
    names = [
        name
        for name, value in results[0].items()
        if isinstance(value, int | float) and name not in ("draw", "features")
    ]
    mean = {name: round(float(np.mean([result[name] for result in results])), 4) for name in names}
    return {**mean, "least_accuracy": min(result["accuracy"] for result in results)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--draws", type=int, default=5, help="draws of classes")
    parser.add_argument("--classes", type=int, default=5, help="signs of a draw")
    parser.add_argument("--each", type=int, default=10, help="drawings of a sign to learn from")
    parser.add_argument("--further", type=int, default=100, help="further drawings of each sign")
    parser.add_argument("--scratch", action="store_true", help="learn them from scratch, too")
    args = parser.parse_args()
    results = learn(args.draws, args.classes, args.each, args.further, args.scratch)
    for result in results:
        way = "on features" if result["features"] else "from scratch"
        figures = {name: round(value, 3) for name, value in result.items() if isinstance(value, int | float)}
        print(f"{way:12} {', '.join(result['signs'])}\n             {figures}")
    ways = {"on_features": True, **({"from_scratch": False} if args.scratch else {})}
    print(json.dumps({way: means([r for r in results if r["features"] == flag]) for way, flag in ways.items()}))


if __name__ == "__main__":
    main()
