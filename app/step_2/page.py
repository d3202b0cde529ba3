"""The page step_2."""

from __future__ import annotations

import functions
import language
import layout
import streamlit as st
from charts import style
from charts.outputs import confidence_bars
from digit_choice import choose_digit

texts = language.texts("step_2")
layout.introduce(texts)
function = functions.select()
choose_digit(function)
image, label = functions.chosen_digit()
st.plotly_chart(
    confidence_bars(language.texts("common"), function.confidences(image / 255.0), label),
    key="outputs",
    config=style.PLAIN,
)
