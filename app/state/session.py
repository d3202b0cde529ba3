"""Session state of one visitor: choices and drawings. The pages reach `st.session_state` through these functions alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import streamlit as st

from . import link
from .link import MOST_LAYERS, PARTS

__all__ = ["MOST_LAYERS", "PARTS", "Structure"]

# What several pages share, and what it is at first: the structure of the preset `quick`, a digit. A page adds its own
# choices where it shows their widgets.
FIRST_CHOICES: dict[str, Any] = {
    "layers": 2,
    **{f"units_{n}": units for n, units in enumerate((256, 128, 64, 64, 64), start=1)},
    "activation": "relu",
    "theta": 0,
    "part": "test",
    "number": 0,
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
    """Give every widget the value that was chosen last; a new session takes what its link says.

    The choices are kept under a name of their own: what Streamlit itself knows of a widget it forgets, or takes back to
    an older value, when the visitor goes to another page.
    """
    if "choices" not in st.session_state:
        st.session_state["choices"] = {**FIRST_CHOICES, **link.read()}
    for key, value in _choices().items():
        st.session_state[key] = value
    link.write(_choices())  # going to another page, the browser leaves the old page's address behind


def widget(key: str, first: Any = None) -> dict[str, Any]:
    """The arguments that tie a widget to a choice.

    Args:
        key: the choice's name, which is also the widget's.
        first: what is chosen at first, for a choice that is not among `FIRST_CHOICES`.
    """
    if key not in _choices():
        choose(**{key: first})
    else:  # as `begin` does, for a widget that comes back in a part that draws itself alone: the browser must be told
        st.session_state[key] = _choices()[key]
    return {"key": key, "on_change": remember, "args": (key,)}


def _choices() -> dict[str, Any]:
    return st.session_state.setdefault("choices", dict(FIRST_CHOICES))


def remember(*keys: str) -> None:
    """Take what the widgets say as the choice; for callbacks, which Streamlit runs before anything is drawn."""
    choose(**{key: st.session_state[key] for key in keys})


def choose(**choices: Any) -> None:
    """Set choices in their widgets' place, before those are drawn."""
    for key, value in choices.items():
        _choices()[key] = st.session_state[key] = value
    link.write(_choices())


def rewrite_link() -> None:
    """Have the address say what is so now; for what it holds beside the choices, the language."""
    link.write(_choices())


def chosen(key: str, first: Any = None) -> Any:
    """A choice, also one whose widget is on another page, or was never drawn."""
    return _choices().get(key, first)


def structure() -> Structure:
    """The structure of Step 1."""
    units = tuple(int(chosen(f"units_{n}")) for n in range(1, chosen("layers") + 1))
    return Structure(units, chosen("activation"), int(chosen("theta")))


def use_structure(hidden_units: tuple[int, ...], activation: str, theta: int | None = None) -> None:
    """Make another structure that of Step 1."""
    choose(
        layers=len(hidden_units),
        activation=activation,
        **{f"units_{n}": units for n, units in enumerate(hidden_units, start=1)},
    )
    if theta is not None:
        choose(theta=theta)


def drawing() -> dict[str, Any] | None:
    """What the visitor has drawn: `png`, base64 or None, and `strokes`."""
    return st.session_state.get("drawing")


def keep_drawing(drawn: dict[str, Any]) -> None:
    """Remember a drawing across pages."""
    st.session_state["drawing"] = drawn


def upload() -> dict[str, Any] | None:
    """The picture that the visitor sent last: `name`, its ink as `picture`, and what a network sees of it, `seen`."""
    return st.session_state.get("upload")


def keep_upload(sent: dict[str, Any]) -> None:
    """Remember a picture across pages."""
    st.session_state["upload"] = sent
