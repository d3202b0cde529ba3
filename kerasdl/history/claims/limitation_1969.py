"""1969: the limitation of the perceptron: XOR is not linearly separable.

No weights can do it: 0,0 -> 0 needs b ≤ 0; 0,1 -> 1 and 1,0 -> 1 need w₁ + b > 0 and w₂ + b > 0, so w₁ + w₂ + b > −b ≥ 0;
but 1,1 -> 0 needs w₁ + w₂ + b ≤ 0.
M. Minsky and S. Papert, "Perceptrons", 1969.
"""

from __future__ import annotations

from itertools import product

import numpy as np

from kerasdl.data.mnist import Mnist
from kerasdl.history.claims.finding import Finding
from kerasdl.history.claims.perceptron_1958 import train_perceptron
from kerasdl.lecture.function_set import neuron_dichotomies

YEAR = "1969"
CLAIM = "A perceptron has a limitation: no perceptron fits XOR."

CORNERS = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
XOR = np.array([0, 1, 1, 0])


def all_perceptrons() -> set[tuple[int, ...]]:
    """All answers of perceptrons to the four corners, from small integer weights and biases halfway between.

    They are all there are: as many as Cover's formula counts.
    """
    ways = set()
    for w1, w2, b in product(range(-2, 3), range(-2, 3), np.arange(-3.5, 4.0)):
        ways.add(tuple(int(v) for v in CORNERS @ np.array([w1, w2]) + b > 0))
    return ways


def run(mnist: Mnist | None = None, seed: int = 0, *, passes: int = 1000) -> Finding:
    """Test every perceptron and the perceptron rule on XOR.

    Args:
        mnist: not needed here.
        seed: of the order in which the rule meets the corners.
        passes: over the four corners.
    """
    ways = all_perceptrons()
    right = {way: int((np.array(way) == XOR).sum()) for way in ways}
    order = np.random.default_rng(seed).permutation(4)
    x, sign = np.c_[CORNERS, np.ones(4)], 2.0 * XOR - 1
    tried = train_perceptron(x[order], sign[order], passes)
    best, possible = max(right.values()), neuron_dichotomies(4, 2)
    return Finding(
        YEAR,
        CLAIM,
        best == 3 and len(ways) == possible and not tried.converged,
        f"Of the 16 ways to answer four points, perceptrons give {len(ways)}; XOR is not among them, the best "
        f"have {best} of 4 "
        f"right. The perceptron rule was still making mistakes after {passes:,} passes, {tried.mistakes:,} in all.",
        {
            "ways": sorted(map(list, ways)),
            "possible": possible,
            "best_right": best,
            "right": {"".join(map(str, way)): count for way, count in sorted(right.items())},
            "rule_mistakes": tried.mistakes,
            "rule_converged": tried.converged,
            "rule_weights": tried.weights.tolist(),
        },
        seed,
    )
