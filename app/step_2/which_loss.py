"""Cross-entropy and squared error: both losses and their gradients over the confidence of the true digit."""

from __future__ import annotations

import numpy as np
import streamlit as st

from kerasdl.lecture.losses import CROSS_ENTROPY, SOFTMAX_SQUARED_ERROR, logits_with_confidence, one_hot, softmax

from ..charts import style
from ..charts.losses import two_losses
from ..charts.numbers import latex, percent, plain
from ..state import language
from ..state.functions import Function
from . import example

CONFIDENCES = np.concatenate(
    [np.geomspace(5e-4, 0.02, 20), np.linspace(0.025, 0.975, 77), 1 - np.geomspace(0.02, 5e-4, 20)]
)
LOSSES = (CROSS_ENTROPY, SOFTMAX_SQUARED_ERROR)


def draw(function: Function) -> None:
    """The two pictures, the formulas, and what they say of the present example."""
    texts = language.texts("step_2")
    given = example.chosen()
    if given is None:
        st.info(texts("draw_first_there"), icon=":material/draw:")
        return
    z, target = function.network(given.pixels.reshape(-1)), one_hot(np.array(given.label), 10)
    y = softmax(z)
    along = logits_with_confidence(z, given.label, CONFIDENCES)
    losses = tuple(loss.of(along, target) for loss in LOSSES)
    slopes = tuple(np.abs(loss.gradient(along, target)[:, given.label]) for loss in LOSSES)
    here_losses = tuple(float(loss.of(z, target)) for loss in LOSSES)
    here_slopes = tuple(float(np.abs(loss.gradient(z, target)[given.label])) for loss in LOSSES)
    confidence = float(y[given.label])
    places = st.columns(2, gap="medium")
    for place, name, curves, values, highest in (
        (places[0], "losses", losses, here_losses, 6.0),
        (places[1], "slopes", slopes, here_slopes, 1.1),
    ):
        place.plotly_chart(
            two_losses(texts, texts(f"pair_{name}"), CONFIDENCES, curves, (confidence, values), highest, height=270),
            key=f"step_2_{name}",
            config=style.PLAIN,
            alt=texts("pair_alt"),
        )
    st.markdown(
        texts(
            "pair_says",
            label=given.label,
            confidence=percent(confidence),
            cross=plain(here_slopes[0]),
            squared=plain(here_slopes[1]),
        )
    )
    t = given.label
    left, right = st.columns(2, gap="medium")
    left.markdown(texts("pair_cross"))
    left.latex(rf"\frac{{\partial l}}{{\partial z_{t}}} = y_{t} - \hat{{y}}_{t} = {latex(confidence)} - 1")
    right.markdown(texts("pair_squared"))
    right.latex(
        rf"\frac{{\partial l}}{{\partial z_{t}}} = y_{t}\Bigl(g_{t} - \sum_i g_i y_i\Bigr),"
        r"\quad g_i = 2\,(y_i - \hat{y}_i)"
    )
