"""How people write 3, 4 and 5: each style a parametric shape. Shares are relative within a digit."""

from __future__ import annotations

from kerasdl.data.synthetic.shapes import Hand, Piece, Point, Shape, Styles, arc, between, bowed, line

STYLES = Styles()
style = STYLES.of_digit


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
    corner = (-u(0.14, 0.22), u(0.45, 0.65))
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
    low, width = u(0.55, 0.85), u(0.14, 0.4)
    cup = [
        (u(-0.12, 0.2), 0.0),
        (-width * u(0.6, 1.1), low * 0.62),
        (-width * u(0.7, 1.0), low * 0.9),
        (-width * u(0.2, 0.5), low),
        (u(0.02, 0.3), low - u(0.0, 0.14)),
    ]
    stem = u(0.02, 0.24)
    foot = (stem - u(0.0, 0.3), 1.0)
    return [[cup], [bowed((stem, low - u(0.16, 0.4)), foot, u(-0.12, 0.04))]]


@style(4, 0.8)
def cupped_in_one_4(u: Hand) -> Shape:
    # The same without lifting the pen: round the corner, up a short stem, and down.
    low, width = u(0.5, 0.75), u(0.18, 0.36)
    top = (u(0.1, 0.3), low - u(0.1, 0.3))
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
    top = (u(-0.1, 0.1), u(0.0, 0.08))
    neck = (-u(0.08, 0.26), u(0.26, 0.42))
    cap = bowed((-u(0.06, 0.2), u(-0.08, 0.06)), (u(0.24, 0.5), u(-0.1, 0.06)), u(-0.06, 0.06))
    return [[bowed(top, neck, u(-0.1, 0.16)), _belly_of_5(u, neck)], [cap]]


@style(5, 0.8)
def narrow_necked_5(u: Hand) -> Shape:
    # The neck is short or runs straight into the belly.
    top = (-u(0.12, 0.26), u(0.0, 0.08))
    neck = (top[0] - u(0.0, 0.06), u(0.22, 0.36))
    cap = line((top[0] + u(-0.04, 0.1), top[1]), (u(0.14, 0.4), u(-0.06, 0.1)))
    return [[[top, neck], _belly_of_5(u, neck)], cap]
