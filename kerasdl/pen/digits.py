"""How people write the ten digits: each style a parametric shape. Shares are relative within a digit.

The styles are those that writing primers and forms of many countries show: the flag of a 1, the bar of a 7, the hook of
a 9 and so on. What a hand adds to all of them alike, slant, bend, haste, is in `hand`.
"""

from __future__ import annotations

from collections.abc import Callable

from kerasdl.pen.shapes import Hand, Number, Piece, Point, Shape, Stroke, Style, arc, between, bowed, line

DIGIT_STYLES: list[Style] = []


def style(label: int, share: float) -> Callable[[Callable[[Hand], Shape]], Callable[[Hand], Shape]]:
    """Register a shape as a style, named by its function."""

    def register(shape: Callable[[Hand], Shape]) -> Callable[[Hand], Shape]:
        name = shape.__name__.removesuffix(f"_{label}").replace("_", " ")
        DIGIT_STYLES.append(Style(label, name, share, shape))
        return shape

    return register


# 0 ------------------------------------------------------------------------------------------------------------------


def _oval(u: Hand, turn: float = 360) -> list[Point]:
    """A loop from about the top, mostly against the clock, that closes short of, at, or past its start."""
    way = u.either(0.85, -1.0, 1.0)
    return arc((0.0, 0.5), (u(0.18, 0.44), 0.5), u(225, 315), way * (turn + u(-25, 40)), 11)


@style(0, 4)
def oval_0(u: Hand) -> Shape:
    return [[_oval(u)]]


@style(0, 1)
def open_0(u: Hand) -> Shape:
    loop = _oval(u, 335)
    # The end misses the start, inside or outside of it.
    loop[-1] = (loop[-1][0] + u(-0.1, 0.12), loop[-1][1] + u(-0.12, 0.15))
    return [[loop]]


@style(0, 1.2)
def tailed_0(u: Hand) -> Shape:
    loop = arc((0.0, 0.5), (u(0.2, 0.42), 0.48), u(240, 300), -(360 + u(0, 30)), 11)
    top = loop[-1]
    return [[[*loop, (top[0] + u(-0.1, 0.28), top[1] + u(-0.16, 0.12))]]]


@style(0, 0.8)
def curled_0(u: Hand) -> Shape:
    # The end runs on inside, past the start: high up, where a 6 would have it low.
    loop = arc((0.0, 0.5), (u(0.26, 0.46), 0.5), u(255, 330), -u(340, 370), 11)
    return [[[*loop, (u(-0.18, 0.12), u(0.1, 0.32))]]]


@style(0, 1.2)
def slashed_0(u: Hand) -> Shape:
    width = u(0.24, 0.42)
    loop = arc((0.0, 0.5), (width, 0.5), u(240, 300), -(360 + u(-10, 20)), 11)
    reach = u(0.7, 1.35)
    return [[loop], line((reach * width, 0.5 - reach * u(0.25, 0.5)), (-reach * width, 0.5 + reach * u(0.25, 0.5)))]


@style(0, 0.8)
def scribbled_over_0(u: Hand) -> Shape:
    width, start = u(0.2, 0.42), u(220, 320)
    first = arc((0.0, 0.5), (width, 0.5), start, -355, 11)
    again = arc(
        (u(-0.08, 0.08), 0.5 + u(-0.06, 0.06)), (width * u(0.75, 1.15), 0.5 * u(0.8, 1.1)), start, -u(200, 380), 11
    )
    return [[[*first, *again]]]


@style(0, 0.5)
def pointed_0(u: Hand) -> Shape:
    width = u(0.18, 0.38)
    top, bottom = (u(-0.08, 0.12), 0.0), (u(-0.12, 0.08), 1.0)
    left: Piece = [top, (-width, u(0.3, 0.45)), (-width * u(0.8, 1.0), u(0.6, 0.75)), bottom]
    return [
        [left, [bottom, (width, u(0.55, 0.7)), (width * u(0.8, 1.0), u(0.25, 0.4)), (u(-0.1, 0.15), u(-0.05, 0.08))]]
    ]


# 1 ------------------------------------------------------------------------------------------------------------------


@style(1, 3)
def plain_1(u: Hand) -> Shape:
    return [[bowed((u(-0.04, 0.3), 0.0), (u(-0.1, 0.08), 1.0), u(-0.06, 0.06))]]


@style(1, 3)
def flagged_1(u: Hand) -> Shape:
    top = (0.0, 0.0)
    tip = (-u(0.08, 0.45), u(0.1, 0.45))
    return [[bowed(tip, top, u(-0.15, 0.25)), bowed(top, (u(-0.35, 0.06), 1.0), u(-0.05, 0.05))]]


@style(1, 2)
def long_flagged_1(u: Hand) -> Shape:
    top = (0.0, 0.0)
    tip = (-u(0.28, 0.8), u(0.35, 0.85))
    return [[bowed(tip, top, u(-0.15, 0.22)), bowed(top, (u(-0.45, 0.1), 1.0), u(-0.06, 0.04))]]


@style(1, 2)
def sprung_1(u: Hand) -> Shape:
    # The flag starts with a small curl, swings up, and the stem comes back under it.
    top, tip = (0.0, 0.0), (-u(0.2, 0.5), u(0.2, 0.55))
    curl = (tip[0] + u(-0.06, 0.06), tip[1] - u(0.03, 0.12))
    turn = (u(-0.02, 0.04), u(0.03, 0.1))
    flag = [curl, tip, between(tip, top, 0.5, u(-0.12, 0.12)), top]
    foot = (-u(0.05, 0.45), 1.0)
    return [[[*flag, turn, between(turn, foot, 0.5, u(-0.06, 0.06)), foot]]]


@style(1, 0.4)
def standing_1(u: Hand) -> Shape:
    # Flag, stem and foot in one stroke: the pen runs back along the foot.
    top, foot = (0.0, 0.0), (u(-0.1, 0.1), u(0.9, 1.0))
    tip, left = (-u(0.1, 0.36), u(0.06, 0.4)), (foot[0] - u(0.1, 0.35), 1.0 + u(-0.06, 0.04))
    right = (foot[0] + u(0.15, 0.45), 1.0 + u(-0.06, 0.04))
    return [[bowed(tip, top, u(-0.1, 0.15)), [top, foot], [foot, left], [left, right]]]


@style(1, 1.5)
def serifed_1(u: Hand) -> Shape:
    top, foot = (0.0, 0.0), (u(-0.06, 0.06), 1.0)
    tip = (-u(0.1, 0.36), u(0.06, 0.36))
    bar = line((foot[0] - u(0.12, 0.42), 1.0 + u(-0.05, 0.05)), (foot[0] + u(0.12, 0.42), 1.0 + u(-0.05, 0.05)))
    return [[bowed(tip, top, u(-0.1, 0.15)), [top, foot]], bar]


@style(1, 0.7)
def footed_1(u: Hand) -> Shape:
    foot = (u(-0.06, 0.06), 1.0)
    bar = line((foot[0] - u(0.12, 0.36), 1.0 + u(-0.04, 0.04)), (foot[0] + u(0.12, 0.36), 1.0 + u(-0.04, 0.04)))
    return [line((u(-0.03, 0.12), 0.0), foot), bar]


@style(1, 0.8)
def hooked_1(u: Hand) -> Shape:
    hook = u(0.08, 0.3)
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


@style(1, 0.4)
def flicked_1(u: Hand) -> Shape:
    foot = (u(-0.08, 0.08), 1.0)
    return [[bowed((u(-0.02, 0.2), 0.0), foot, u(-0.05, 0.05)), [foot, (foot[0] + u(0.06, 0.25), 1.0 - u(0.02, 0.2))]]]


# 2 ------------------------------------------------------------------------------------------------------------------


def _top_of_2(u: Hand) -> list[Point]:
    """From the left, over the top, down the right side."""
    width = u(0.15, 0.36)
    return arc((0.0, u(0.24, 0.32)), (width, u(0.22, 0.3)), u(165, 225), u(150, 190), 5)


@style(2, 4)
def plain_2(u: Hand) -> Shape:
    corner = (-u(0.2, 0.4), u(0.92, 1.02))
    leg = [*_top_of_2(u), between((0.22, 0.42), corner, u(0.45, 0.6), u(-0.1, 0.05)), corner]
    return [[leg, bowed(corner, (u(0.15, 0.5), u(0.9, 1.05)), u(-0.08, 0.08))]]


@style(2, 2.5)
def looped_2(u: Hand) -> Shape:
    x, size = -u(0.14, 0.3), u(0.07, 0.17)
    loop = arc((x, 1.0 - size), (size * u(0.9, 1.6), size), u(20, 70), u(220, 300), 5)
    tail = [(x + u(0.25, 0.4), u(0.9, 1.0)), (u(0.25, 0.55), u(0.82, 1.02))]
    return [[[*_top_of_2(u), (x + 0.16, u(0.62, 0.78)), *loop, *tail]]]


@style(2, 1.2)
def angular_2(u: Hand) -> Shape:
    right = (u(0.18, 0.38), u(0.0, 0.14))
    corner = (-u(0.18, 0.38), u(0.92, 1.0))
    top = bowed((-u(0.15, 0.35), u(0.0, 0.2)), right, u(0.0, 0.22))
    return [[top, bowed(right, corner, u(-0.18, 0.02)), [corner, (u(0.2, 0.45), u(0.92, 1.06))]]]


@style(2, 1.2)
def curled_2(u: Hand) -> Shape:
    curl = [(-u(0.1, 0.25), u(0.32, 0.42)), (-u(0.26, 0.36), u(0.2, 0.34))]
    corner = (-u(0.2, 0.38), u(0.92, 1.0))
    top = arc((0.0, 0.25), (u(0.22, 0.32), 0.25), 215, u(130, 165), 4)
    return [[[*curl, *top, (u(0.0, 0.14), u(0.58, 0.7)), corner], [corner, (u(0.2, 0.48), u(0.9, 1.05))]]]


@style(2, 1)
def swung_2(u: Hand) -> Shape:
    foot = [
        (u(0.0, 0.14), u(0.58, 0.7)),
        (-u(0.1, 0.22), u(0.86, 0.96)),
        (u(0.0, 0.12), u(0.94, 1.04)),
        (u(0.25, 0.5), u(0.85, 1.0)),
    ]
    return [[[*_top_of_2(u), *foot]]]


# 3 ------------------------------------------------------------------------------------------------------------------


def _belly_of_3(u: Hand, start: Point) -> Piece:
    """From the waist around the lower right to an end at the left."""
    width, turn = u(0.24, 0.4), u(180, 255)
    return [start, *arc((0.0, 0.72), (width, 0.28), 290, turn - 45, 6)]


@style(3, 4)
def round_3(u: Hand) -> Shape:
    waist = (-u(-0.06, 0.16), u(0.42, 0.5))
    top = arc((0.0, 0.23), (u(0.18, 0.34), 0.23), u(150, 230), u(185, 245), 6)
    return [[[*top, waist], _belly_of_3(u, waist)]]


@style(3, 2)
def flat_topped_3(u: Hand) -> Shape:
    right = (u(0.15, 0.34), u(-0.02, 0.06))
    waist = (-u(-0.1, 0.12), u(0.36, 0.48))
    return [[bowed((-u(0.2, 0.36), u(-0.02, 0.06)), right, u(-0.05, 0.08)), [right, waist], _belly_of_3(u, waist)]]


@style(3, 1.5)
def looped_3(u: Hand) -> Shape:
    top = arc((0.0, 0.22), (u(0.2, 0.32), 0.22), u(185, 230), u(180, 215), 6)
    x, y, size = -u(0.0, 0.12), u(0.44, 0.5), u(0.04, 0.09)
    loop = [(x, y + size * 0.5), (x - size, y), (x, y - size * 0.5)]
    return [[[*top, *loop, *_belly_of_3(u, (u(0.08, 0.18), 0.47))[1:]]]]


@style(3, 1)
def smooth_3(u: Hand) -> Shape:
    top = arc((0.0, 0.22), (u(0.2, 0.32), 0.22), u(185, 225), u(165, 195), 5)
    return [[[*top, (u(0.02, 0.12), u(0.4, 0.47)), *_belly_of_3(u, (0.0, 0.0))[1:]]]]


@style(3, 2)
def shallow_3(u: Hand) -> Shape:
    # The waist is a mere bend, and the belly runs out into a tail.
    right, waist = (u(0.16, 0.32), u(0.08, 0.24)), (u(0.0, 0.18), u(0.36, 0.5))
    belly = (waist[0] + u(0.08, 0.26), u(0.58, 0.72))
    start, end = (-u(0.15, 0.36), u(0.0, 0.2)), (-u(0.05, 0.32), 1.0)
    top = [start, (u(-0.06, 0.1), u(-0.04, 0.06)), right]
    return [[[*top, waist], [waist, belly, between(belly, end, 0.5, -u(0.1, 0.25)), end]]]


@style(3, 0.7)
def angular_3(u: Hand) -> Shape:
    a, b = (u(0.2, 0.36), u(0.16, 0.26)), (-u(-0.05, 0.14), u(0.42, 0.5))
    c = (u(0.22, 0.38), u(0.68, 0.78))
    start, end = (-u(0.18, 0.34), u(0.0, 0.1)), (-u(0.2, 0.38), u(0.92, 1.02))
    return [
        [
            bowed(start, a, u(0.0, 0.25)),
            bowed(a, b, u(-0.1, 0.1)),
            bowed(b, c, u(0.0, 0.2)),
            bowed(c, end, u(-0.2, 0.0)),
        ]
    ]


# 4 ------------------------------------------------------------------------------------------------------------------


@style(4, 3)
def open_4(u: Hand) -> Shape:
    corner = (-u(0.25, 0.42), u(0.5, 0.68))
    stem = u(0.05, 0.3)
    end = (stem + u(0.02, 0.3), corner[1] + u(-0.1, 0.08))
    first = [bowed((-u(0.12, 0.36), u(0.0, 0.18)), corner, u(-0.08, 0.08)), bowed(corner, end, u(-0.06, 0.08))]
    return [first, [bowed((stem + u(-0.03, 0.12), u(0.0, 0.25)), (stem + u(-0.14, 0.06), 1.0), u(-0.04, 0.04))]]


@style(4, 2.5)
def closed_4(u: Hand) -> Shape:
    apex = (u(0.02, 0.22), 0.0)
    corner, stem = (-u(0.26, 0.48), u(0.55, 0.74)), apex[0] + u(-0.02, 0.08)
    end = (stem + u(0.04, 0.3), corner[1] + u(-0.06, 0.06))
    first = [bowed(apex, corner, u(-0.08, 0.1)), [corner, end]]
    return [first, [bowed((stem, u(-0.04, 0.1)), (stem + u(-0.12, 0.06), 1.0), u(-0.04, 0.04))]]


@style(4, 1.2)
def closed_in_one_4(u: Hand) -> Shape:
    # Up the stem's far side: from the bar's right end to the left, up the slope, down the stem.
    stem, bar = u(0.0, 0.18), u(0.52, 0.72)
    left, top = (-u(0.26, 0.45), bar + u(-0.05, 0.05)), (stem + u(-0.05, 0.05), 0.0)
    start = (stem + u(0.05, 0.3), bar + u(-0.06, 0.06))
    return [[[start, left], bowed(left, top, u(-0.08, 0.08)), bowed(top, (stem + u(-0.1, 0.05), 1.0), u(-0.03, 0.03))]]


@style(4, 1.3)
def narrow_4(u: Hand) -> Shape:
    corner = (-u(0.1, 0.2), u(0.45, 0.65))
    stem = u(0.02, 0.12)
    first = [
        bowed((-u(0.0, 0.16), u(0.0, 0.2)), corner, u(-0.06, 0.1)),
        [corner, (stem + u(0.0, 0.14), corner[1] + u(-0.12, 0.05))],
    ]
    return [first, [bowed((stem + u(0.0, 0.1), u(0.0, 0.3)), (stem + u(-0.12, 0.04), 1.0), u(-0.05, 0.05))]]


@style(4, 2)
def short_stemmed_4(u: Hand) -> Shape:
    # The second stroke is a short bar through the first one's arm, as much of Europe writes it.
    corner = (-u(0.24, 0.4), u(0.55, 0.72))
    end = (u(0.22, 0.42), corner[1] + u(-0.08, 0.06))
    first = [bowed((u(-0.16, 0.16), 0.0), corner, u(-0.08, 0.1)), [corner, end]]
    stem = u(0.0, 0.22)
    return [first, line((stem + u(0.0, 0.08), u(0.3, 0.52)), (stem + u(-0.1, 0.04), 1.0))]


@style(4, 2)
def cupped_4(u: Hand) -> Shape:
    # A long left side that rounds into the arm, low down, and a short stem that only touches it.
    low, width = u(0.6, 0.95), u(0.1, 0.4)
    cup = [
        (u(-0.12, 0.2), 0.0),
        (-width * u(0.6, 1.1), low * 0.62),
        (-width * u(0.7, 1.0), low * 0.9),
        (-width * u(0.2, 0.5), low),
        (u(0.02, 0.3), low - u(0.0, 0.14)),
    ]
    stem = u(0.02, 0.24)
    foot = (stem - u(0.0, 0.3), 1.0)
    return [[cup], [bowed((stem, low - u(0.1, 0.36)), foot, u(-0.12, 0.04))]]


@style(4, 0.8)
def cupped_in_one_4(u: Hand) -> Shape:
    # The same without lifting the pen: round the corner, up a short stem, and down.
    low, width = u(0.5, 0.8), u(0.16, 0.36)
    top = (u(0.08, 0.3), low - u(0.1, 0.36))
    cup = [
        (u(-0.05, 0.16), 0.0),
        (-width, low * 0.65),
        (-width * u(0.4, 0.9), low),
        (top[0] - u(0.04, 0.12), low - u(0.02, 0.08)),
        top,
    ]
    return [[cup, bowed(top, (top[0] - u(-0.05, 0.25), 1.0), u(-0.06, 0.06))]]


@style(4, 1.8)
def bowl_4(u: Hand) -> Shape:
    # One stroke: a bowl, then up and down the stem.
    stem, low = u(0.14, 0.32), u(0.46, 0.62)
    top = (stem + u(-0.02, 0.08), u(0.0, 0.22))
    bowl = [
        (-u(0.2, 0.38), u(0.0, 0.16)),
        (-u(0.22, 0.36), low - 0.16),
        (-u(0.02, 0.18), low),
        (stem - 0.08, low - u(0.06, 0.18)),
        top,
    ]
    return [[bowl, bowed(top, (stem + u(-0.14, 0.06), 1.0), u(-0.05, 0.05))]]


@style(4, 1.2)
def looped_4(u: Hand) -> Shape:
    # One stroke in haste: the corner becomes a loop, and the arm runs up into the stem.
    x, y, size = -u(0.2, 0.36), u(0.5, 0.66), u(0.03, 0.1)
    top = (u(0.15, 0.35), u(0.0, 0.25))
    arm = [
        (-u(0.0, 0.2), 0.0),
        (x, y - size),
        (x - size, y + size * 0.6),
        (x + size, y + size * 0.5),
        (u(0.06, 0.18), y - u(0.04, 0.16)),
        top,
    ]
    return [[arm, bowed(top, (top[0] + u(-0.2, 0.0), 1.0), u(-0.05, 0.05))]]


# 5 ------------------------------------------------------------------------------------------------------------------


def _belly_of_5(u: Hand, start: Point) -> Piece:
    """From the neck's foot around the right side to an end at the lower left."""
    width = u(0.24, 0.42)
    height = (1.0 - start[1]) * u(0.5, 0.58)
    return [start, *arc((-0.02, 1.0 - height), (width, height), u(255, 290), u(175, 235), 6)]


@style(5, 3)
def two_stroke_5(u: Hand) -> Shape:
    top = (-u(0.14, 0.3), u(0.0, 0.1))
    neck = (top[0] - u(-0.04, 0.1), u(0.36, 0.5))
    cap = bowed((top[0] + u(-0.06, 0.14), top[1] + u(-0.08, 0.06)), (u(0.12, 0.46), u(-0.08, 0.1)), u(-0.08, 0.12))
    return [[bowed(top, neck, u(-0.06, 0.06)), _belly_of_5(u, neck)], [cap]]


@style(5, 2.5)
def one_stroke_5(u: Hand) -> Shape:
    top = (-u(0.14, 0.3), u(0.0, 0.1))
    neck = (top[0] - u(-0.06, 0.1), u(0.36, 0.5))
    cap = bowed((u(0.14, 0.44), u(-0.06, 0.1)), top, u(-0.1, 0.08))
    return [[cap, bowed(top, neck, u(-0.06, 0.06)), _belly_of_5(u, neck)]]


@style(5, 1.8)
def smooth_5(u: Hand) -> Shape:
    start = [
        (u(0.14, 0.42), u(0.0, 0.1)),
        (u(-0.05, 0.08), u(0.0, 0.06)),
        (-u(0.16, 0.26), u(0.1, 0.2)),
        (-u(0.1, 0.24), u(0.3, 0.4)),
    ]
    return [[[*start, *_belly_of_5(u, (0.0, 0.42))[1:]]]]


@style(5, 1)
def slant_necked_5(u: Hand) -> Shape:
    # The neck slants back to the left like a 3's upper half; the cap lies apart, above.
    top = (u(-0.06, 0.18), u(0.0, 0.08))
    neck = (-u(0.06, 0.26), u(0.26, 0.44))
    cap = bowed((-u(0.1, 0.32), u(-0.08, 0.06)), (u(0.24, 0.5), u(-0.1, 0.06)), u(-0.06, 0.06))
    return [[bowed(top, neck, u(-0.1, 0.16)), _belly_of_5(u, neck)], [cap]]


@style(5, 0.8)
def narrow_necked_5(u: Hand) -> Shape:
    # The neck is short or runs straight into the belly.
    top = (-u(0.12, 0.26), u(0.0, 0.08))
    neck = (top[0] - u(0.0, 0.06), u(0.22, 0.36))
    cap = line((top[0] + u(-0.04, 0.1), top[1]), (u(0.14, 0.4), u(-0.06, 0.1)))
    return [[[top, neck], _belly_of_5(u, neck)], cap]


# 6 ------------------------------------------------------------------------------------------------------------------


def _loop_of_6(u: Hand, size: tuple[float, float], turn: tuple[float, float]) -> list[Point]:
    """From the left side, under, up the right and back to the left."""
    height = u(*size)
    return arc((0.0, 1.0 - height), (u(0.2, 0.36), height), 180, -u(*turn), 8)


@style(6, 3.5)
def curved_6(u: Hand) -> Shape:
    stem: Piece = [(u(0.02, 0.34), 0.0), (-u(0.06, 0.2), u(0.22, 0.38))]
    return [[[*stem, *_loop_of_6(u, (0.2, 0.3), (320, 400))]]]


@style(6, 1.5)
def straight_6(u: Hand) -> Shape:
    loop = _loop_of_6(u, (0.17, 0.27), (320, 390))
    return [[[(u(-0.3, -0.05), 0.0), between((u(-0.26, -0.12), 0.0), loop[0], 0.55), *loop]]]


@style(6, 1.3)
def open_6(u: Hand) -> Shape:
    stem: Piece = [(u(0.0, 0.32), 0.0), (-u(0.08, 0.22), u(0.25, 0.4))]
    return [[[*stem, *_loop_of_6(u, (0.17, 0.28), (225, 310))]]]


@style(6, 1)
def curled_6(u: Hand) -> Shape:
    # The loop's end runs on inside it, a spiral.
    height = u(0.2, 0.3)
    loop = arc((0.0, 1.0 - height), (u(0.22, 0.34), height), 180, -270, 7)
    inside = arc(
        (u(-0.06, 0.02), 1.0 - height * u(0.7, 1.0)), (u(0.08, 0.16), height * u(0.4, 0.7)), 250, -u(60, 160), 4
    )
    return [[[(u(0.0, 0.3), 0.0), (-u(0.06, 0.2), u(0.25, 0.4)), *loop, *inside]]]


@style(6, 0.7)
def hooked_6(u: Hand) -> Shape:
    stem: Piece = [(u(0.26, 0.4), u(0.08, 0.22)), (u(0.1, 0.24), 0.0), (-u(0.1, 0.22), u(0.22, 0.36))]
    return [[[*stem, *_loop_of_6(u, (0.2, 0.3), (310, 390))]]]


# 7 ------------------------------------------------------------------------------------------------------------------


def _seven(u: Hand) -> tuple[Point, Point, Point, Piece]:
    """Bar's start, bar's end, foot, leg."""
    left, right = (-u(0.22, 0.42), u(-0.03, 0.09)), (u(0.14, 0.36), u(-0.05, 0.07))
    foot = (right[0] - u(0.05, 0.52), 1.0)
    return left, right, foot, bowed(right, foot, u(-0.14, 0.08))


def _crossbar(u: Hand, right: Point, foot: Point) -> Stroke:
    x, y = between(right, foot, u(0.3, 0.75))
    tilt = u(-0.2, 0.08)
    start, end = (x - u(0.1, 0.4), y - tilt), (x + u(0.08, 0.42), y + tilt)
    # In some hands the bar begins with a short hook.
    hook = u.either(0.3, u(0.04, 0.14), 0.0)
    tip = (start[0] + u(-0.3, 0.5) * hook, start[1] + hook)
    return [[tip, start], bowed(start, end, u(-0.08, 0.06))]


@style(7, 3)
def plain_7(u: Hand) -> Shape:
    left, right, _, leg = _seven(u)
    return [[bowed(left, right, u(-0.08, 0.1)), leg]]


@style(7, 2.5)
def crossed_7(u: Hand) -> Shape:
    left, right, foot, leg = _seven(u)
    return [[bowed(left, right, u(-0.08, 0.1)), leg], _crossbar(u, right, foot)]


@style(7, 1.5)
def hooked_7(u: Hand) -> Shape:
    left, right, _, leg = _seven(u)
    tip = (left[0] + u(-0.08, 0.05), left[1] + u(0.08, 0.32))
    return [[[tip, left], bowed(left, right, u(-0.08, 0.1)), leg]]


@style(7, 1.2)
def hooked_and_crossed_7(u: Hand) -> Shape:
    left, right, foot, leg = _seven(u)
    tip = (left[0] + u(-0.08, 0.05), left[1] + u(0.08, 0.28))
    return [[[tip, left], bowed(left, right, u(-0.08, 0.1)), leg], _crossbar(u, right, foot)]


def _round_seven(u: Hand) -> tuple[Piece, Point, Point]:
    right, foot = (u(0.16, 0.34), u(0.1, 0.24)), (-u(-0.1, 0.26), 1.0)
    way = [
        (-u(0.24, 0.4), u(0.02, 0.22)),
        (-u(0.06, 0.14), u(-0.02, 0.06)),
        (right[0] - 0.06, u(0.0, 0.08)),
        right,
        between(right, foot, 0.5, u(-0.12, 0.02)),
        foot,
    ]
    return way, right, foot


@style(7, 1.2)
def round_7(u: Hand) -> Shape:
    return [[_round_seven(u)[0]]]


@style(7, 1.4)
def round_and_crossed_7(u: Hand) -> Shape:
    way, right, foot = _round_seven(u)
    return [[way], _crossbar(u, right, foot)]


@style(7, 0.8)
def waved_7(u: Hand) -> Shape:
    left, right, _, leg = _seven(u)
    wave = [left, between(left, right, 0.3, u(0.06, 0.16)), between(left, right, 0.7, -u(0.04, 0.14)), right]
    return [[wave, leg]]


# 8 ------------------------------------------------------------------------------------------------------------------


def _eight(u: Hand, start: int, points: int = 17) -> list[Point]:
    """Around a figure of eight: the upper loop against the clock, the lower one with it; starts at a sixteenth."""
    top, low, waist = u(0.14, 0.3), u(0.2, 0.36), u(0.4, 0.54)
    upper = arc((0.0, waist / 2), (top, waist / 2), 90, -360, 9)  # from the waist, right, top, left, waist
    lower = arc((u(-0.06, 0.04), (1 + waist) / 2), (low, (1 - waist) / 2), 270, 360, 9)
    # Right, over the top, left, then through the waist to the lower right, under, and up the left.
    whole = [*upper[:8], *lower[:8]]
    whole[0] = (whole[0][0], waist)
    return [whole[(start + k) % 16] for k in range(points)]


@style(8, 3.5)
def one_stroke_8(u: Hand) -> Shape:
    return [[_eight(u, 2)]]


@style(8, 1.5)
def from_the_top_8(u: Hand) -> Shape:
    return [[_eight(u, 4, 18)]]


@style(8, 2)
def from_the_left_8(u: Hand) -> Shape:
    # From the left of the upper loop down into the lower one, and back over the top, often without meeting the start.
    way = _eight(u, 6, 17)
    way[0] = (way[0][0] - u(-0.04, 0.2), way[0][1] + u(-0.02, 0.22))
    way[-1] = (way[-1][0] + u(-0.06, 0.12), way[-1][1] + u(-0.18, 0.06))
    return [[way]]


@style(8, 1.2)
def armed_8(u: Hand) -> Shape:
    # An arm from the left through the waist into a thin lower loop, and back up around an upper one that stays open.
    wide, thin, waist = u(0.16, 0.4), u(0.02, 0.16), u(0.38, 0.52)
    arm = [(-wide * u(0.6, 1.2), waist - u(0.0, 0.22)), (u(-0.04, 0.06), waist + u(0.0, 0.08))]
    low = [(thin, u(0.72, 0.86)), (u(-0.05, 0.05), 1.0), (-thin, u(0.74, 0.88)), (u(0.0, 0.08), waist)]
    over = [(wide, waist * u(0.3, 0.6)), (u(0.0, 0.12), 0.0), (-wide * u(0.3, 1.0), u(0.04, 0.24))]
    return [[[*arm, *low, *over]]]


@style(8, 1.5)
def slender_8(u: Hand) -> Shape:
    # Two thin loops, the lower one often no more than a line drawn twice.
    waist, top, low = u(0.3, 0.5), u(0.08, 0.24), u(0.02, 0.12)
    x = u(-0.06, 0.06)
    down = [(top * u(0.6, 1.1), u(0.0, 0.14)), (0.0, 0.0), (-top, waist * u(0.3, 0.5)), (x, waist)]
    up = [
        (low, u(0.7, 0.85)),
        (u(-0.04, 0.04), 1.0),
        (-low, u(0.75, 0.88)),
        (x + u(-0.02, 0.04), waist),
        (top, waist * u(0.25, 0.5)),
        (top * u(0.5, 1.1), u(-0.04, 0.1)),
    ]
    return [[[*down, *up]]]


@style(8, 1.8)
def open_8(u: Hand) -> Shape:
    way = _eight(u, 2, 16)
    way[-1] = (way[-1][0] + u(0.0, 0.2), way[-1][1] - u(0.0, 0.2))
    way[0] = (way[0][0] + u(0.0, 0.14), way[0][1] + u(-0.05, 0.08))
    return [[way]]


@style(8, 1.8)
def two_stroke_8(u: Hand) -> Shape:
    waist, gap = u(0.4, 0.54), u(-0.06, 0.05)
    upper = arc(
        (u(-0.05, 0.05), waist / 2), (u(0.15, 0.3), waist / 2), u(0, 360), u.either(0.8, -1, 1) * (360 + u(-15, 30)), 9
    )
    lower = arc(
        (0.0, (1 + waist + gap) / 2),
        (u(0.2, 0.36), (1 - waist - gap) / 2),
        u(200, 340),
        u.either(0.7, -1, 1) * (360 + u(-15, 30)),
        9,
    )
    return [[upper], [lower]]


@style(8, 0.8)
def hourglass_8(u: Hand) -> Shape:
    top, low = u(0.15, 0.3), u(0.18, 0.34)
    a, b, c, d = (top, u(0.0, 0.12)), (-top, u(0.0, 0.12)), (low, u(0.9, 1.0)), (-low, u(0.9, 1.0))
    return [[bowed(a, b, u(0.0, 0.2)), bowed(b, c, u(-0.1, 0.1)), bowed(c, d, u(-0.2, 0.0)), bowed(d, a, u(-0.1, 0.1))]]


# 9 ------------------------------------------------------------------------------------------------------------------


def _head_of_9(
    u: Hand, turn: tuple[float, float], start: tuple[float, float] = (-40, 20)
) -> tuple[list[Point], tuple[Number, Number]]:
    """A loop against the clock from the right side, and where the stem goes on from it."""
    width, height = u(0.18, 0.34), u(0.18, 0.3)
    head = arc((0.0, height), (width, height), u(*start), -u(*turn), 8)
    return head, (width, height)


@style(9, 3)
def straight_tailed_9(u: Hand) -> Shape:
    head, (width, height) = _head_of_9(u, (320, 370))
    joint = (width * u(0.95, 1.1), height * u(0.5, 1.0))
    return [[[*head, joint], bowed(joint, (joint[0] - u(-0.05, 0.32), 1.0), u(-0.1, 0.06))]]


@style(9, 3)
def hooked_9(u: Hand) -> Shape:
    head, (width, height) = _head_of_9(u, (310, 370))
    stem = (width * u(0.95, 1.1), height * u(0.8, 1.4))
    reach, rise = u(0.3, 0.75), u(0.02, 0.22)
    hook: Piece = [
        (stem[0] + u(-0.08, 0.04), u(0.66, 0.8)),
        (stem[0] - reach * 0.4, 1.0),
        (stem[0] - reach, 1.0 - rise),
    ]
    return [[[*head, stem, *hook]]]


@style(9, 2.5)
def bellied_9(u: Hand) -> Shape:
    # A small head, and a tail that leaves it below, swells to the right and runs far back to the left.
    width, height = u(0.12, 0.26), u(0.08, 0.2)
    head = arc((0.0, height), (width, height), u(-80, 10), -u(330, 400), 8)
    swell = u(0.08, 0.5)
    belly = [
        (width * u(0.5, 1.1), height * 2 + u(0.0, 0.1)),
        (swell, u(0.6, 0.75)),
        (swell * u(0.5, 0.9), u(0.86, 0.95)),
    ]
    end = (-u(0.05, 0.5), u(0.9, 1.02))
    return [[[*head, *belly, between(belly[-1], end, u(0.4, 0.6), -u(0.04, 0.12)), end]]]


@style(9, 2.2)
def small_headed_9(u: Hand) -> Shape:
    # A head that is little more than a thick stroke, and a long straight tail.
    width, height = u(0.14, 0.4), u(0.05, 0.14)
    head = arc((0.0, height), (width, height), u(-60, 0), -u(320, 370), 8)
    joint = (width * u(0.95, 1.5), height * u(-0.6, 0.8))
    return [[[*head, joint], bowed(joint, (joint[0] - u(0.0, 0.7), 1.0), u(-0.14, 0.06))]]


@style(9, 2.5)
def barred_9(u: Hand) -> Shape:
    # The head hangs open from a bar, like a 5's belly from its cap; the tail starts at the bar's right end.
    end = (u(0.14, 0.34), u(-0.02, 0.12))
    width, low = u(0.16, 0.3), u(0.3, 0.48)
    head = [
        end,
        (u(-0.08, 0.06), u(0.0, 0.05)),
        (-width, low * 0.5),
        (-width * u(0.2, 0.6), low),
        (end[0] * u(0.4, 0.8), low * u(0.7, 0.95)),
        (end[0] + u(-0.03, 0.05), end[1] + u(0.0, 0.1)),
    ]
    stem = [
        (end[0] + u(-0.05, 0.1), u(0.5, 0.65)),
        (end[0] - u(0.0, 0.25), 1.0 - u(0.0, 0.06)),
        (end[0] - u(0.2, 0.75), u(0.9, 1.0)),
    ]
    return [[head, [head[-1], *stem]]]


@style(9, 2)
def curved_9(u: Hand) -> Shape:
    head, (width, height) = _head_of_9(u, (320, 370))
    stem = (width * u(0.95, 1.1), height * u(0.9, 1.3))
    return [[[*head, stem, (stem[0] - u(0.04, 0.16), u(0.7, 0.8)), (stem[0] - u(0.2, 0.5), 1.0)]]]


@style(9, 1.5)
def open_9(u: Hand) -> Shape:
    # The head is not closed: a bowl like a 4's, with a curved top.
    head, (width, height) = _head_of_9(u, (230, 310), (-80, -20))
    joint = (width * u(0.9, 1.15), height * u(0.2, 0.9))
    foot = (joint[0] - u(-0.05, 0.35), 1.0)
    return [[[*head, joint], bowed(joint, foot, u(-0.1, 0.05))]]


@style(9, 1.5)
def two_stroke_9(u: Hand) -> Shape:
    width, height = u(0.18, 0.34), u(0.18, 0.3)
    head = arc((0.0, height), (width, height), u(-60, 40), -(355 + u(-20, 30)), 9)
    stem = width * u(0.85, 1.1)
    foot = (stem - u(-0.08, 0.4), 1.0)
    return [[head], [bowed((stem, height * u(-0.1, 1.0)), foot, u(-0.12, 0.06))]]


@style(9, 1.2)
def looped_9(u: Hand) -> Shape:
    # From the top right as an S: the head's end crosses its start and runs into the tail.
    head, (width, _height) = _head_of_9(u, (370, 420), (-70, -20))
    tail: Piece = [(width * u(0.7, 1.0), u(0.6, 0.75)), (width - u(0.1, 0.45), 1.0)]
    return [[[*head, *tail]]]


@style(9, 0.8)
def tail_looped_9(u: Hand) -> Shape:
    # A tail like a g's, that comes back up through the stem.
    head, (width, height) = _head_of_9(u, (320, 370))
    stem = (width * u(0.95, 1.1), height * u(0.9, 1.3))
    loop: Piece = [
        (stem[0] - 0.02, u(0.72, 0.82)),
        (stem[0] - u(0.15, 0.25), 1.0),
        (stem[0] - u(0.35, 0.5), u(0.86, 0.94)),
        (stem[0] - u(0.0, 0.2), u(0.66, 0.78)),
        (stem[0] + u(0.05, 0.25), u(0.58, 0.7)),
    ]
    return [[[*head, stem, *loop]]]
