"""Learned features, layer by layer: linear probes, projections, first-layer weights."""

from __future__ import annotations

import numpy as np
import streamlit as st

from kerasdl.history.claims.finding import make_examples
from kerasdl.lecture.features import class_separation, linear_probe, pca_projection, weight_images

from ..charts import many_digits, style
from ..charts.weights import diverging
from ..components import closed_network
from ..state import evaluation, functions, language, session
from ..state.functions import Function

PROBED, EVALUATED = 2_000, 1_000  # training digits that a probe is fitted on, test digits that it is judged on
SHOWN = 500
NEURONS = 24


@st.fragment
def draw() -> None:
    """Probes of each layer, digits on a plane by one layer's features, and the first layer's weights."""
    texts, function = language.texts("read_many"), functions.current()
    if closed_network.note_closed(function):
        return
    names = [texts("layer_pixels"), *(f"a{n}" for n in range(1, len(function.lecture_network.weights)))]
    found = _probed(function.key, function)
    left, right = st.columns([1.2, 1], gap="medium")
    with right:
        st.markdown(texts("probes_said", count=f"{PROBED:,}", judged=f"{EVALUATED:,}"))
        st.plotly_chart(
            many_digits.probes(texts, names, *found),
            key="probes",
            config=style.PLAIN,
            alt=texts("probes_alt", layers=len(names)),
        )
        st.latex(r"\mathrm{separation} = \frac{\text{variance between the digits' means}}{\text{all variance}}")
    with left:
        layer = st.segmented_control(
            texts("features_of"),
            range(len(names)),
            format_func=lambda n: names[n] if n < len(names) else "",
            required=True,
            **session.widget(f"learned_layer_{len(names)}", len(names) - 1),
        )
        st.plotly_chart(
            many_digits.points(texts, *_places(function.key, int(layer), function)),
            key="points",
            config=style.PLAIN,
            alt=texts("points_alt", layer=names[int(layer)]),
        )
        st.caption(texts("points_said"))
    _show_weights(texts, function)


def _show_weights(texts: language.Texts, function: Function) -> None:
    st.markdown(texts("weights_said", count=len(function.lecture_network.biases[0])))
    pictures = weight_images(function.lecture_network)[:NEURONS]
    st.html(
        style.pictures(
            [
                style.picture(diverging(picture), 84, f"{n}", texts("weights_alt", neuron=n))
                for n, picture in enumerate(pictures, start=1)
            ]
        )
    )


def _features(function: Function, part: str, count: int, layer: int) -> tuple[np.ndarray, np.ndarray]:
    """One layer's features of the first so many digits, and their labels; layer 0 is the pixels."""
    some = make_examples(functions.part(part), count)
    return function.lecture_network.trace(some.x).a[layer], some.labels.astype(int)


@st.cache_data(max_entries=16, show_spinner=False)
def _probed(key: str, _function: Function) -> tuple[list[float], list[float]]:
    """Of pixels and each hidden layer: the accuracy of a linear probe, and the separation of the classes."""
    accuracies, separations = [], []
    for layer in range(len(_function.lecture_network.weights)):
        probe = linear_probe(*_features(_function, "training", PROBED, layer))
        features, labels = _features(_function, "test", EVALUATED, layer)
        accuracies.append(probe.accuracy(features, labels))
        separations.append(class_separation(features, labels))
    return accuracies, separations


@st.cache_data(max_entries=32, show_spinner=False)
def _places(key: str, layer: int, _function: Function) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Test digits on the plane of one layer's principal components, their labels, and which are misread."""
    features, labels = _features(_function, "test", SHOWN, layer)
    wrong = evaluation.answers(_function, "test")[:SHOWN].argmax(axis=1) != labels
    return pca_projection(features), labels, wrong
