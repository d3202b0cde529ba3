"""Non-digits by kinds: what a network learns to be unsure of, and what is kept from its training."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kerasdl.data.synthetic.combined import PAIRS, PATCHWORKS, TURNED, WORDS
from kerasdl.data.synthetic.letters import FOREIGN, LATIN, UNSEEN_FOREIGN, UNSEEN_LATIN
from kerasdl.data.synthetic.pictures import PICTURES
from kerasdl.data.synthetic.scribbles import HALVES, SCRIBBLES
from kerasdl.data.synthetic.shapes import Style
from kerasdl.data.synthetic.signs import SIGNS

# Every fifth sign and picture is kept from the training, as are whole letters and a script: how well a network knows that
# it does not know is told by what it has never seen.
_UNSEEN_SIGNS, _UNSEEN_PICTURES = SIGNS[4::5], PICTURES[4::5]
# Kinds and their weights. Latin letters are what people try first.
_SEEN_KINDS: tuple[tuple[Sequence[Style], float], ...] = (
    (LATIN, 5.0),
    (FOREIGN, 0.7),
    ([style for style in SIGNS if style not in _UNSEEN_SIGNS], 0.8),
    ([style for style in PICTURES if style not in _UNSEEN_PICTURES], 0.4),
    (HALVES, 0.5),
    (SCRIBBLES, 0.5),
    (PAIRS, 0.7),
    (WORDS, 0.4),
    (TURNED, 0.4),
    (PATCHWORKS, 0.3),
)
_UNSEEN_KINDS: tuple[tuple[Sequence[Style], float], ...] = (
    (UNSEEN_LATIN, 2.0),
    (UNSEEN_FOREIGN, 1.0),
    (_UNSEEN_SIGNS, 1.0),
    (_UNSEEN_PICTURES, 1.0),
)


def _weighted(kinds: Sequence[tuple[Sequence[Style], float]]) -> list[Style]:
    """The kinds' styles in one list, where each kind is drawn by its weight, and each style by its share of the kind."""
    return [
        replace(style, share=weight * style.share / sum(other.share for other in kind))
        for kind, weight in kinds
        for style in kind
    ]


SEEN, UNSEEN = _weighted(_SEEN_KINDS), _weighted(_UNSEEN_KINDS)
