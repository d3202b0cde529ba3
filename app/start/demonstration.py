"""Demonstration of one digit on its way through a network: x, f, y, and the answer."""

from __future__ import annotations

import numpy as np
import streamlit as st

from ..charts import style
from ..charts.outputs import confidence_bars
from ..shell import tour
from ..state import functions, language, session
from ..state.functions import Function


def show(function: Function) -> None:
    """Draw it for the chosen digit, with a button for another one."""
    texts = language.texts("start")
    image, label = functions.chosen_digit()
    confidences = function.confidences(image / 255.0)
    answer = int(confidences.argmax())
    sure = function.is_sure(confidences)
    with st.container(border=True):
        picture, words, outputs = st.columns([1, 2.4, 3.4], vertical_alignment="center")
        caption = texts("input", count=image.size)
        picture.html(style.pictures([style.picture(image, 112, caption, texts("digit_alt", label=label))]))
        with words.container(gap="small"):
            if function.open:
                structure = " → ".join(map(str, function.lecture_network.structure))
                st.markdown(
                    texts("network", structure=structure, parameters=f"{function.lecture_network.theta.size:,}")
                )
            said = texts("answer", answer=answer) if sure else texts("not_sure")
            st.markdown(f"**{said}** · {texts('target', label=label)}")
            with st.container(horizontal=True, gap="small"):
                st.button(texts("another"), key="start_another", icon=":material/casino:", on_click=_choose_another)
                tour.offer_again()
        with outputs.container(gap=None):
            st.caption(texts("outputs"))
            figure = confidence_bars(language.texts("common"), confidences, height=140)
            figure.update_layout(margin={"t": 16}).update_xaxes(title_text=None)
            figure.update_yaxes(tickvals=[0, 50, 100], ticktext=["0 %", "50 %", "100 %"], range=[0, 118])
            st.plotly_chart(figure, key="start_outputs", config=style.PLAIN, alt=texts("outputs_alt", answer=answer))


def _choose_another() -> None:
    session.choose(part="test", number=int(np.random.default_rng().integers(len(functions.digits().test))))
