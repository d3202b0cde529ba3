"""The page step_1."""

from __future__ import annotations

import functions
import language
import layout
import session
import streamlit as st
from charts import style
from charts.network import network_picture

from kerasdl.lecture.losses import softmax

texts = language.texts("step_1")
layout.introduce(texts)
structure = session.structure()
network = functions.untrained(structure)
image, label = functions.chosen_digit()
y = softmax(network(image.reshape(-1) / 255.0))
st.plotly_chart(network_picture(network, image, y), key="network", config=style.PLAIN, alt=str(structure))
