"""Parts of custom digits: learned from, chosen by, judged on; held out by writer where writers are known."""

from __future__ import annotations

import numpy as np

from kerasdl.data.mnist import Digits, Mnist, validation_indices
from kerasdl.errors import DataError

TEST_WRITERS = 1 / 4  # of the writers
TEST_SHARE, VALIDATION_SHARE = 1 / 5, 1 / 12  # of the digits
LEAST = 3  # one for each part
# Custom digits beside MNIST's are repeated until they are this share of it; more often, they would be learned by heart.
SHARE_BESIDE, MOST_REPEATS = 0.1, 20


def split_digits(digits: Digits, source: str) -> Mnist:
    """Part digits; the same ones always in the same way.

    A quarter of the writers, at least one, is held out for the test part: their hands are new to what learned from the
    others. With fewer than two writers, or where they are not known, the test part is a fifth of the digits. The validation
    part is a twelfth of what is left.

    Args:
        digits: at least three.
        source: where they come from, for messages.

    Raises:
        DataError: there are fewer.
    """
    if len(digits) < LEAST:
        raise DataError(f"Digits must be at least {LEAST}, one for each part. Received: {source} with {len(digits)}")
    digits = _in_order(digits)
    test = _held_out(digits)
    if test.all() or not test.any():
        test = _mask(len(digits), validation_indices(digits.labels, max(1, round(TEST_SHARE * len(digits)))))
    learned = digits.take(~test)
    if len(learned) < 2:  # one writer drew nearly all of them
        test = _mask(len(digits), np.array([0]))
        learned = digits.take(~test)
    return with_validation(learned, digits.take(test))


def with_validation(learned: Digits, test: Digits) -> Mnist:
    """Take the validation part out of digits that are learned from.

    Args:
        learned: at least two.
        test: the digits to be judged on.
    """
    learned = _in_order(learned)
    chosen = validation_indices(learned.labels, max(1, round(VALIDATION_SHARE * len(learned))))
    validation = _mask(len(learned), chosen)
    return Mnist(learned.take(~validation), learned.take(validation), test)


def held_out_writers(writers: np.ndarray) -> np.ndarray:
    """The writers of the test part, evenly spaced among their numbers; none where there are fewer than two.

    Args:
        writers: integers, (n,).
    """
    known = np.unique(writers)
    if len(known) < 2:
        return known[:0]
    count = max(1, round(TEST_WRITERS * len(known)))
    return known[((np.arange(count) + 0.5) * len(known) / count).astype(int)]


def beside(base: Mnist, own: Mnist) -> Mnist:
    """Digits to be learned beside others, repeated until they are a tenth of these, at most 20 times.

    Returns:
        Both training parts, both validation parts, and the test part of `base` alone.
    """
    wanted = SHARE_BESIDE * len(base.train) / len(own.train)
    repeats = int(np.clip(round(wanted), 1, MOST_REPEATS))
    return Mnist(_joined([base.train, *[own.train] * repeats]), _joined([base.validation, own.validation]), base.test)


def whole(digits: Mnist) -> Digits:
    """All three parts as one."""
    return _joined([digits.train, digits.validation, digits.test])


def _joined(parts: list[Digits]) -> Digits:
    writers = [part.writers for part in parts]
    return Digits(
        np.concatenate([part.images for part in parts]),
        np.concatenate([part.labels for part in parts]),
        np.concatenate([each for each in writers if each is not None]) if all(w is not None for w in writers) else None,
    )


def _in_order(digits: Digits) -> Digits:
    """Digits by writer and picture, so that the parts do not depend on how they were kept."""
    writers = np.zeros(len(digits), int) if digits.writers is None else digits.writers
    return digits.take(
        np.array(sorted(range(len(digits)), key=lambda n: (writers[n], digits.images[n].tobytes())), int)
    )


def _held_out(digits: Digits) -> np.ndarray:
    if digits.writers is None:
        return np.zeros(len(digits), bool)
    return np.isin(digits.writers, held_out_writers(digits.writers))


def _mask(count: int, chosen: np.ndarray) -> np.ndarray:
    mask = np.zeros(count, bool)
    mask[chosen] = True
    return mask
