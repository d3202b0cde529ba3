"""How people write 4: each style a parametric shape, its share relative to the others'."""

from __future__ import annotations

from kerasdl.data.synthetic.shapes import Hand, Piece, Shape, Styles, between, bowed, line

STYLES = Styles()
style = STYLES.of_digit(4)


@style(3)
def open_4(u: Hand) -> Shape:
    corner = (-u(0.25, 0.42), u(0.5, 0.68))
    stem = u(0.05, 0.3)
    end = (stem + u(0.02, 0.3), corner[1] + u(-0.1, 0.08))
    first = [bowed((-u(0.12, 0.36), u(0.0, 0.18)), corner, u(-0.08, 0.08)), bowed(corner, end, u(-0.06, 0.08))]
    return [first, [bowed((stem + u(-0.03, 0.12), u(0.0, 0.25)), (stem + u(-0.14, 0.06), 1.0), u(-0.04, 0.04))]]


@style(2.5)
def closed_4(u: Hand) -> Shape:
    apex = (u(0.02, 0.22), 0.0)
    corner, stem = (-u(0.26, 0.48), u(0.55, 0.74)), apex[0] + u(-0.02, 0.08)
    end = (stem + u(0.04, 0.3), corner[1] + u(-0.06, 0.06))
    first = [bowed(apex, corner, u(-0.08, 0.1)), [corner, end]]
    return [first, [bowed((stem, u(-0.04, 0.1)), (stem + u(-0.12, 0.06), 1.0), u(-0.04, 0.04))]]


@style(1.2)
def closed_in_one_4(u: Hand) -> Shape:
    # Up the stem's far side: from the bar's right end to the left, up the slope, down the stem.
    stem, bar = u(0.0, 0.18), u(0.52, 0.72)
    left, top = (-u(0.26, 0.45), bar + u(-0.05, 0.05)), (stem + u(-0.05, 0.05), 0.0)
    start = (stem + u(0.05, 0.3), bar + u(-0.06, 0.06))
    return [[[start, left], bowed(left, top, u(-0.08, 0.08)), bowed(top, (stem + u(-0.1, 0.05), 1.0), u(-0.03, 0.03))]]


@style(1.3)
def narrow_4(u: Hand) -> Shape:
    corner = (-u(0.14, 0.22), u(0.45, 0.65))
    stem = u(0.02, 0.12)
    first = [
        bowed((-u(0.0, 0.16), u(0.0, 0.2)), corner, u(-0.06, 0.1)),
        [corner, (stem + u(0.0, 0.14), corner[1] + u(-0.12, 0.05))],
    ]
    return [first, [bowed((stem + u(0.0, 0.1), u(0.0, 0.3)), (stem + u(-0.12, 0.04), 1.0), u(-0.05, 0.05))]]


@style(2)
def short_stemmed_4(u: Hand) -> Shape:
    # The second stroke is a short bar through the first one's arm, as much of Europe writes it.
    corner = (-u(0.24, 0.4), u(0.55, 0.72))
    end = (u(0.22, 0.42), corner[1] + u(-0.08, 0.06))
    first = [bowed((u(-0.16, 0.16), 0.0), corner, u(-0.08, 0.1)), [corner, end]]
    stem = u(0.0, 0.22)
    return [first, line((stem + u(0.0, 0.08), u(0.3, 0.52)), (stem + u(-0.1, 0.04), 1.0))]


@style(2)
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


@style(0.8)
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


@style(1.8)
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


@style(1.2)
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


@style(2)
def lightning_4(u: Hand) -> Shape:
    # One stroke without a crossing: down, across, down.
    corner, end = (-u(0.16, 0.42), u(0.42, 0.68)), (u(0.08, 0.4), u(0.34, 0.64))
    top, foot = (u(-0.12, 0.26), 0.0), (u(-0.2, 0.22), 1.0)
    return [[bowed(top, corner, u(-0.1, 0.12)), bowed(corner, end, u(-0.14, 0.06)), bowed(end, foot, u(-0.08, 0.08))]]


@style(1)
def mirrored_s_4(u: Hand) -> Shape:
    # The same in haste, its corners round.
    low, width = u(0.4, 0.62), u(0.14, 0.36)
    way = [
        (u(-0.08, 0.22), 0.0),
        (-width, low * u(0.45, 0.7)),
        (-width * u(0.5, 0.9), low),
        (u(0.04, 0.22), low - u(-0.04, 0.08)),
        (u(0.1, 0.3), low + u(0.06, 0.2)),
        (u(-0.15, 0.2), 1.0),
    ]
    return [[way]]


@style(1)
def uncrossed_4(u: Hand) -> Shape:
    # Two strokes, but the arm ends at the stem.
    corner, stem = (-u(0.2, 0.42), u(0.45, 0.72)), u(0.06, 0.28)
    end = (stem + u(-0.06, 0.03), corner[1] + u(-0.1, 0.08))
    arm = [bowed((-u(0.05, 0.36), u(0.0, 0.22)), corner, u(-0.08, 0.1)), bowed(corner, end, u(-0.1, 0.08))]
    return [arm, [bowed((stem + u(-0.03, 0.1), u(0.0, 0.3)), (stem + u(-0.16, 0.06), 1.0), u(-0.05, 0.05))]]


@style(1.2)
def parted_4(u: Hand) -> Shape:
    # A u or an L, and a stem that stands apart from it; often a short one.
    low, width = u(0.45, 0.8), u(0.1, 0.36)
    sharp = u.either(0.5, 1.0, 0.5)
    cup = [(-width, u(0.0, 0.2)), (-width, low * 0.7), (-width * sharp, low), (u(-0.02, 0.14), low + u(-0.05, 0.04))]
    stem = u(0.1, 0.36)
    return [[cup], [bowed((stem, u(0.0, 0.55)), (stem + u(-0.2, 0.06), 1.0), u(-0.06, 0.06))]]


@style(1)
def triangle_on_a_stem_4(u: Hand) -> Shape:
    top, left = (u(-0.06, 0.24), 0.0), (-u(0.2, 0.42), u(0.42, 0.66))
    right = (u(0.06, 0.34), left[1] + u(-0.1, 0.08))
    joint = between(left, right, u(0.65, 1.0))
    triangle = [
        bowed(top, left, u(-0.06, 0.1)),
        [left, right],
        bowed(right, (top[0] + u(-0.04, 0.06), u(-0.04, 0.06)), u(-0.1, 0.1)),
    ]
    return [triangle, line(joint, (joint[0] + u(-0.16, 0.08), 1.0))]


@style(0.9)
def round_closed_4(u: Hand) -> Shape:
    # Closed by a curve, but its arm runs through the stem.
    low, stem = u(0.42, 0.66), u(0.06, 0.26)
    head = [
        (stem + u(-0.04, 0.06), u(0.02, 0.14)),
        (stem - u(0.1, 0.2), u(-0.02, 0.06)),
        (-u(0.16, 0.36), low * u(0.5, 0.8)),
        (-u(0.14, 0.34), low),
    ]
    end = (stem + u(0.1, 0.34), low + u(-0.08, 0.06))
    return [
        [head, bowed(head[-1], end, u(-0.08, 0.08))],
        [bowed((stem + u(-0.04, 0.06), u(-0.02, 0.12)), (stem + u(-0.14, 0.06), 1.0), u(-0.05, 0.05))],
    ]


@style(0.9)
def low_armed_4(u: Hand) -> Shape:
    # The arm lies at the very foot of the stem.
    low, stem = u(0.76, 0.94), u(0.02, 0.28)
    corner = (-u(0.22, 0.46), low)
    arm = [
        bowed((u(-0.3, 0.16), u(0.0, 0.15)), corner, u(-0.08, 0.1)),
        [corner, (stem + u(0.04, 0.3), low + u(-0.08, 0.06))],
    ]
    return [arm, [bowed((stem + u(-0.04, 0.1), u(0.0, 0.35)), (stem + u(-0.08, 0.06), 1.0), u(-0.04, 0.04))]]


@style(0.7)
def high_armed_4(u: Hand) -> Shape:
    low, stem = u(0.26, 0.42), u(0.06, 0.26)
    corner = (-u(0.18, 0.4), low)
    arm = [
        bowed((-u(0.1, 0.36), u(0.0, 0.08)), corner, u(-0.08, 0.1)),
        bowed(corner, (stem + u(0.0, 0.26), low + u(-0.08, 0.06)), u(-0.08, 0.08)),
    ]
    return [arm, [bowed((stem + u(-0.03, 0.08), u(-0.05, 0.15)), (stem + u(-0.2, 0.06), 1.0), u(-0.05, 0.05))]]


@style(0.8)
def tall_stemmed_4(u: Hand) -> Shape:
    # The arm is low and short, the stem rises far above it.
    corner, stem = (-u(0.14, 0.36), u(0.55, 0.75)), u(0.02, 0.2)
    arm = [
        bowed((-u(0.06, 0.3), u(0.2, 0.42)), corner, u(-0.1, 0.1)),
        [corner, (stem + u(0.04, 0.32), corner[1] + u(-0.1, 0.06))],
    ]
    return [arm, [bowed((stem + u(0.0, 0.2), 0.0), (stem + u(-0.14, 0.05), 1.0), u(-0.05, 0.05))]]


@style(0.6)
def hook_stemmed_4(u: Hand) -> Shape:
    # The stem's foot turns aside, mostly to the left.
    low, stem, way = u(0.42, 0.64), u(0.1, 0.3), u.either(0.7, -1.0, 1.0)
    corner = (-u(0.18, 0.4), low)
    arm = [
        bowed((-u(0.1, 0.36), u(0.0, 0.16)), corner, u(-0.08, 0.1)),
        [corner, (stem + u(0.0, 0.28), low + u(-0.08, 0.08))],
    ]
    foot: Piece = [
        (stem, u(0.0, 0.25)),
        (stem + u(-0.08, 0.04), 0.7),
        (stem + way * u(0.02, 0.08), 0.95),
        (stem + way * u(0.12, 0.36), u(0.9, 1.02)),
    ]
    return [arm, [foot]]


@style(0.6)
def square_4(u: Hand) -> Shape:
    low, right = u(0.44, 0.6), u(0.14, 0.36)
    left = u(0.16, 0.36)
    arm = line((-left, u(0.0, 0.12)), (-left + u(-0.03, 0.03), low), (right + u(-0.04, 0.14), low + u(-0.04, 0.04)))
    return [arm, line((right, u(0.0, 0.2)), (right + u(-0.05, 0.04), 1.0))]


@style(0.6)
def stem_first_4(u: Hand) -> Shape:
    # A closed loop to the left of the stem, drawn without lifting the pen: up the stem, round, and through it.
    stem, low = u(0.04, 0.22), u(0.46, 0.68)
    top, left, end = (stem + u(-0.04, 0.08), 0.0), (-u(0.2, 0.42), low), (stem + u(0.08, 0.34), low + u(-0.1, 0.06))
    return [
        [
            bowed((stem + u(-0.16, 0.04), 1.0), top, u(-0.04, 0.04)),
            bowed(top, left, u(-0.1, 0.12)),
            bowed(left, end, u(-0.08, 0.08)),
        ]
    ]
