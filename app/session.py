"""What one visitor has chosen, drawn and trained. The pages reach `st.session_state` through these functions alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import streamlit as st
from jobs import Look, TrainingJob, TrainingPool, Work

MOST_LAYERS = 5

# The widgets' keys, and what they say at first: the structure and the settings of the preset `quick`.
FIRST_CHOICES: dict[str, Any] = {
    "layers": 2,
    **{f"units_{n}": units for n, units in enumerate((256, 128, 64, 64, 64), start=1)},
    "activation": "relu",
    "theta": 0,
    "example": 0,
    "part": "training",
    "number": 0,
    "epochs": 3,
    "learning_rate": 4e-3,
    "batch_size": 128,
    "digits": 55_000,
}


@dataclass(frozen=True)
class Structure:
    """A function set, and the number of one function in it: the seed that its θ is drawn with."""

    hidden_units: tuple[int, ...]
    activation: str
    theta: int

    def __str__(self) -> str:
        return " → ".join(str(units) for units in (784, *self.hidden_units, 10)) + f", {self.activation}"


def begin() -> None:
    """Give every widget the value that was chosen last.

    The choices are kept under a name of their own: what Streamlit itself knows of a widget it forgets, or takes back to
    an older value, when the visitor goes to another page.
    """
    for key, value in _choices().items():
        st.session_state[key] = value


def widget(key: str) -> dict[str, Any]:
    """The arguments that tie a widget to a choice."""
    return {"key": key, "on_change": remember, "args": (key,)}


def _choices() -> dict[str, Any]:
    return st.session_state.setdefault("choices", dict(FIRST_CHOICES))


def remember(*keys: str) -> None:
    """Take what the widgets say as the choice; for callbacks, which Streamlit runs before anything is drawn."""
    for key in keys:
        _choices()[key] = st.session_state[key]


def structure() -> Structure:
    """The structure that Step 1 shows."""
    units = tuple(int(chosen(f"units_{n}")) for n in range(1, chosen("layers") + 1))
    return Structure(units, chosen("activation"), int(chosen("theta")))


def choose(**choices: Any) -> None:
    """Set choices in their widgets' place, before those are drawn."""
    for key, value in choices.items():
        _choices()[key] = st.session_state[key] = value


def chosen(key: str) -> Any:
    """A choice, also one whose widget is on another page."""
    return _choices()[key]


def chosen_function(names: list[str]) -> str:
    """Which of the functions that there are is looked at: the last choice, where it is among them."""
    name = st.session_state.get("chosen_function")
    return name if name in names else names[0]


def choose_function(name: str) -> None:
    """Look at another function."""
    st.session_state["chosen_function"] = name


def remember_function(key: str) -> None:
    """Take what the selector says as the choice; for its callback."""
    choose_function(st.session_state[key])


@st.cache_resource
def pool() -> TrainingPool:
    """The one pool of this server."""
    return TrainingPool()


def start_training(work: Work) -> None:
    """Stop what this visitor trains, and train something else."""
    if (job := current_job()) is not None:
        job.stop()
    job = TrainingJob(work)
    st.session_state["job"] = job
    pool().submit(job)


def current_job() -> TrainingJob | None:
    """The training that was started last."""
    return st.session_state.get("job")


def look_at_training() -> Look | None:
    """Where the training that was started last stands; once it has a network, that is the trained one."""
    job = current_job()
    if job is None:
        return None
    look = job.look()
    if look.trained is not None and trained_job() is not job:
        st.session_state["trained"] = job
        choose_function("trained")
    return look


def trained_job() -> TrainingJob | None:
    """The last training that ended with a network."""
    return st.session_state.get("trained")


def drawing() -> dict[str, Any] | None:
    """What the visitor has drawn: `png`, base64 or None, and `strokes`."""
    return st.session_state.get("drawing")


def keep_drawing(drawn: dict[str, Any]) -> None:
    """Remember a drawing across pages."""
    st.session_state["drawing"] = drawn
