import numpy as np
import pytest

from kerasdl.data.synthetic.manner import MANNERS, Manners, cut_corners, straighten, tremble

CORNER = np.concatenate([np.linspace((0, 0), (1, 0), 11), np.linspace((1, 0.1), (1, 1), 10)])[None]
DOWN = np.ones(20)


def test_the_shares_of_all_manners_are_one():
    assert sum(manner.share for manner in MANNERS.values()) == pytest.approx(1)


def test_manners_lie_within_their_ranges(rng):
    drawn = Manners.drawn(3000, rng)
    assert drawn.haste.min() >= min(m.haste[0] for m in MANNERS.values())
    assert drawn.haste.max() <= max(m.haste[1] for m in MANNERS.values())
    assert set(drawn.slant) == {m.slant for m in MANNERS.values()}
    assert (drawn.hop == 1).mean() == pytest.approx(0.87, abs=0.04)


def test_one_manner_is_repeated(rng):
    alike = Manners.drawn(1, rng).repeated(5)
    assert alike.haste.shape == (5,)
    assert len(set(alike.haste)) == 1


def test_a_cut_corner_lies_inside_and_the_ends_stay():
    cut = cut_corners(CORNER, DOWN, np.array([1.0]))
    assert np.allclose(cut[0, [0, -1]], CORNER[0, [0, -1]])
    assert cut[0, 10, 0] < 0.95
    assert cut[0, 10, 1] > 0.05
    assert np.allclose(cut_corners(CORNER, DOWN, np.array([0.0])), CORNER)


def test_a_lifted_pen_cuts_no_corner():
    lifted = DOWN.copy()
    lifted[10] = 0
    assert np.allclose(cut_corners(CORNER, lifted, np.array([1.0]))[0, [10, 11]], CORNER[0, [10, 11]])


def test_a_polygon_has_straight_sides_between_every_hop_th_point(rng):
    curve = np.cumsum(rng.normal(size=(2, 21, 2)), axis=1)
    polygon = straighten(curve, DOWN, np.array([5, 1]))
    assert np.allclose(polygon[0, ::5], curve[0, ::5])
    assert np.allclose(polygon[0, :6], np.linspace(curve[0, 0], curve[0, 5], 6))
    assert np.allclose(polygon[1], curve[1])


def test_a_polygon_ends_where_its_stroke_does(rng):
    curve, lifted = np.cumsum(rng.normal(size=(1, 21, 2)), axis=1), DOWN.copy()
    lifted[7] = 0
    polygon = straighten(curve, lifted, np.array([6]))
    assert np.allclose(polygon[0, [0, 6, 7, 8, 14, 20]], curve[0, [0, 6, 7, 8, 14, 20]])


def test_a_tremor_is_as_large_as_it_is_said_to_be(rng):
    straight = np.linspace((0.0, 0.0), (0.0, 1.0), 64)[None].repeat(200, 0)
    shaken = tremble(straight, np.full(200, 0.01), rng)
    assert (shaken - straight).std() == pytest.approx(0.01 * (3 / 2) ** 0.5, rel=0.1)
