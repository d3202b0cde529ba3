"""Synthetic pen digits in the styles that people use, and drawings of non-digits.

shapes       the vocabulary: pieces, strokes, styles
digits       how people write the ten digits
skeletons    a notation for letters, and the ways to write them
latin_…      the letters that no digit looks like, as skeletons; scripts has those of other scripts
letters      their styles
signs        signs and punctuation; pictures has small drawings, scribbles has scribbles and halves of digits
combined     two digits at once, digits on their side, patchworks, words
non_digits   all of these by weight: what is learned, and what is kept from training
manner       manners of writing: hurried, shaky, with a mouse
hand         what a hand adds: proportions, slant, bend, haste, joins and breaks
ink          a brush, and the way to 28 x 28 that a visitor's drawing takes too
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kerasdl.data.mnist import Digits
from kerasdl.data.synthetic.combined import WORDS
from kerasdl.data.synthetic.digits import DIGIT_STYLES, HELD_OUT_STYLES
from kerasdl.data.synthetic.hand import Paths, write
from kerasdl.data.synthetic.letters import LETTERS
from kerasdl.data.synthetic.non_digits import SEEN, UNSEEN
from kerasdl.data.synthetic.pictures import PICTURES
from kerasdl.data.synthetic.scribbles import HALVES, SCRIBBLES
from kerasdl.data.synthetic.shapes import NOT_A_DIGIT, Style
from kerasdl.data.synthetic.signs import SIGNS

__all__ = [
    "DIGIT_STYLES",
    "HALVES",
    "HELD_OUT_STYLES",
    "LETTERS",
    "NOT_A_DIGIT",
    "PICTURES",
    "SCRIBBLES",
    "SEEN",
    "SIGNS",
    "UNSEEN",
    "WORDS",
    "Style",
    "drawings",
    "write_many",
]


def drawings(count: int, seed: int | Sequence[int], styles: Sequence[Style] = DIGIT_STYLES) -> Digits:
    """Draw digits, or non-digits, as a network sees them.

    Args:
        count: how many; about equally many of every label, each style by its share.
        seed: the same seed and styles give the same strokes on every machine and backend, and the same pictures but for
            rounding.
        styles: which to draw: `DIGIT_STYLES`, `HELD_OUT_STYLES`, or `SEEN` and `UNSEEN` non-digits, or some of them.

    Returns:
        Pictures, uint8 (count, 28, 28), and labels, uint8 (count,), `NOT_A_DIGIT` for a non-digit.

    Example:
        >>> digits = drawings(1000, seed=0)
        >>> digits.images.shape
        (1000, 28, 28)
    """
    from kerasdl.data.synthetic.ink import draw

    rng = np.random.default_rng(seed)
    paths, chosen = write_many(styles, count, rng)
    return Digits(draw(paths, rng), np.array([s.label for s in styles], np.uint8)[chosen])


def write_many(styles: Sequence[Style], count: int, rng: np.random.Generator) -> tuple[Paths, np.ndarray]:
    """Write many styles in random order.

    Returns:
        The paths, and each one's style as an index into `styles`, (count,).
    """
    labels, shares = np.array([s.label for s in styles]), np.array([s.share for s in styles])
    per_label = {label: shares[labels == label].sum() for label in np.unique(labels)}
    chance = np.array([s.share / per_label[s.label] for s in styles]) / len(per_label)
    chosen = np.sort(rng.choice(len(styles), count, p=chance))
    written = [write(styles[k], int((chosen == k).sum()), rng) for k in np.unique(chosen)]
    order = rng.permutation(count)
    paths = Paths(*(np.concatenate([getattr(w, part) for w in written])[order] for part in ("points", "down", "width")))
    return paths, chosen[order]
