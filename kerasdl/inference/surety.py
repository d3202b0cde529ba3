"""How sure an answer is: one number for all its confidences, which the rejection threshold is held against.

`web/network/surety.js` does the same.
"""

from __future__ import annotations

import numpy as np

SMALLEST = 1e-12  # a confidence of 0 adds nothing to the entropy


def surety(confidences: np.ndarray) -> np.ndarray:
    """The highest confidence, divided by the perplexity of all of them.

    The highest alone does not tell a digit that could be one of two from a sign that looks a little like many. Perplexity,
    exp(-Σ p ln p), tells among how many classes an answer wavers: 1 where one has everything, n where n are alike.

    Args:
        confidences: (n, classes), each row sums to 1.

    Returns:
        float64, (n,), above 0 and at most 1.
    """
    shares = confidences.astype(np.float64)
    entropy = -(shares * np.log(np.maximum(shares, SMALLEST))).sum(1)
    return shares.max(1) * np.exp(-entropy)
