"""How walks end, on surfaces whose answers are known."""

import numpy as np
import pytest

from kerasdl.lecture.optimizers import OPTIMIZERS, adam, gradient_descent, momentum, rmsprop
from kerasdl.lecture.surfaces import BOWL, PLATEAU, SADDLE, SURFACES, TWO_VALLEYS, VALLEY
from kerasdl.lecture.trajectories import (
    Ending,
    classify_trajectory,
    curvatures,
    example_learning_rates,
    follow,
    moving_averages,
    stability_limit,
)


def ending(surface, rate, count, start=None, method=gradient_descent):
    path = follow(surface, method(surface.gradient, np.array(start or surface.start), rate), count)
    return classify_trajectory(surface, path)


@pytest.mark.parametrize(
    ("surface", "rate", "count", "start", "expected"),
    [
        (BOWL, 0.1, 60, None, Ending.MINIMUM),
        (BOWL, 0.01, 20, None, Ending.UNDER_WAY),
        (BOWL, 2.1, 60, None, Ending.DIVERGED),
        (BOWL, 2.0, 60, None, Ending.BOUNCES),
        (VALLEY, 0.19, 20, None, Ending.UNDER_WAY),
        (VALLEY, 0.21, 60, None, Ending.DIVERGED),
        (SADDLE, 0.1, 40, None, Ending.SADDLE),
        (SADDLE, 0.1, 200, None, Ending.MINIMUM),
        (PLATEAU, 0.1, 30, None, Ending.FLAT),
        (TWO_VALLEYS, 0.1, 80, None, Ending.LOCAL_MINIMUM),
        (TWO_VALLEYS, 0.1, 80, (-1.5, 1.0), Ending.MINIMUM),
    ],
)
def test_a_walk_ends_where_its_surface_and_its_rate_lead(surface, rate, count, start, expected):
    assert ending(surface, rate, count, start).ending is expected


def test_a_saddle_s_minima_are_equally_low():
    up, down = (ending(SADDLE, 0.2, 200, (-1.0, y)) for y in (0.5, -0.5))
    assert (up.ending, down.ending) == (Ending.MINIMUM, Ending.MINIMUM)
    assert (up.place.tolist(), down.place.tolist()) == ([0.0, 1.0], [0.0, -1.0])


def test_a_ball_that_rolls_past_is_still_on_its_way():
    assert ending(BOWL, 0.1, 16, method=momentum).ending is Ending.UNDER_WAY


def test_a_walk_that_diverges_stops_far_off_without_overflow():
    with np.errstate(over="raise", invalid="raise"):
        path = follow(SADDLE, gradient_descent(SADDLE.gradient, np.array([1.0, 1.9]), 2.0), 500)
    assert len(path) < 20
    assert classify_trajectory(SADDLE, path).ending is Ending.DIVERGED


def test_curvatures_are_those_of_the_formulas():
    np.testing.assert_allclose(curvatures(VALLEY, np.zeros(2)), [0.1, 10.0], rtol=1e-6)
    np.testing.assert_allclose(curvatures(SADDLE, np.zeros(2)), [-1.0, 1.0], rtol=1e-6)  # up one way, down the other
    np.testing.assert_allclose(curvatures(PLATEAU, np.zeros(2)), [2.0, 2.0], rtol=1e-6)
    assert stability_limit(VALLEY, np.zeros(2)) == pytest.approx(0.2)


@pytest.mark.parametrize("surface", SURFACES.values(), ids=list(SURFACES))
def test_of_three_learning_rates_the_good_one_nears_a_minimum_quickest_and_the_large_one_cannot_settle(surface):
    minimum = np.array(surface.minima[0])
    start, (low, high) = minimum + 0.02 * surface.bound, curvatures(surface, minimum)
    walks = [
        follow(surface, gradient_descent(surface.gradient, start, rate), int(4 * high / low))
        for rate in example_learning_rates(surface)
    ]
    small, good, large = (float(np.linalg.norm(walk[-1] - minimum)) for walk in walks)
    assert good < small < large
    assert large > np.linalg.norm(start - minimum)


def test_moving_averages_are_what_rmsprop_and_adam_keep():
    path = follow(TWO_VALLEYS, rmsprop(TWO_VALLEYS.gradient, TWO_VALLEYS.start, 0.1), 6)
    g = TWO_VALLEYS.gradient(path[:-1])
    step = 0.1 * g / np.sqrt(moving_averages(g**2, 0.9) + 1e-7)
    np.testing.assert_allclose(path[1:], path[:-1] - step)
    path = follow(TWO_VALLEYS, adam(TWO_VALLEYS.gradient, TWO_VALLEYS.start, 0.1), 6)
    g, t = TWO_VALLEYS.gradient(path[:-1]), np.arange(1, 7)[:, None]
    rate = 0.1 * np.sqrt(1 - 0.999**t) / (1 - 0.9**t)
    step = rate * moving_averages(g, 0.9) / (np.sqrt(moving_averages(g**2, 0.999)) + 1e-7)
    np.testing.assert_allclose(path[1:], path[:-1] - step)


@pytest.mark.parametrize("method", OPTIMIZERS)
def test_a_walk_has_one_point_more_than_steps(method):
    assert follow(BOWL, OPTIMIZERS[method](BOWL.gradient, BOWL.start, 0.01), 5).shape == (6, 2)
