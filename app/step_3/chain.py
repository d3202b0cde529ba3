"""Chain rule of one weight's ∂l/∂w, written out as its factors, and checked against a finite difference."""

from __future__ import annotations

import numpy as np
import streamlit as st

from kerasdl.lecture import Network
from kerasdl.lecture.backprop import ChainRule, finite_differences, weight_loss_function
from kerasdl.lecture.losses import Loss

from ..charts.numbers import in_brackets, latex, plain
from ..state import language

TERMS = 3  # of the sum that are written out, the largest first
STEP = 1e-5


def show(
    texts: language.Texts,
    network: Network,
    x: np.ndarray,
    target: np.ndarray,
    chain: ChainRule,
    loss: Loss,
    digits: bool,
) -> None:
    """The formula with its numbers, and the check.

    Args:
        texts: the words.
        network: the function.
        x: the example, (inputs,).
        target: its target, (outputs,).
        chain: the weight's factors.
        loss: the loss of an example.
        digits: whether the outputs are digits, which count from 0.
    """
    st.latex(formula(texts, chain, layers=len(network.weights), digits=digits))
    weight = (chain.layer, chain.neuron, chain.source)
    value = network.weights[chain.layer][chain.neuron, chain.source]
    measured = finite_differences(
        weight_loss_function(network, x, target, weight, loss), np.array([value]), STEP
    ).item()
    st.markdown(checked(texts, chain.gradient, measured))


def formula(texts: language.Texts, chain: ChainRule, layers: int, digits: bool) -> str:
    """∂l/∂w = a · σ'(z) · Σ wδ, in signs and in numbers, two lines of LaTeX; neurons count from 1, digits from 0."""
    n, last = chain.layer + 1, chain.layer == layers - 1
    neuron = chain.neuron + (0 if digits and last else 1)
    source = chain.source + 1
    sent = rf"a^{{{n - 1}}}_{{{source}}}" if n > 1 else rf"x_{{{source}}}"
    back, put_in = _backward(chain, n, neuron, last, digits)
    left = rf"\frac{{\partial l}}{{\partial w^{{{n}}}_{{{neuron},{source}}}}}"
    delta = rf"\delta^{{{n}}}_{{{neuron}}},\text{{ {texts('backward')}}}"
    return (
        r"\begin{aligned}"
        rf"{left} &= \underbrace{{{sent}}}_{{\text{{{texts('forward')}}}}} \cdot \underbrace{{{back}}}_{{{delta}}} \\"
        rf"&= {latex(chain.a)} \cdot {put_in} = {latex(chain.gradient)}"
        r"\end{aligned}"
    )


def _backward(chain: ChainRule, n: int, neuron: int, last: bool, digits: bool) -> tuple[str, str]:
    """δ in signs, and in numbers."""
    delta = in_brackets(chain.delta)
    if last and digits:  # softmax and cross-entropy together: δ = y − ŷ
        return rf"(y_{{{neuron}}} - \hat{{y}}_{{{neuron}}})", delta
    slope = rf"\sigma'(z^{{{n}}}_{{{neuron}}})"
    felt = (
        rf"\frac{{\partial l}}{{\partial y_{{{neuron}}}}}"
        if last
        else rf"\sum_k w^{{{n + 1}}}_{{k,{neuron}}}\,\delta^{{{n + 1}}}_k"
    )
    return rf"{slope} \cdot {felt}", rf"{in_brackets(chain.slope)} \cdot {_sum(chain)} = {latex(chain.a)} \cdot {delta}"


def _sum(chain: ChainRule) -> str:
    """Σ wδ with its largest terms put in."""
    terms = sorted(chain.downstream, key=abs, reverse=True)
    if len(terms) == 1:
        return in_brackets(terms[0])
    written = "".join(f"{'-' if term < 0 else '+'} {latex(abs(term))} " for term in terms[:TERMS]).removeprefix("+ ")
    more = rf"+ \dots\;({len(terms) - TERMS}\times)" if len(terms) > TERMS else ""
    return rf"\bigl({written}{more}\bigr)"


def checked(texts: language.Texts, exact: float, measured: float) -> str:
    """Both numbers, and how far they are apart."""
    largest = max(abs(exact), abs(measured))
    apart = abs(exact - measured) / largest if largest else 0.0
    icon = ":green[:material/check_circle:]" if apart < 1e-4 or largest < 1e-9 else ":orange[:material/warning:]"
    return icon + " " + texts("check", exact=plain(exact, 7), measured=plain(measured, 7), apart=plain(apart, 2))
