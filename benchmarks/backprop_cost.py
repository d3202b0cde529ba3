"""What is backpropagation good for? The time of a full gradient by backpropagation and by finite differences.

    python benchmarks/backprop_cost.py [--widths 2 4 8 …] [--rounds 5]

Networks 16-w-w-10 of growing width, one example, side by side in one run, in NumPy on one thread (the products are too
small for more). The finite differences of wide networks are timed on 1,000 parameters and multiplied up. Prints medians,
their ratio, and the ratio of the multiplications that `kerasdl.lecture.backprop.gradient_cost`
counts; one JSON object on the last line.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from statistics import median

import numpy as np
from threadpoolctl import threadpool_limits

from kerasdl.lecture.backprop import finite_differences, gradient, gradient_cost, total_loss_function
from kerasdl.lecture.function_set import sample_network
from kerasdl.lecture.losses import one_hot


def seconds(call: Callable[[], object], rounds: int) -> float:
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return median(times)


def measure(width: int, rounds: int) -> dict[str, float]:
    structure = (16, width, width, 10)
    f = sample_network(structure, 0, "sigmoid", "linear")
    x, target = np.random.default_rng(0).normal(size=(1, 16)), one_hot(np.array([3]), 10)
    loss, theta = total_loss_function(f, x, target), f.theta
    some = min(len(theta), 1000)
    by_backprop = seconds(lambda: gradient(f, x, target), 20 * rounds)
    by_differences = seconds(
        lambda: finite_differences(lambda part: loss(np.append(part, theta[some:])), theta[:some]), rounds
    )
    counted = gradient_cost(structure)
    return {
        "width": width,
        "parameters": counted.parameters,
        "backprop_s": by_backprop,
        "finite_differences_s": by_differences * len(theta) / some,
        "ratio": by_differences * len(theta) / some / by_backprop,
        "counted_ratio": counted.finite_differences / counted.backprop,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--widths", type=int, nargs="+", default=[2, 4, 8, 16, 32, 64, 128])
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    print(f"{'width':>6} {'parameters':>11} {'backprop':>11} {'differences':>12} {'ratio':>9} {'counted':>9}")
    rows = []
    with threadpool_limits(1, "blas"):
        for width in given.widths:
            row = measure(width, given.rounds)
            rows.append(row)
            print(
                f"{width:>6} {row['parameters']:>11,} {1e3 * row['backprop_s']:>8.3f} ms "
                f"{1e3 * row['finite_differences_s']:>9.1f} ms {row['ratio']:>9,.0f} {row['counted_ratio']:>9,.0f}",
                flush=True,
            )
    print(json.dumps({"rows": rows}))


if __name__ == "__main__":
    main()
