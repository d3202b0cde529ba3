"""How people write 8 and 9: each style a parametric shape. Shares are relative within a digit."""

from __future__ import annotations

from kerasdl.data.synthetic.shapes import Hand, Number, Piece, Point, Shape, Styles, arc, between, bowed

STYLES = Styles()
style = STYLES.of_digit


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
    waist, top, low = u(0.3, 0.5), u(0.11, 0.24), u(0.03, 0.12)
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
