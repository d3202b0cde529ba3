"""What is a teacher worth? One network, with several seeds, with and without a trained one's answers beside the labels.

    python benchmarks/teacher.py [--teacher cnn] [--hidden-units 512,256] [--epochs 20] [--seeds 3]

The pupil is a multi-layer perceptron with the warps, normalisation and activation of `record`, on MNIST alone. Both ways see
the same warped digits in the same order. Prints mean ± standard deviation of the error on all 10,000 test digits, and the
training times' ratio; one JSON object on the last line. `--hidden-units 1024,1024,512` is `record`'s own structure.
"""

from __future__ import annotations

import argparse
import json
import statistics
from dataclasses import replace

from kerasdl.backend.fast_import import load_keras
from kerasdl.backend.selection import choose_backend
from kerasdl.config import PRESETS


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--teacher", default="cnn")
    parser.add_argument("--hidden-units", default="512,256")
    parser.add_argument("--epochs", type=int, default=20)
    parser.add_argument("--seeds", type=int, default=3)
    options = parser.parse_args()
    units = tuple(int(n) for n in options.hidden_units.split(","))
    alone = replace(PRESETS["record"], hidden_units=units, epochs=options.epochs, repeats=1, pen_digits=0, non_digits=0)
    taught = replace(alone, teacher=options.teacher)
    choose_backend()
    load_keras()
    from kerasdl.data.mnist import load_mnist
    from kerasdl.evaluation.report import evaluate
    from kerasdl.training.loop import train

    digits = load_mnist()
    found: dict[str, list[dict[str, float]]] = {}
    for seed in range(options.seeds):
        for way, config in (("alone", alone), ("taught", taught)):
            trained = train(replace(config, seed=seed), data=digits)
            error = 100 * (1 - evaluate(trained.model, digits.test).accuracy)
            validation = 100 * (1 - trained.history[-1]["validation_accuracy"])
            row = {"test_error": error, "validation_error": validation, "seconds": trained.seconds}
            found.setdefault(way, []).append(row)
            print(f"seed {seed}, {way}: {row}", flush=True)
    for way, rows in found.items():
        errors = [row["test_error"] for row in rows]
        spread = f" ± {statistics.stdev(errors):.2f}" if len(errors) > 1 else ""
        print(f"{way}: {statistics.mean(errors):.2f}{spread} % of the test digits read wrong")
    ratio = statistics.median(t["seconds"] / a["seconds"] for t, a in zip(found["taught"], found["alone"], strict=True))
    print(f"taught takes {ratio:.2f} times as long")
    print(json.dumps(found))


if __name__ == "__main__":
    main()
