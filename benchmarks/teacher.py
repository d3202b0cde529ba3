"""What is a teacher worth? One network, with several seeds, with and without a trained one's answers beside the labels.

    python -m benchmarks.teacher --teacher NAMES [--hidden-units 1024,1024,512] [--epochs 40] [--views 20] [--seeds 3]
                                 [--temperatures 1 3] [--shares 0.5 1] [--dropouts 0.2 0]

The student is a multi-layer perceptron with the other settings of `record`, on MNIST alone. Judged by the 5,000 validation
digits, which no teacher may have learned; the test digits have no part in it. Prints mean ± standard deviation of the error
and the loss; one JSON object on the last line. Teachers' answers are kept in saved_models/.answers.
"""

from __future__ import annotations

import argparse
import itertools
import json
import statistics
from dataclasses import replace

from benchmarks.support.dense_recipe import dense_recipe
from kerasdl.backend.fast_import import load_keras
from kerasdl.backend.selection import choose_backend
from kerasdl.models.store import ANSWERS, MODELS


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--teacher", required=True, help="trained networks, by names or folders")
    parser.add_argument("--hidden-units", default="1024,1024,512")
    parser.add_argument("--epochs", type=int, default=40)
    parser.add_argument("--views", type=int, default=20)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--temperatures", type=float, nargs="+", default=[1.0, 3.0])
    parser.add_argument("--shares", type=float, nargs="+", default=[0.5, 1.0])
    parser.add_argument("--dropouts", type=float, nargs="+", default=[0.2], help="of what learns from the teacher")
    options = parser.parse_args()
    choose_backend("jax")
    load_keras()
    from kerasdl.data.mnist import load_mnist
    from kerasdl.training.loop import train

    alone = dense_recipe(options.hidden_units, options.epochs)
    taught = replace(alone, teacher=options.teacher, views=options.views)
    ways = {"labels alone": alone} | {
        f"teacher at {temperature:g}, counting {share:.0%}, dropout of {dropout:g}": replace(
            taught, temperature=temperature, teacher_share=share, dropout=dropout
        )
        for temperature, share, dropout in itertools.product(options.temperatures, options.shares, options.dropouts)
    }
    digits = load_mnist()
    found: dict[str, list[dict[str, float]]] = {}
    for seed in range(options.seeds):
        for way, config in ways.items():
            trained = train(replace(config, seed=seed), data=digits, answers=MODELS / ANSWERS)
            last = trained.history[-1]
            row = {"error": 100 * (1 - last["validation_accuracy"]), "loss": last["validation_loss"]}
            found.setdefault(way, []).append({**row, "seconds": trained.seconds})
            print(f"seed {seed}, {way}: {found[way][-1]}", flush=True)
    for way, rows in found.items():
        errors, losses = ([row[name] for row in rows] for name in ("error", "loss"))
        spread = f" ± {statistics.stdev(errors):.2f}" if len(errors) > 1 else ""
        print(f"{way}: {statistics.mean(errors):.2f}{spread} % read wrong, {statistics.mean(losses):.4f} nats")
    print(json.dumps(found))


if __name__ == "__main__":
    main()
