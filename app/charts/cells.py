"""HTML tables of one neuron's numbers: where its output goes, and softmax worked through."""

from __future__ import annotations

import html

import numpy as np

from kerasdl.lecture.output_layer import SoftmaxSteps

from ..state.language import Texts
from .numbers import plain
from .style import BLUE, ORANGE


def onward(texts: Texts, numbers: np.ndarray, w: np.ndarray, a: float) -> str:
    """A neuron's strongest weights out of it.

    Args:
        texts: the page's words.
        numbers: what the neurons are called that they lead to, (n,).
        w: the weights, (n,).
        a: what the neuron sends.
    """
    most = float(np.abs(w * a).max(initial=0.0)) or 1.0
    rows = "".join(
        f"<tr><td>{number}</td><td>{plain(float(weight))}</td><td>{plain(float(weight * a))}</td>"
        f'<td style="text-align:left">{_bar(float(weight * a) / most)}</td></tr>'
        for number, weight in zip(numbers, w, strict=True)
    )
    heads = "".join(
        f"<th scope=col>{html.escape(texts(name))}</th>" for name in ("to_neuron", "to_weight", "to_product")
    )
    return f'<table class="kd-table"><thead><tr>{heads}<th></th></tr></thead><tbody>{rows}</tbody></table>'


def _bar(share: float) -> str:
    """A bar to the right of the middle for what is above 0, to the left for what is below."""
    colour, side = (BLUE, "left") if share >= 0 else (ORANGE, "right")
    return (
        '<div style="width:7rem;height:0.8rem;position:relative;border-left:0">'
        f'<div style="position:absolute;top:0;bottom:0;{side}:50%;width:{50 * abs(share):.1f}%;background:{colour}"></div>'
        "</div>"
    )


def softmax_table(texts: Texts, steps: SoftmaxSteps, digit: int) -> str:
    """z, e^z and y of the ten digits, one a row; the digit that is looked at is marked."""
    total = float(steps.total)
    rows = "".join(
        f"<tr{' class=kd-best' if n == digit else ''}><td>{n}</td><td>{plain(float(steps.z[n]))}</td>"
        f"<td>{plain(float(steps.powers[n]))}</td><td>{plain(float(steps.y[n]))}</td>"
        f'<td><div style="width:9rem"><div style="height:0.8rem;width:{100 * float(steps.y[n]):.1f}%;background:{BLUE}">'
        "</div></div></td></tr>"
        for n in range(len(steps.z))
    )
    heads = "".join(
        f"<th scope=col>{head}</th>"
        for head in (html.escape(texts("digit_head")), "z", "e<sup>z</sup>", f"y = e<sup>z</sup> / {plain(total)}", "")
    )
    table = f'<table class="kd-table"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>'
    return f'<div class="kd-scroll">{table}</div>'
