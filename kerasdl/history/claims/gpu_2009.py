"""2009: the GPU, and the speed of a layer's matrix product by loops, BLAS, threads and accelerator.

The same product of one layer, σ aside, W (k, n) by a batch (n, N), by ever more parallel means. It takes 2knN operations,
each a multiplication or an addition.
"""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Callable
from statistics import median
from typing import Any

import numpy as np
from threadpoolctl import threadpool_info, threadpool_limits

from kerasdl.data.mnist import Mnist
from kerasdl.history.claims.finding import Finding

YEAR = "2009"
CLAIM = "Parallel arithmetic makes a layer's matrix product faster, a GPU above all."

# Neurons, inputs and examples of the layer; the loops get a smaller one, or they would take minutes.
SIZE = (1024, 784, 1024)
LOOP_SIZE = (32, 784, 8)


def loop_matmul(w: list[list[float]], x: list[list[float]]) -> list[list[float]]:
    """Matrix product by three loops: (k, n) and (n, N) as lists -> (k, N)."""
    out = []
    for row in w:
        line = []
        for column in range(len(x[0])):
            total = 0.0
            for i, weight in enumerate(row):
                total += weight * x[i][column]
            line.append(total)
        out.append(line)
    return out


def accelerator_matmul(w: np.ndarray, x: np.ndarray) -> tuple[Callable[[], np.ndarray], str] | None:
    """Matrix product on a GPU or TPU that JAX finds, the operands already there; None if there is none."""
    try:
        import jax
    except ImportError:
        return None
    found = [device for device in jax.devices() if device.platform != "cpu"]
    if not found:
        return None
    there = [jax.device_put(part, found[0]) for part in (w, x)]
    # Full float32, as on the CPU; left to itself, JAX multiplies in fewer bits on some cards.
    product = jax.jit(lambda a, b: jax.numpy.matmul(a, b, precision="highest"))
    return lambda: product(*there).block_until_ready(), f"{found[0].device_kind}"


def median_seconds(call: Callable[[], Any], rounds: int = 7) -> float:
    """Median duration of a call, after one to warm up."""
    call()
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return median(times)


def blas_threads() -> int:
    """Number of threads of NumPy's linear algebra."""
    return max((pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"), default=1)


def run(mnist: Mnist | None = None, seed: int = 0, *, size: tuple[int, int, int] = SIZE, rounds: int = 7) -> Finding:
    """Time one layer's product, and give rates in operations a second.

    Args:
        mnist: not needed here.
        seed: of the numbers that are multiplied.
        size: neurons, inputs, examples.
        rounds: how often each is timed.
    """
    rng = np.random.default_rng(seed)
    few = tuple(min(a, b) for a, b in zip(size, LOOP_SIZE, strict=True))
    w, x = rng.normal(size=size[:2]).astype(np.float32), rng.normal(size=size[1:]).astype(np.float32)
    small_w, small_x = w[: few[0], : few[1]].tolist(), x[: few[1], : few[2]].tolist()
    rates = {"loops": _rate(few, median_seconds(lambda: loop_matmul(small_w, small_x), 3))}
    with threadpool_limits(1, "blas"):
        rates["vectorised"] = _rate(size, median_seconds(lambda: w @ x, rounds))
    rates["threads"] = _rate(size, median_seconds(lambda: w @ x, rounds))
    gpu = accelerator_matmul(w, x)
    if gpu is not None:
        rates["accelerator"] = _rate(size, median_seconds(gpu[0], rounds))
    vectorised = rates["vectorised"]
    if gpu is None:
        holds, where = rates["threads"] > 1.2 * vectorised, "There is no accelerator here, so that part was not tried."
    else:
        holds = rates["accelerator"] > 10 * vectorised
        where = f"An accelerator ({gpu[1]}): {rates['accelerator'] / vectorised:,.1f} times."
    count = blas_threads()
    return Finding(
        YEAR,
        CLAIM,
        holds,
        f"One layer's product, {' x '.join(map(str, size))}, in float32: one core of this machine does "
        f"{vectorised / 1e9:,.1f} billion operations a second by NumPy. {count} thread{'s' * (count != 1)}: "
        f"{rates['threads'] / vectorised:.1f} times that. {where} Python's loops, one interpreted operation at a time, "
        f"are {vectorised / rates['loops']:,.0f} times slower.",
        {
            "operations_a_second": rates,
            "ratio_to_one_core": {name: rate / vectorised for name, rate in rates.items()},
            "size": list(size),
            "loop_size": list(few),
            "threads": count,
            "accelerator": gpu[1] if gpu else None,
            "machine": f"{platform.machine()}, {os.cpu_count()} cores",
        },
        seed,
    )


def _rate(size: tuple[int, ...], took: float) -> float:
    return 2 * float(np.prod(size)) / took
