"""The walk downhill: by hand, against Keras's optimisers, and on surfaces whose answers are known."""

import numpy as np
import pytest

from kerasdl.errors import ConfigError
from kerasdl.lecture.backprop import finite_differences
from kerasdl.lecture.optimizers import (
    OPTIMIZERS,
    adam,
    best_learning_rate,
    gradient_descent,
    largest_learning_rate,
    momentum,
    rmsprop,
    take_steps,
)
from kerasdl.lecture.surfaces import PLATEAU, SADDLE, SURFACES, TWO_VALLEYS, VALLEY, bowl

KERAS = {
    "gradient descent": ("SGD", {}),
    "momentum": ("SGD", {"momentum": 0.9}),
    "RMSprop": ("RMSprop", {}),
    "Adam": ("Adam", {}),
}


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_a_method_walks_as_keras_does(keras, name):
    optimizer_class, settings = KERAS[name]
    optimizer = getattr(keras.optimizers, optimizer_class)(0.05, **settings)
    theta = keras.Variable(np.array(TWO_VALLEYS.start, "float32"))
    optimizer.build([theta])
    theirs = [np.asarray(theta.value)]
    for _ in range(60):
        optimizer.apply([TWO_VALLEYS.gradient(np.asarray(theta.value, float)).astype("float32")])
        theirs.append(np.asarray(theta.value))
    ours = take_steps(OPTIMIZERS[name](TWO_VALLEYS.gradient, TWO_VALLEYS.start, 0.05), 60)
    np.testing.assert_allclose(ours, theirs, atol=2e-5)


def test_first_steps_by_hand():
    def slope(theta):
        return 2 * theta  # L = θ²

    assert take_steps(gradient_descent(slope, 1.0, 0.1), 2).tolist() == pytest.approx([1, 0.8, 0.64])
    # v: −0.2, then −0.18 − 0.16 = −0.34.
    assert take_steps(momentum(slope, 1.0, 0.1), 2).tolist() == pytest.approx([1, 0.8, 0.46])
    # v = 0.1 · 4, so the step is 0.1 · 2/√0.4.
    assert take_steps(rmsprop(slope, 1.0, 0.1), 1)[1] == pytest.approx(1 - 0.2 / np.sqrt(0.4), abs=1e-6)
    # Adam's first step is as long as its learning rate, whatever the slope.
    assert take_steps(adam(slope, 1.0, 0.1), 1)[1] == pytest.approx(0.9, abs=1e-6)
    assert take_steps(adam(slope, 1000.0, 0.1), 1)[1] == pytest.approx(999.9, abs=1e-6)


def test_a_start_is_not_changed():
    start = np.array([1.0, 1.0])
    for method in OPTIMIZERS.values():
        take_steps(method(VALLEY.gradient, start, 0.01), 5)
    assert start.tolist() == [1.0, 1.0]


@pytest.mark.parametrize("name", SURFACES)
def test_a_surface_is_what_it_says(name):
    surface = SURFACES[name]
    rng = np.random.default_rng(0)
    for theta in rng.uniform(-surface.bound, surface.bound, (30, 2)):
        there = finite_differences(lambda t: float(surface.of(t)), theta)
        np.testing.assert_allclose(surface.gradient(theta), there, atol=1e-6)
    around = 1e-2 * np.array([[np.cos(a), np.sin(a)] for a in np.linspace(0, 2 * np.pi, 24)])
    for at in surface.minima:
        np.testing.assert_allclose(surface.gradient(np.array(at)), 0, atol=1e-12)
        assert (surface.of(at + around) > surface.of(np.array(at))).all()
    for at in surface.saddles:
        np.testing.assert_allclose(surface.gradient(np.array(at)), 0, atol=1e-12)
        higher = surface.of(at + around) > surface.of(np.array(at))
        assert higher.any() and not higher.all()
    assert [surface.of(np.array(m)) for m in surface.minima] == sorted(surface.of(np.array(m)) for m in surface.minima)


def test_learning_rates_too_small_right_too_large():
    curvatures = np.array([0.1, 10.0])

    def distance(rate, steps=100):
        return np.abs(take_steps(gradient_descent(VALLEY.gradient, (1.0, 1.0), rate), steps)[-1]).max()

    assert largest_learning_rate(curvatures) == pytest.approx(0.2)
    assert best_learning_rate(curvatures) == pytest.approx(2 / 10.1)
    assert distance(0.199) < 1.5 < 10 < distance(0.201, 400)  # just under converges, just over climbs out
    assert distance(0.001) > 0.9  # too small: hardly any way
    # At the best rate each step takes the distance times (κ − 1)/(κ + 1) = 99/101, in both directions.
    assert distance(best_learning_rate(curvatures)) == pytest.approx((99 / 101) ** 100)
    assert all(distance(best_learning_rate(curvatures)) < distance(r) for r in (0.15, 0.19, 0.1999))


def test_a_round_bowl_is_done_in_one_step():
    surface = bowl((4.0, 4.0))
    assert take_steps(gradient_descent(surface.gradient, (1.0, -2.0), best_learning_rate((4.0, 4.0))), 1)[
        1
    ].tolist() == [
        0,
        0,
    ]


def test_a_local_minimum_holds_plain_descent_and_momentum_rolls_through():
    lowest, local = (np.array(m) for m in TWO_VALLEYS.minima)
    plain = take_steps(gradient_descent(TWO_VALLEYS.gradient, TWO_VALLEYS.start, 0.05), 1000)[-1]
    heavy = take_steps(momentum(TWO_VALLEYS.gradient, TWO_VALLEYS.start, 0.05), 1000)[-1]
    np.testing.assert_allclose(plain, local, atol=1e-6)
    np.testing.assert_allclose(heavy, lowest, atol=1e-6)


def test_a_plateau_is_slow_for_plain_descent_and_not_for_adam():
    plain = take_steps(gradient_descent(PLATEAU.gradient, PLATEAU.start, 0.05), 200)[-1]
    adaptive = take_steps(adam(PLATEAU.gradient, PLATEAU.start, 0.05), 200)[-1]
    assert np.linalg.norm(plain) > 2
    assert np.linalg.norm(adaptive) < 0.05


def test_a_saddle_holds_whoever_comes_along_its_ridge_and_no_one_else():
    on_ridge = take_steps(gradient_descent(SADDLE.gradient, (-1.6, 0.0), 0.1), 500)
    beside = take_steps(gradient_descent(SADDLE.gradient, SADDLE.start, 0.1), 500)
    np.testing.assert_allclose(on_ridge[-1], SADDLE.saddles[0], atol=1e-12)
    np.testing.assert_allclose(beside[-1], [0, 1], atol=1e-9)
    assert np.linalg.norm(beside[40] - SADDLE.saddles[0]) < 0.1  # but it takes its time


def test_a_learning_rate_of_nothing_is_refused():
    for method in OPTIMIZERS.values():
        with pytest.raises(ConfigError, match="learning_rate=0"):
            next(method(VALLEY.gradient, VALLEY.start, 0))
