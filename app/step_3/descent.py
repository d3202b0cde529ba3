"""Tab (a) of step 3, gradient descent on a total loss of two parameters, step by step."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from kerasdl.lecture.optimizers import OPTIMIZERS
from kerasdl.lecture.surfaces import SURFACES
from kerasdl.lecture.trajectories import Ending, Outcome, classify_trajectory, example_learning_rates, stability_limit

from ..charts import style, surfaces
from ..charts.numbers import plain
from ..charts.surface_map import CLICKS, map_from_above
from ..charts.surfaces import Walk
from ..state import language, session
from . import descent_walk
from .descent_walk import Settings

RATES = (0.001, 0.003, 0.01, 0.02, 0.05, 0.1, 0.15, 0.19, 0.21, 0.3, 0.5, 0.7, 1.0, 1.5, 1.9, 2.1, 3.0)
VIEWS = ("one", "rates", "methods")
TO_THE_END = 10**6
MAP = "descent_map"
HEIGHT = 265  # of the three pictures


@st.fragment
def draw() -> None:
    """The controls, and the stage beside them."""
    texts = language.texts("step_3_descent")
    controls, stage = st.columns([1, 3.5], gap="medium")
    with controls:
        _choose(texts)
    with stage:
        _stage(texts, chosen())
    st.caption(f"**{language.texts('common')('try')}**: {texts('try')}  \n{texts('joke')}")


def _choose(texts: language.Texts) -> None:
    """The widgets of a walk."""
    first = SURFACES["bowl"].start
    st.selectbox(
        texts("surface"),
        list(SURFACES),
        format_func=lambda name: texts(f"surface_{name.replace(' ', '_')}"),
        **_widget("descent_surface", "bowl", _new_surface),
    )
    name = session.chosen("descent_surface")
    st.selectbox(texts("view"), VIEWS, format_func=lambda v: texts(f"view_{v}"), **_widget("descent_view", "one"))
    view = session.chosen("descent_view")
    if view == "one":
        st.selectbox(
            texts("method"), list(OPTIMIZERS), format_func=_method_name, **_widget("descent_method", "gradient descent")
        )
    if view != "rates":
        st.select_slider(texts("rate"), RATES, **_widget("descent_rate", 0.1))
    if view == "methods" or (view == "one" and session.chosen("descent_method") == "momentum"):
        st.slider(texts("momentum"), 0.0, 0.99, step=0.01, **_widget("descent_momentum", 0.9))
    st.slider(texts("steps"), 5, 150, step=5, **_widget("descent_steps", 40))
    _choose_start(texts, SURFACES[name].bound, first)


def chosen() -> Settings:
    """The walk that the widgets say."""
    return Settings(
        session.chosen("descent_surface"),
        session.chosen("descent_method", "gradient descent"),
        float(session.chosen("descent_rate", 0.1)),
        float(session.chosen("descent_momentum", 0.9)),
        int(session.chosen("descent_steps")),
        (float(session.chosen("descent_start_1")), float(session.chosen("descent_start_2"))),
    )


def _choose_start(texts: language.Texts, bound: float, first: tuple[float, float]) -> None:
    """θ⁰: by two sliders, by chance, or by a click on the map."""
    with st.container(horizontal=True, gap="small"):
        with st.popover(texts("start")):
            for axis, sign in ((1, "θ₁"), (2, "θ₂")):
                key = f"descent_start_{axis}"
                st.slider(sign, -bound, bound, step=0.001, format="%.2f", **_widget(key, first[axis - 1]))
        st.button(
            texts("random_start"),
            key="descent_random",
            icon=":material/casino:",
            help=texts("random_start_help"),
            on_click=_random_start,
            args=(bound,),
        )


def _widget(key: str, first: Any, on_change: Any = None) -> dict[str, Any]:
    """As `session.widget`, and the walk is then shown to its end."""
    tied = session.widget(key, first)
    return {**tied, "on_change": on_change or _changed}


def _changed(key: str) -> None:
    session.remember(key)
    session.choose(descent_step=TO_THE_END)


def _new_surface(key: str) -> None:
    """Each surface has a start that shows what it is about."""
    _changed(key)
    _start_at(SURFACES[session.chosen(key)].start)


def _start_at(place: tuple[float, float]) -> None:
    session.choose(descent_start_1=float(place[0]), descent_start_2=float(place[1]), descent_step=TO_THE_END)


def _random_start(bound: float) -> None:
    x, y = np.random.default_rng().uniform(-0.95 * bound, 0.95 * bound, 2).round(2)
    _start_at((x, y))


def take_click() -> None:
    """A click on the map is the new start; for a callback."""
    points = st.session_state.get(MAP, {}).get("selection", {}).get("points", [])
    if points and points[0]["curve_number"] == CLICKS:
        _start_at((points[0]["x"], points[0]["y"]))


def _method_name(name: str) -> str:
    return language.texts("step_3_descent")(f"method_{name.replace(' ', '_')}")


def several(texts: language.Texts, settings: Settings) -> dict[str, Settings]:
    """The walks of a view: name -> settings."""
    view = session.chosen("descent_view", "one")
    if view == "rates":
        named = zip(("small", "good", "large"), example_learning_rates(settings.ground), strict=True)
        plainly = settings.with_(method="gradient descent")
        return {texts(f"rate_{name}", rate=plain(rate)): plainly.with_(rate=rate) for name, rate in named}
    if view == "methods":
        return {_method_name(name): settings.with_(method=name) for name in OPTIMIZERS}
    return {_method_name(settings.method): settings}


def _stage(texts: language.Texts, settings: Settings) -> None:
    """What the walks do, up to the present step."""
    together = several(texts, settings)
    surface, ground = settings.ground, descent_walk.ground(settings.surface)
    walks = [Walk(name, descent_walk.path(one), surface.of(descent_walk.path(one))) for name, one in together.items()]
    ends = [classify_trajectory(surface, walk.path) for walk in walks]
    if len(walks) == 1:
        _say(texts, settings, ends[0])
    else:
        lines = [(walk.name, _verdict(texts, end)) for walk, end in zip(walks, ends, strict=True)]
        st.html(surfaces.legend(lines))
    step = _choose_step(texts, max(len(walk.path) for walk in walks) - 1)
    turned, above, losses = st.columns([1.2, 1, 0.95], gap="small")
    turned.plotly_chart(
        surfaces.surface(ground, walks, height=HEIGHT),
        key="descent_surface_picture",
        config=surfaces.TURNED,
        alt=texts("surface_alt"),
    )
    above.plotly_chart(
        map_from_above(texts, ground, walks, step, height=HEIGHT),
        key=MAP,
        config=style.PLAIN,
        on_select=take_click,
        selection_mode="points",
        alt=texts("map_alt"),
    )
    losses.plotly_chart(
        surfaces.losses_of_walks(texts, ground, walks, step, height=HEIGHT),
        key="descent_losses",
        config=style.PLAIN,
        alt=texts("losses_alt"),
    )
    if len(walks) == 1:
        for line in descent_walk.update(settings, max(step, 1)):
            st.latex(line)


def _choose_step(texts: language.Texts, last: int) -> int:
    """The slider of the present step."""
    now = min(int(session.chosen("descent_step", TO_THE_END)), last)
    session.choose(descent_step=now)
    st.slider(texts("step_by_step"), 0, last, **session.widget("descent_step", last))
    return now


def _say(texts: language.Texts, settings: Settings, end: Outcome) -> None:
    """How the walk ended, in words."""
    good = end.ending in {Ending.MINIMUM, Ending.UNDER_WAY}
    icon = ":green[:material/check_circle:]" if good else ":orange[:material/warning:]"
    st.markdown(f"{icon} **{_verdict(texts, end)}** {_reason(texts, settings, end)}")


def _verdict(texts: language.Texts, end: Outcome) -> str:
    place = "({}, {})".format(*(plain(float(value) + 0.0, 2) for value in end.place))
    key = f"ending_{end.ending.name.lower()}"
    return texts(key, steps=end.steps, place=place, loss=plain(end.loss), slope=plain(end.slope, 2))


def _reason(texts: language.Texts, settings: Settings, end: Outcome) -> str:
    """Why gradient descent cannot settle, where its learning rate is the reason."""
    if settings.method != "gradient descent" or end.ending not in {Ending.DIVERGED, Ending.BOUNCES}:
        return ""
    minima = np.array(settings.ground.minima)
    largest = stability_limit(settings.ground, minima[np.linalg.norm(minima - end.place, axis=1).argmin()])
    if settings.rate < largest:
        return ""
    return texts("reason_rate", rate=plain(settings.rate), limit=plain(largest))
