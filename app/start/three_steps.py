"""Cards of the three steps: each with a picture or a number of its own, and a link to its page."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import streamlit as st

from kerasdl.lecture.losses import cross_entropy, one_hot

from ..charts import small, style
from ..shell import navigation
from ..state import functions, language, session
from ..state.functions import Function


def show(trained: Function) -> None:
    """Draw the cards for the chosen digit.

    Args:
        trained: the function that the second and third card speak of.
    """
    cards = (("step-1", _function_set), ("step-2", lambda: _goodness(trained)), ("step-3", lambda: _best(trained)))
    for column, (url_path, draw) in zip(st.columns(len(cards)), cards, strict=True):
        with column, st.container(border=True, height="stretch", gap="small"):
            texts, name = language.texts("start"), url_path.replace("-", "_")
            st.page_link(navigation.page(url_path), label=f"**{texts(name)}**")
            st.markdown(texts(f"{name}_says"))
            draw()


def _function_set() -> None:
    texts = language.texts("start")
    image, _ = functions.chosen_digit()
    structure = session.structure()
    pictures = []
    for theta in (structure.theta, structure.theta + 1):
        network = functions.untrained(replace(structure, theta=theta))
        confidences = Function("", "untrained", "", network).confidences(image / 255.0)
        caption = texts("theta", number=theta, answer=int(confidences.argmax()))
        drawn = small.ten_outputs(confidences, texts("theta_alt", number=theta))
        pictures.append(f"<figure>{drawn}<figcaption>{caption}</figcaption></figure>")
    st.html(style.pictures(pictures))


def _goodness(trained: Function) -> None:
    texts = language.texts("start")
    image, label = functions.chosen_digit()
    untrained = functions.untrained(session.structure())
    picture, numbers = st.columns([1, 2.4], vertical_alignment="center")
    picture.html(style.pictures([style.picture(image, 72, "", texts("digit_alt", label=label))]))
    with numbers:
        for key, network in (("loss_trained", trained.network), ("loss_untrained", untrained)):
            loss = float(cross_entropy(network(image.reshape(-1) / 255.0), one_hot(np.array(label), 10)))
            st.markdown(texts(key, loss=_latex(loss)))


def _latex(loss: float) -> str:
    if loss >= 0.001:
        return f"{loss:.3f}"
    digits, power = f"{loss:.1e}".split("e")
    return rf"{digits} \cdot 10^{{{int(power)}}}"


def _best(trained: Function) -> None:
    texts = language.texts("start")
    losses = [float(epoch["loss"]) for epoch in functions.card(trained).get("history", ())]
    if not losses:
        st.markdown(texts("no_history"))
        return
    first, last = f"{losses[0]:.2f}", f"{losses[-1]:.2f}"
    st.html(small.falling_line(losses, texts("descent_alt", first=first, last=last)))
    st.caption(texts("descent", first=first, last=last, epochs=len(losses)))
