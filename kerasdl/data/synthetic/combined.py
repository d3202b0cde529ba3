"""Non-digits made of digits and letters: two digits at once, digits on their side, patchworks, words."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np

from kerasdl.data.synthetic.digits import DIGIT_STYLES
from kerasdl.data.synthetic.hand import POINTS
from kerasdl.data.synthetic.latin_capitals import CAPITALS
from kerasdl.data.synthetic.latin_small import SMALL
from kerasdl.data.synthetic.letters import LATIN, UNSEEN_LETTERS
from kerasdl.data.synthetic.shapes import NOT_A_DIGIT, Hand, Number, Shape, Stroke, Style, Styles, turned
from kerasdl.data.synthetic.skeletons import Plan, moved, parse, spans, width_of, written

# Which goes with which is drawn once, with a seed of its own: the same styles give the same company.
_RNG = np.random.default_rng(22)
PAIRED = 150  # pairs of each arrangement
_Partner = tuple[Style, Style]


@cache
def _spans(style: Style) -> int:
    return spans(style.shape(Hand(np.random.default_rng(0), 1)))


def _fits(*styles: Style) -> bool:
    """Whether the strokes of all find room on one path."""
    return sum(_spans(style) for style in styles) <= POINTS - 1


def _some(styles: Sequence[Style]) -> Style:
    """A style of any label, each label as likely as the others, by its share."""
    labels = sorted({style.label for style in styles})
    label = labels[int(_RNG.integers(len(labels)))]
    same = [style for style in styles if style.label == label]
    shares = np.array([style.share for style in same])
    return same[int(_RNG.choice(len(same), p=shares / shares.sum()))]


def _partners(first: Sequence[Style], second: Sequence[Style], count: int) -> list[_Partner]:
    """Different pairs that fit on a path, as many as are asked or found."""
    found: dict[str, _Partner] = {}
    for _ in range(4 * count):
        if len(found) == count:
            break
        pair = _some(first), _some(second)
        if _fits(*pair):
            found.setdefault(f"{pair[0]} and {pair[1]}", pair)
    return list(found.values())


def _pair(
    partners: _Partner, kind: str, apart: tuple[float, float], lower: tuple[float, float], size: tuple[float, float]
) -> Style:
    first, second = partners

    def shape(u: Hand) -> Shape:
        across, down, scale = u(*apart), u(*lower), u(*size)
        other = [[[(scale * x + across, scale * y + down) for x, y in p] for p in s] for s in second.shape(u)]
        # Together about 1 high, as every shape is.
        return [[[(0.5 * x, 0.5 * y) for x, y in p] for p in s] for s in [*first.shape(u), *other]]

    return Style(NOT_A_DIGIT, f"{first} {kind} {second}", 1.0, shape, (0.03, 0.13))


def _stackable(styles: Sequence[Style]) -> list[Style]:
    """But for 0 and 1: a ring above a ring is an 8, a stroke above a stroke a 1, and either completes other digits."""
    return [style for style in styles if style.label > 1]


PAIRS = Styles(
    [
        *(
            _pair(p, "beside", (0.7, 1.1), (-0.15, 0.15), (0.8, 1.2))
            for p in _partners(DIGIT_STYLES, DIGIT_STYLES, PAIRED)
        ),
        *(
            _pair(p, "above", (-0.15, 0.15), (1.05, 1.35), (0.8, 1.2))
            for p in _partners(_stackable(DIGIT_STYLES), _stackable(DIGIT_STYLES), PAIRED // 2)
        ),
        *(
            _pair(p, "beside", (0.75, 1.1), (-0.1, 0.3), (0.6, 1.1))
            for p in _partners(DIGIT_STYLES, LATIN, PAIRED // 2)
        ),
    ]
)


def _thrown(stroke: Stroke, degrees: Number, x: Number, y: Number) -> Stroke:
    """A stroke turned about (0, 0.5), its height's middle, and shifted."""
    return [[(a + x, b + y) for a, b in piece] for piece in turned([stroke], degrees)[0]]


def _turned(digit: Style) -> Style:
    """A digit on its side, to the left or to the right."""

    def shape(u: Hand) -> Shape:
        degrees = u.either(0.5, u(70, 100), u(260, 290))
        return turned(digit.shape(u), degrees)

    same = sum(style.share for style in DIGIT_STYLES if style.label == digit.label)
    return Style(NOT_A_DIGIT, f"{digit} on its side", digit.share / same, shape, (0.04, 0.16))


def _patchwork(styles: Sequence[Style]) -> Style:
    """A stroke of each of some styles, turned and thrown together."""

    def shape(u: Hand) -> Shape:
        strokes = [style.shape(u)[0] for style in styles]
        return [_thrown(stroke, u(0, 360), u(-0.3, 0.3), u(-0.3, 0.3)) for stroke in strokes]

    return Style(NOT_A_DIGIT, "patchwork of " + " and ".join(str(s) for s in styles), 1.0, shape, (0.04, 0.16))


# 0, 1 and 8 look like digits on their side too, and a 4 without a lift, like lightning, like a Z.
TURNED = Styles([_turned(style) for style in DIGIT_STYLES if style.label not in (0, 1, 4, 8)])


def _patches() -> list[Style]:
    # A stroke across a ring makes a slashed 0.
    ringless = [style for style in DIGIT_STYLES if style.label not in (0, 8)]
    tried = [(_some(ringless), _some(ringless), _some(LATIN)) for _ in range(60)]
    different = {str(_patchwork(styles)): _patchwork(styles) for styles in tried if _fits(*styles)}
    return list(different.values())


PATCHWORKS = Styles(_patches())

# Words that people write to try what a reader does, and others; look-alikes are welcome in company.
_WORDS = (
    "an at me we hi no ok in he am it us my go up un je tu et on la de el yo si ja du er und the and hen net pen map cat "
    "van new can man ant rum rain name what mean wine time tree team warm hello note wave paper never train merci hola nein "
    "abc ABC xyz AM PM UV NY TV AC EN MAN TEN WET NAME HELP HAM KEY WAX Tim Max Ann Tom Pam Mia Eva aa nn uu cc ee mm tt ha"
)
_EXTRA = {
    "o": "@30,50,30,48,270,-360", "l": "0,0>0,100", "s": "40,10 10,4 8,40 36,60 30,98 0,90", "y": "0,0>30,60|60,0>14,140",
    "g": "46,10 10,6 6,60 40,60 48,8 ; 48,8 48,120 6,130", "b": "0,0>0,100 40,96 40,50 0,54", "I": "0,0>0,100",
    "Y": "0,0>34,46>68,0|34,46>34,100", "B": "0,0>0,100 44,90 40,52 0,48 36,30 30,0 0,0", "z": "0,0>50,0>0,100>52,100",
}  # fmt: skip
_SIZES = {**dict.fromkeys("acemnorsuvwxz", 0.55), **dict.fromkeys("gpy", 0.75)}
_SKELETONS = {letter.name: letter.skeletons for letter in (*CAPITALS, *SMALL)} | {k: (v,) for k, v in _EXTRA.items()}


def _word(text: str) -> Plan:
    """A word's plan: each letter in one of its hands, on one line."""
    plan: Plan = []
    right = 0.0
    for letter in text:
        hands = [parse(skeleton) for skeleton in _SKELETONS[letter]]
        hand = hands[int(_RNG.integers(len(hands)))]
        size = _SIZES.get(letter, 1.0)
        wide = size * width_of(hand)
        plan += moved(hand, right + wide / 2, 0.45 if letter in _SIZES else 0.0, size)
        right += wide + 0.15
    return moved(plan, -right / 2 / max(right, 1.0), 0.0, 1 / max(right, 1.0))


def _words() -> list[Style]:
    known = set(_SKELETONS) - UNSEEN_LETTERS
    plans = [(text, _word(text)) for text in _WORDS.split() if set(text) <= known]
    room = POINTS - 1
    return [
        Style(NOT_A_DIGIT, f"word {text}", 1.0, written(plan, freedom=0.4), (0.015, 0.05))
        for text, plan in plans
        if spans(plan) <= room
    ]


WORDS = Styles(_words())
