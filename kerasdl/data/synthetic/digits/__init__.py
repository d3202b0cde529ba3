"""Pen styles of all ten digits.

They are those that writing primers and forms of many countries show, and what hands in a hurry make of them: the flag of a
1, the bar of a 7, the hook of a 9 and so on, each from one extreme to the other. Some styles are combinations of parts (a
top, a leg, a base). What a hand adds to all of them alike, slant, bend, haste, is in `hand`.
"""

from kerasdl.data.synthetic.digits import eight, five, four, nine, one, seven, six, three, two, zero
from kerasdl.data.synthetic.shapes import Style

_ALL = [style for digit in (zero, one, two, three, four, five, six, seven, eight, nine) for style in digit.STYLES]

# A family of each digit that no network learns from: whether it is read all the same tells how well others' hands will be.
HELD_OUT_FAMILIES = {
    0: "of 7 corners",
    1: "parted flag",
    2: "pointed",
    3: "pointed",
    4: "tall stemmed",
    5: "waved cap",
    6: "waved",
    7: "serifed",
    8: "ribbon",
    9: "curl headed",
}
HELD_OUT_STYLES: list[Style] = [style for style in _ALL if style.family == HELD_OUT_FAMILIES[style.label]]
DIGIT_STYLES: list[Style] = [style for style in _ALL if style not in HELD_OUT_STYLES]
