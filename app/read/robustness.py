"""Robustness: accuracy under shift, scale, rotation and noise, with and without centring."""

from __future__ import annotations

import numpy as np
import streamlit as st

from kerasdl.data.mnist import Digits
from kerasdl.evaluation.robustness import DISTORTIONS, robustness

from ..charts import many_digits, style
from ..state import evaluation, functions, language, session
from ..state.functions import Function

COUNT = 500  # digits a point: an error of about 1 %, in well under a second a curve
ORDER = ("shift", "scale", "rotation", "noise")


@st.fragment
def draw() -> None:
    """One distortion: a digit at each strength, and the curves with and without centring."""
    texts, function = language.texts("read_many"), functions.current()
    name = st.segmented_control(
        texts("distortion"),
        ORDER,
        format_func=lambda name: texts(f"distortion_{name}"),
        required=True,
        **session.widget("distortion", ORDER[0]),
    )
    distortion = DISTORTIONS[name]
    image, label = functions.chosen_digit()
    st.markdown(texts("distorted_said"))
    st.html(style.pictures([_spoiled(texts, function, image, name, strength) for strength in distortion.strengths]))
    curves = {
        "centred": _curve(function.key, name, True, function),
        "as_is": _curve(function.key, name, False, function),
    }
    chart, words = st.columns([2, 1], gap="medium")
    with chart:
        st.plotly_chart(
            many_digits.robustness(texts, texts(f"unit_{name}"), distortion.strengths, curves, distortion.neutral),
            key="robustness",
            config=style.PLAIN,
            alt=texts("robustness_alt", name=texts(f"distortion_{name}"), label=label),
        )
    with words:
        st.markdown(texts(f"robustness_{name}"))
        worst = int(np.argmax(np.subtract(curves["centred"], curves["as_is"])))
        st.markdown(
            texts(
                "robustness_said",
                strength=f"{distortion.strengths[worst]:g}",
                unit=texts(f"unit_{name}"),
                centred=f"{100 * curves['centred'][worst]:.1f}",
                as_is=f"{100 * curves['as_is'][worst]:.1f}",
            )
        )
        st.caption(texts("robustness_count", count=COUNT))


@st.cache_data(max_entries=64, show_spinner=False)
def _curve(key: str, name: str, centre: bool, _function: Function) -> list[float]:
    functions.load_keras()
    test = functions.part("test")
    some = Digits(test.images[:COUNT], test.labels[:COUNT])
    return robustness(evaluation.forward(_function), some, DISTORTIONS[name], centre=centre)


def _spoiled(texts: language.Texts, function: Function, image: np.ndarray, name: str, strength: float) -> str:
    """The chosen digit at one strength, and what it is read as with and without centring."""
    functions.load_keras()
    spoiled = DISTORTIONS[name].apply(image[None], strength, np.random.default_rng(1))[0]
    centred = int(function.confidences(functions.center_images(spoiled)).argmax())
    as_is = int(function.confidences(spoiled / 255.0).argmax())
    caption = f"{strength:g}\n{texts('read_as', centred=centred, as_is=as_is)}"
    return style.picture(
        spoiled, 84, caption, texts("spoiled_alt", strength=f"{strength:g}", unit=texts(f"unit_{name}"))
    )
