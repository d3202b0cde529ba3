"""LaTeX formulas with the present numbers in them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from kerasdl.lecture import Network, parameter_count

from ..charts.numbers import trimmed

NEW_ROW = r" \\ "
NEW_LINE = r" \\[0.7em] "
WRITTEN_OUT = 3  # up to so many layers y = f(x) is nested, with more there are dots


def number(value: float) -> str:
    """A number as on the slides: 4, −2, 0.98; a very large or small one with its power of ten, one short of 1 as such."""
    if value and not 0.005 <= abs(value) < 1e6:
        mantissa, power = f"{value:.1e}".split("e")
        return rf"{mantissa} \cdot 10^{{{int(power)}}}"
    return trimmed(value)


def bracketed(value: float) -> str:
    """A number as a factor or summand: a negative one in brackets."""
    return f"({number(value)})" if value < 0 else number(value)


def column(values: Sequence[float] | np.ndarray) -> str:
    """A column vector."""
    return matrix(np.reshape(values, (-1, 1)))


def matrix(w: np.ndarray) -> str:
    """A matrix, row by row."""
    rows = NEW_ROW.join(" & ".join(number(value) for value in row) for row in w)
    return rf"\begin{{bmatrix}} {rows} \end{{bmatrix}}"


def function(name: str) -> str:
    """An activation by its name; the lecture's is σ."""
    written = name.replace("_", r"\_")
    return r"\sigma" if name == "sigmoid" else rf"\mathrm{{{written}}}"


def network(activations: Sequence[str]) -> str:
    """y = f(x) = σ(Wᴸ … σ(W¹x + b¹) … + bᴸ): nested for few layers, with dots for many."""
    count = len(activations)

    def layer(n: int, inner: str) -> str:
        return rf"{function(activations[n - 1])}\!\left(W^{{{n}}} {inner} + b^{{{n}}}\right)"

    if count <= WRITTEN_OUT:
        inner = "x"
        for n in range(1, count + 1):
            inner = layer(n, inner)
    else:
        inner = layer(count, rf"\cdots\, {layer(2, layer(1, 'x'))} \cdots")
    return f"y = f(x) = {inner}"


def counted(structure: Sequence[int]) -> str:
    """How many numbers θ holds, layer by layer: (784 · 256 + 256) + … = 235,146."""
    terms = [rf"({n} \cdot {k} + {k})" for n, k in pairwise(structure)]
    return rf"|\theta| = {' + '.join(terms)} = {thousands(parameter_count(structure))}"


def thousands(count: int) -> str:
    """A count with commas that LaTeX sets without a gap."""
    return f"{count:,}".replace(",", "{,}")


def neuron(example: Network, x: np.ndarray, layer: int, row: int) -> str:
    """One neuron's sum and activation: z = 1·1 + (−2)(−1) + 1 = 4, a = σ(4) = 0.98; layers and rows from 0."""
    trace = example.trace(x)
    w, b, before = example.weights[layer][row], example.biases[layer][row], trace.a[layer]
    z, a = trace.z[layer][row], trace.a[layer + 1][row]
    terms = " + ".join(
        rf"{bracketed(weight)} \cdot {bracketed(value)}" for weight, value in zip(w, before, strict=True)
    )
    at = rf"^{{{layer + 1}}}_{{{row + 1}}}"
    return (
        rf"z{at} = {terms} + {bracketed(b)} = {number(z)} \qquad "
        rf"a{at} = {function(example.activations[layer])}({number(z)}) = {number(a)}"
    )


def layers(example: Network, x: np.ndarray) -> str:
    """Every layer as one matrix operation, one a line: σ(W x + b) = σ(z) = a."""
    trace, lines = example.trace(x), []
    for n, (w, b) in enumerate(zip(example.weights, example.biases, strict=True)):
        name = function(example.activations[n])
        head = "y" if n == len(example.weights) - 1 else f"a^{n + 1}"
        lines.append(
            rf"{head} &= {name}\!\left({matrix(w)}{column(trace.a[n])} + {column(b)}\right)"
            rf" = {name}\!\left({column(trace.z[n])}\right) = {column(trace.a[n + 1])}"
        )
    return rf"\begin{{aligned}} {NEW_LINE.join(lines)} \end{{aligned}}"


def value(example: Network, x: np.ndarray) -> str:
    """f(x) = y, with numbers."""
    return rf"f\!\left({column(x)}\right) = {column(example(x))}"
