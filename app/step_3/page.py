"""The page step_3."""

from __future__ import annotations

import functions
import language
import layout
import session
import streamlit as st
import visitor

from kerasdl.config import TrainConfig

texts = language.texts("step_3")
layout.introduce(texts)
pool = functions.pool()
pool.warm_up()
if st.button("train", key="start"):
    s = session.structure()
    pool.submit(visitor.name(), TrainConfig(hidden_units=s.hidden_units, activation=s.activation, seed=s.theta, epochs=3))


@st.fragment(run_every=1.0)
def show() -> None:
    for run in pool.runs_of(visitor.name()):
        look = run.look()
        st.write(functions.describe(run), look.state, len(look.points), look.points[-1:] and look.points[-1], look.error)


show()
