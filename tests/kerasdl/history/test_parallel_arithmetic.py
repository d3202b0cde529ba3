"""2009: the products are the same ones, and the rates are rates. How fast they are is the machine's affair."""

import numpy as np
import pytest

from kerasdl.history.claims import gpu_2009
from kerasdl.history.claims.gpu_2009 import loop_matmul


def test_loops_compute_the_product():
    rng = np.random.default_rng(0)
    w, x = rng.normal(size=(3, 5)), rng.normal(size=(5, 4))
    np.testing.assert_allclose(loop_matmul(w.tolist(), x.tolist()), w @ x)
    assert loop_matmul([[1.0, 2.0]], [[3.0], [4.0]]) == [[11.0]]


def test_an_accelerator_computes_the_product_if_there_is_one():
    rng = np.random.default_rng(0)
    w, x = rng.normal(size=(3, 5)).astype("f"), rng.normal(size=(5, 4)).astype("f")
    found = gpu_2009.accelerator_matmul(w, x)
    if found is not None:
        np.testing.assert_allclose(np.asarray(found[0]()), w @ x, rtol=1e-2, atol=1e-2)


def test_a_made_up_accelerator_is_timed_and_named(monkeypatch):
    monkeypatch.setattr(gpu_2009, "accelerator_matmul", lambda w, x: (lambda: w @ x, "a card"))
    found = gpu_2009.run(size=(64, 32, 64), rounds=3)
    assert found.evidence["accelerator"] == "a card"
    assert "An accelerator (a card)" in found.statement


@pytest.mark.parametrize("seed", range(2))
def test_2009_gives_rates_and_ratios(seed):
    found = gpu_2009.run(seed=seed, size=(256, 784, 256), rounds=3)
    rates, ratios = found.evidence["operations_a_second"], found.evidence["ratio_to_one_core"]
    assert set(rates) >= {"loops", "vectorised", "threads"}
    assert all(rate > 1e5 for rate in rates.values())
    assert ratios["vectorised"] == 1.0
    assert ratios["loops"] < 1.0  # an interpreted operation at a time: a hundredfold slower on any machine
    assert found.holds == (rates["threads"] > 1.2 * rates["vectorised"]) or "accelerator" in rates
    assert found.evidence["threads"] >= 1
    assert "Python's loops" in found.statement
