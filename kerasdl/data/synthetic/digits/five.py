"""How people write 5: each style a parametric shape, its share relative to the others'."""

from __future__ import annotations

from collections.abc import Callable

from kerasdl.data.synthetic.shapes import Hand, Piece, Point, Shape, ShapeOf, Stroke, Styles, arc, between, bowed, line

STYLES = Styles()
style = STYLES.of_digit(5)


def _belly_of_5(u: Hand, start: Point) -> Piece:
    """From the neck's foot around the right side to an end at the lower left."""
    width = u(0.24, 0.42)
    height = (1.0 - start[1]) * u(0.5, 0.58)
    return [start, *arc((-0.02, 1.0 - height), (width, height), u(255, 290), u(175, 235), 6)]


@style(3)
def two_stroke_5(u: Hand) -> Shape:
    top = (-u(0.14, 0.3), u(0.0, 0.1))
    neck = (top[0] - u(-0.04, 0.1), u(0.36, 0.5))
    cap = bowed((top[0] + u(-0.06, 0.14), top[1] + u(-0.08, 0.06)), (u(0.12, 0.46), u(-0.08, 0.1)), u(-0.08, 0.12))
    return [[bowed(top, neck, u(-0.06, 0.06)), _belly_of_5(u, neck)], [cap]]


@style(2.5)
def one_stroke_5(u: Hand) -> Shape:
    top = (-u(0.14, 0.3), u(0.0, 0.1))
    neck = (top[0] - u(-0.06, 0.1), u(0.36, 0.5))
    cap = bowed((u(0.14, 0.44), u(-0.06, 0.1)), top, u(-0.1, 0.08))
    return [[cap, bowed(top, neck, u(-0.06, 0.06)), _belly_of_5(u, neck)]]


@style(1.8)
def smooth_5(u: Hand) -> Shape:
    start = [
        (u(0.14, 0.42), u(0.0, 0.1)),
        (u(-0.05, 0.08), u(0.0, 0.06)),
        (-u(0.16, 0.26), u(0.1, 0.2)),
        (-u(0.1, 0.24), u(0.3, 0.4)),
    ]
    return [[[*start, *_belly_of_5(u, (0.0, 0.42))[1:]]]]


@style(1)
def slant_necked_5(u: Hand) -> Shape:
    # The neck slants back to the left like a 3's upper half; the cap lies apart, above.
    top = (u(-0.1, 0.1), u(0.0, 0.08))
    neck = (-u(0.08, 0.26), u(0.26, 0.42))
    cap = bowed((-u(0.06, 0.2), u(-0.08, 0.06)), (u(0.24, 0.5), u(-0.1, 0.06)), u(-0.06, 0.06))
    return [[bowed(top, neck, u(-0.1, 0.16)), _belly_of_5(u, neck)], [cap]]


@style(0.8)
def narrow_necked_5(u: Hand) -> Shape:
    # The neck is short or runs straight into the belly.
    top = (-u(0.12, 0.26), u(0.0, 0.08))
    neck = (top[0] - u(0.0, 0.06), u(0.22, 0.36))
    cap = line((top[0] + u(-0.04, 0.1), top[1]), (u(0.14, 0.4), u(-0.06, 0.1)))
    return [[[top, neck], _belly_of_5(u, neck)], cap]


# Any cap, any neck, any belly; the cap is a stroke of its own, or runs into the neck.


def _cap(
    reach: tuple[float, float], slope: tuple[float, float], apart: float = 0.03
) -> Callable[[Hand, Point], Stroke]:
    def cap(u: Hand, top: Point) -> Stroke:
        start = (top[0] + u(-apart, 2.5 * apart), top[1] - u(-apart / 2, apart))
        length = u(*reach)
        return [bowed(start, (start[0] + length, start[1] + length * u(*slope)), u(-0.12, 0.12))]

    return cap


def _waved_cap(u: Hand, top: Point) -> Stroke:
    end = (top[0] + u(0.3, 0.7), top[1] + u(-0.12, 0.1))
    return [[top, between(top, end, 0.3, u(-0.2, 0.2)), between(top, end, 0.7, u(-0.2, 0.2)), end]]


def _straight_neck(u: Hand, top: Point) -> Stroke:
    return [bowed(top, (top[0] + u(-0.1, 0.06), top[1] + u(0.2, 0.48)), u(-0.06, 0.08))]


def _slant_neck(u: Hand, top: Point) -> Stroke:
    return [bowed(top, (top[0] - u(0.08, 0.3), top[1] + u(0.2, 0.45)), u(-0.08, 0.12))]


def _looped_neck(u: Hand, top: Point) -> Stroke:
    x, y, size = top[0] + u(-0.08, 0.04), top[1] + u(0.3, 0.46), u(0.03, 0.09)
    return [[top, (x, y - size), (x + size * 0.4, y + size), (x - size, y + size * 0.4), (x, y - size * 0.6)]]


def _belly(turn: tuple[float, float], width: tuple[float, float] = (0.22, 0.44)) -> Callable[[Hand, Point], Stroke]:
    def belly(u: Hand, neck: Point) -> Stroke:
        height = (1.0 - neck[1]) * u(0.48, 0.58)
        across = u(*width)
        return [
            [neck, *arc((neck[0] + u(0.5, 0.8) * across, 1.0 - height), (across, height), u(250, 290), u(*turn), 7)]
        ]

    return belly


def _angular_belly(u: Hand, neck: Point) -> Stroke:
    right, low = (neck[0] + u(0.35, 0.65), neck[1] + u(-0.05, 0.15)), (neck[0] + u(0.25, 0.6), u(0.85, 1.0))
    return [
        bowed(neck, right, u(0.0, 0.15)),
        bowed(right, low, u(-0.05, 0.1)),
        bowed(low, (neck[0] - u(-0.05, 0.2), u(0.9, 1.04)), u(-0.1, 0.1)),
    ]


def _curled_belly(u: Hand, neck: Point) -> Stroke:
    bowl = _belly((200, 240))(u, neck)[0]
    return [[*bowl, (bowl[-1][0] + u(0.02, 0.18), bowl[-1][1] - u(0.0, 0.14))]]


def _joined(
    cap: Callable[[Hand, Point], Stroke], neck: Callable[[Hand, Point], Stroke], belly: Callable[[Hand, Point], Stroke]
) -> ShapeOf:
    def shape(u: Hand) -> Shape:
        top = (-u(0.08, 0.3), u(0.0, 0.1))
        middle = neck(u, top)
        return [[*middle, *belly(u, middle[-1][-1])], cap(u, top)]

    return shape


_CAPS = {
    "level cap": _cap((0.25, 0.65), (-0.15, 0.15)),
    "rising cap": _cap((0.25, 0.6), (-0.6, -0.15)),
    "drooping cap": _cap((0.2, 0.5), (0.15, 0.6)),
    "long cap": _cap((0.6, 1.0), (-0.2, 0.2)),
    "short cap": _cap((0.12, 0.28), (-0.3, 0.3)),
    "cap apart": _cap((0.2, 0.6), (-0.35, 0.2), 0.09),
    "waved cap": _waved_cap,
}
_NECKS = {"": _straight_neck, "slanting neck": _slant_neck, "looped neck": _looped_neck}
_BELLIES = {
    "": _belly((165, 240)),
    "open belly": _belly((135, 170)),
    "closed belly": _belly((235, 280), (0.2, 0.36)),
    "wide belly": _belly((170, 230), (0.4, 0.6)),
    "angular belly": _angular_belly,
    "curled belly": _curled_belly,
}
STYLES.combine(5, 9, _CAPS, _NECKS, _BELLIES, join=_joined)


@style(1.2)
def like_an_s_5(u: Hand) -> Shape:
    top, waist = u(0.12, 0.28), u(0.38, 0.52)
    start = [
        (u(0.14, 0.44), u(-0.02, 0.16)),
        (u(-0.04, 0.1), u(-0.03, 0.05)),
        (-top, waist * u(0.35, 0.6)),
        (u(-0.06, 0.06), waist),
    ]
    low = [(u(0.16, 0.38), (1 + waist) / 2 + u(-0.05, 0.05)), (u(-0.05, 0.1), 1.0), (-u(0.12, 0.4), u(0.84, 1.0))]
    return [[[*start, *low]]]


@style(0.5)
def capless_5(u: Hand) -> Shape:
    # The cap was forgotten, or is no more than a nick.
    top = (-u(0.1, 0.3), 0.0)
    neck = _straight_neck(u, top)
    nick = (top[0] + u(0.02, 0.14), top[1] + u(-0.06, 0.06))
    return [[[nick, top], *neck, *_belly((170, 240))(u, neck[-1][-1])]]
