"""Pen styles of all ten digits.

They are those that writing primers and forms of many countries show: the flag of a 1, the bar of a 7, the hook of a 9 and
so on. What a hand adds to all of them alike, slant, bend, haste, is in `hand`.
"""

from kerasdl.data.synthetic import digits_0_to_2, digits_3_to_5, digits_6_to_7, digits_8_to_9

DIGIT_STYLES = [*digits_0_to_2.STYLES, *digits_3_to_5.STYLES, *digits_6_to_7.STYLES, *digits_8_to_9.STYLES]
