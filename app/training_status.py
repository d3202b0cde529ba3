"""How a training stands, on its own page and on the others; looking at it regularly is what keeps it alive."""

from __future__ import annotations

import charts
import session
import streamlit as st
from jobs import Look, State

OWN_PAGE = "step-3"
HERE, ELSEWHERE = 1.0, 3.0  # seconds between two looks


def show_elsewhere(page: str) -> None:
    """On the pages that are not the training's own: one line, only while it goes on."""
    look = session.look_at_training()
    if page != OWN_PAGE and look is not None and look.active:
        st.fragment(_line, run_every=ELSEWHERE)()


def show_here(epochs: int) -> None:
    """On the training's own page: its state and its curves, `epochs` wide before the first training."""
    look = session.look_at_training()
    active = look is not None and look.active
    st.fragment(_panel, run_every=HERE if active else None)(epochs, active)


def _line() -> None:
    look = session.look_at_training()
    if look is None or not look.active:
        st.rerun()
    else:
        st.progress(look.fraction, text=f"Training goes on in Step 3: {_describe(look)}")


def _panel(epochs: int, was_active: bool) -> None:
    look = session.look_at_training()
    if was_active and look is not None and not look.active:
        st.rerun()  # The whole page, not this part of it: there is a new function to choose now.
    _show_state(look)
    points = look.points if look is not None else ()
    st.plotly_chart(
        charts.learning_curves(points, points[-1].epochs if points else epochs),
        key="curves",
        config=charts.PLAIN,
        alt="Loss and accuracy over the epochs, on training and validation digits",
    )


def _show_state(look: Look | None) -> None:
    if look is None:
        st.info("Nothing is trained yet. Press **Start training** and watch L fall.", icon=":material/info:")
    elif look.state is State.FAILED:
        st.error(look.error, icon=":material/error:")
    elif look.active:
        st.progress(look.fraction, text=_describe(look))
    else:
        done = "Stopped" if look.state is State.STOPPED else "Done"
        st.success(f"{done}: {_result(look)}", icon=":material/check:")


def _describe(look: Look) -> str:
    job = session.current_job()
    if look.state is State.QUEUED and job is not None:
        ahead = session.pool().ahead_of(job)
        others = "1 training" if ahead == 1 else f"{ahead} trainings"
        return f"waiting for {others} of other visitors to end." if ahead else "starting …"
    if not look.points:
        return "getting ready …"
    last = look.points[-1]
    return f"epoch {last.epoch} of {last.epochs}, {_duration(look.seconds_left or 0)} left"


def _duration(seconds: float) -> str:
    return f"about {seconds:.0f} s" if seconds < 90 else f"about {seconds / 60:.0f} min"


def _result(look: Look) -> str:
    if look.trained is None or not look.trained.history:
        return "before the first step, so no function was picked."
    last = look.trained.history[-1]
    return (
        f"{100 * last['validation_accuracy']:.2f} % of the validation digits read right, "
        f"in {look.trained.seconds:.1f} s on {look.trained.hardware.backend}, {look.trained.hardware.device}."
    )
