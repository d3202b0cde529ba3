"""Letters of several scripts that look like no digit, as people write them: print, script, in haste, with serifs, joined."""

from __future__ import annotations

from collections.abc import Iterator

from kerasdl.data.synthetic.latin_capitals import CAPITALS
from kerasdl.data.synthetic.latin_small import SMALL
from kerasdl.data.synthetic.scripts import BOPOMOFO, CHINESE, CYRILLIC, GREEK, KANA
from kerasdl.data.synthetic.shapes import NOT_A_DIGIT, Style, Styles
from kerasdl.data.synthetic.skeletons import WAYS, Letter, parse, written

# Latin letters that a digit can be mistaken for in some hand or other; none of them is drawn as a non-digit.
LOOK_ALIKES = "BDGIJOQSZbgloqsyz"
# Whole letters, in all their hands, are kept from training, and one script: what is told of these is told of letters that a
# network has not met.
UNSEEN_LETTERS = frozenset("KkXx")
LATIN, FOREIGN, UNSEEN_LATIN, UNSEEN_FOREIGN = Styles(), Styles(), Styles(), Styles()


def styles_of(letter: Letter) -> Iterator[Style]:
    """The hands of a letter, each as likely as the others; together their shares are the letter's."""
    found = []
    for number, skeleton in enumerate(letter.skeletons, 1):
        plan = parse(skeleton)
        name = f"letter {letter.name}" + (f" {number}" if number > 1 else "")
        found.append((name, plan))
        found += [(f"{name} {WAYS[way][0]}", WAYS[way][1](plan)) for way in letter.ways]
    for name, plan in found:
        yield Style(NOT_A_DIGIT, name, letter.share / len(found), written(plan), (0.04, letter.widest))


for _letter in (*CAPITALS, *SMALL):
    (UNSEEN_LATIN if _letter.name in UNSEEN_LETTERS else LATIN).extend(styles_of(_letter))
for _script in (GREEK, CYRILLIC, CHINESE, KANA):
    for _number, _letter in enumerate(_script):
        (UNSEEN_FOREIGN if _number % 5 == 4 else FOREIGN).extend(styles_of(_letter))
for _letter in BOPOMOFO:
    UNSEEN_FOREIGN.extend(styles_of(_letter))
LETTERS = Styles([*LATIN, *FOREIGN, *UNSEEN_LATIN, *UNSEEN_FOREIGN])
