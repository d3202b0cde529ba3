"""How people write 1: each style a parametric shape, its share relative to the others'."""

from __future__ import annotations

import numpy as np

from kerasdl.data.synthetic.shapes import Hand, Piece, Point, Shape, Styles, between, bowed, line, turned

STYLES = Styles()
style = STYLES.of_digit(1)


@style(3)
def plain_1(u: Hand) -> Shape:
    return [[bowed((u(-0.04, 0.3), 0.0), (u(-0.1, 0.08), 1.0), u(-0.06, 0.06))]]


@style(3)
def flagged_1(u: Hand) -> Shape:
    top = (0.0, 0.0)
    # A 1's flag climbs; one that is nearly level makes a 7.
    flag = u(0.08, 0.45)
    tip = (-flag, np.maximum(u(0.1, 0.45), 0.7 * flag))
    return [[bowed(tip, top, u(-0.15, 0.25)), bowed(top, (u(-0.35, 0.06), 1.0), u(-0.05, 0.05))]]


@style(2)
def long_flagged_1(u: Hand) -> Shape:
    top = (0.0, 0.0)
    flag = u(0.28, 0.8)
    tip = (-flag, np.maximum(u(0.35, 0.85), 0.75 * flag))
    return [[bowed(tip, top, u(-0.15, 0.22)), bowed(top, (u(-0.45, 0.1), 1.0), u(-0.06, 0.04))]]


@style(2)
def sprung_1(u: Hand) -> Shape:
    # The flag starts with a small curl, swings up, and the stem comes back under it.
    top, reach = (0.0, 0.0), u(0.2, 0.5)
    tip = (-reach, np.maximum(u(0.2, 0.55), 0.6 * reach))
    curl = (tip[0] + u(-0.06, 0.06), tip[1] - u(0.03, 0.12))
    turn = (u(-0.02, 0.04), u(0.03, 0.1))
    flag = [curl, tip, between(tip, top, 0.5, u(-0.12, 0.12)), top]
    foot = (-u(0.05, 0.45), 1.0)
    return [[[*flag, turn, between(turn, foot, 0.5, u(-0.06, 0.06)), foot]]]


@style(0.4)
def standing_1(u: Hand) -> Shape:
    # Flag, stem and foot in one stroke: the pen runs back along the foot.
    top, foot = (0.0, 0.0), (u(-0.1, 0.1), u(0.9, 1.0))
    tip, left = (-u(0.1, 0.36), u(0.06, 0.4)), (foot[0] - u(0.1, 0.35), 1.0 + u(-0.06, 0.04))
    right = (foot[0] + u(0.15, 0.45), 1.0 + u(-0.06, 0.04))
    return [[bowed(tip, top, u(-0.1, 0.15)), [top, foot], [foot, left], [left, right]]]


@style(1.5)
def serifed_1(u: Hand) -> Shape:
    top, foot = (0.0, 0.0), (u(-0.06, 0.06), 1.0)
    tip = (-u(0.1, 0.36), u(0.06, 0.36))
    bar = line((foot[0] - u(0.12, 0.42), 1.0 + u(-0.05, 0.05)), (foot[0] + u(0.12, 0.42), 1.0 + u(-0.05, 0.05)))
    return [[bowed(tip, top, u(-0.1, 0.15)), [top, foot]], bar]


@style(0.7)
def footed_1(u: Hand) -> Shape:
    foot = (u(-0.06, 0.06), 1.0)
    bar = line((foot[0] - u(0.12, 0.36), 1.0 + u(-0.04, 0.04)), (foot[0] + u(0.12, 0.36), 1.0 + u(-0.04, 0.04)))
    return [line((u(-0.03, 0.12), 0.0), foot), bar]


@style(0.8)
def hooked_1(u: Hand) -> Shape:
    hook = u(0.08, 0.25)
    return [
        [
            [
                (-hook, u(0.1, 0.3)),
                (-0.4 * hook, u(0.0, 0.08)),
                (0.04, 0.06),
                (u(-0.04, 0.04), 0.5),
                (u(-0.12, 0.05), 1.0),
            ]
        ]
    ]


@style(0.4)
def flicked_1(u: Hand) -> Shape:
    foot = (u(-0.08, 0.08), 1.0)
    return [[bowed((u(-0.02, 0.2), 0.0), foot, u(-0.05, 0.05)), [foot, (foot[0] + u(0.06, 0.25), 1.0 - u(0.02, 0.2))]]]


def _flag(u: Hand, reach: tuple[float, float], fall: tuple[float, float]) -> Point:
    """The tip of a flag that ends at (0, 0); it climbs, or the digit were a 7."""
    across = u(*reach)
    return -across, np.maximum(u(*fall), 0.8 * across)


@style(1)
def steep_flagged_1(u: Hand) -> Shape:
    # The flag is as long as the stem.
    top: Point = (0.0, 0.0)
    return [
        [
            bowed(_flag(u, (0.12, 0.45), (0.6, 1.02)), top, u(-0.12, 0.18)),
            bowed(top, (u(-0.15, 0.25), 1.0), u(-0.05, 0.05)),
        ]
    ]


@style(1)
def flagged_and_wide_footed_1(u: Hand) -> Shape:
    top, foot = (0.0, 0.0), (u(-0.1, 0.1), 1.0)
    bar = line((foot[0] - u(0.2, 0.65), 1.0 + u(-0.06, 0.06)), (foot[0] + u(0.2, 0.65), 1.0 + u(-0.06, 0.06)))
    return [[bowed(_flag(u, (0.12, 0.5), (0.1, 0.5)), top, u(-0.12, 0.2)), [top, foot]], bar]


@style(0.5)
def wide_footed_1(u: Hand) -> Shape:
    foot = (u(-0.08, 0.08), u(0.94, 1.0))
    bar = line((foot[0] - u(0.08, 0.6), 1.0 + u(-0.05, 0.05)), (foot[0] + u(0.08, 0.6), 1.0 + u(-0.05, 0.05)))
    return [[bowed((u(-0.06, 0.15), 0.0), foot, u(-0.05, 0.05))], bar]


@style(0.8)
def hook_footed_1(u: Hand) -> Shape:
    # A small hook at the foot, with a flag or without.
    foot, way = (u(-0.08, 0.04), u(0.85, 0.95)), u.either(0.7, 1.0, -0.7)
    hook: Piece = [(foot[0] + way * u(0.02, 0.1), 1.0), (foot[0] + way * u(0.08, 0.18), u(0.9, 1.0))]
    flag = _flag(u, (0.02, 0.22), (0.06, 0.35))
    return [
        [
            bowed(flag, (0.0, 0.0), u(-0.1, 0.15)),
            [(0.0, 0.0), between((0.0, 0.0), foot, 0.6, u(-0.05, 0.05)), foot, *hook],
        ]
    ]


@style(0.9)
def lying_1(u: Hand) -> Shape:
    bow = bowed((0.0, 0.0), (0.0, 1.0), u(-0.08, 0.08))
    return turned([[bow]], u.either(0.75, u(15, 56), u(-42, -12)))


@style(0.5)
def lying_and_flagged_1(u: Hand) -> Shape:
    top: Point = (0.0, 0.0)
    stroke = [bowed(_flag(u, (0.06, 0.4), (0.15, 0.5)), top, u(-0.1, 0.15)), bowed(top, (0.0, 1.0), u(-0.06, 0.06))]
    return turned([stroke], u.either(0.8, u(10, 32), u(-22, -8)))


@style(0.3)
def barred_at_both_ends_1(u: Hand) -> Shape:
    stem = line((u(-0.04, 0.04), 0.0), (u(-0.04, 0.04), 1.0))
    return [
        stem,
        *(line((-u(0.08, 0.32), y + u(-0.04, 0.04)), (u(0.08, 0.32), y + u(-0.04, 0.04))) for y in (0.0, 1.0)),
    ]


@style(0.6)
def parted_flag_1(u: Hand) -> Shape:
    # The flag is a stroke of its own that meets the stem below its top, or not quite.
    tip, end = _flag(u, (0.1, 0.4), (0.15, 0.5)), (u(-0.08, 0.02), u(0.0, 0.14))
    return [[bowed((0.0, 0.0), (u(-0.15, 0.06), 1.0), u(-0.05, 0.05))], [bowed(tip, end, u(-0.1, 0.15))]]


@style(0.4)
def wavy_1(u: Hand) -> Shape:
    return [[[(u(-0.05, 0.15), 0.0), (u(-0.09, 0.09), 0.3), (u(-0.09, 0.09), 0.68), (u(-0.1, 0.08), 1.0)]]]


@style(0.4)
def drawn_twice_1(u: Hand) -> Shape:
    foot, flag = (u(-0.08, 0.05), 1.0), _flag(u, (0.01, 0.3), (0.02, 0.35))
    back = (u(-0.08, 0.08), u(-0.06, 0.3))
    return [[[flag, (0.0, 0.0)], bowed((0.0, 0.0), foot, u(-0.04, 0.04)), bowed(foot, back, u(-0.04, 0.04))]]
