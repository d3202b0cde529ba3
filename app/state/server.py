"""Jobs and folders of this server, shared by all of its visitors."""

from __future__ import annotations

import tempfile
from pathlib import Path

import streamlit as st

from kerasdl.models.store import MODELS

from ..jobs import ServerJobs

RUNS, SEARCHES = ".runs", ".searches"


@st.cache_resource(show_spinner=False)
def jobs() -> ServerJobs:
    """The jobs of this server."""
    return ServerJobs(folder(RUNS), folder(SEARCHES), MODELS)


@st.cache_resource(show_spinner=False, max_entries=8)
def folder(name: str) -> Path:
    """A folder for results; where the working directory cannot be written to, one that is removed with the server.

    Args:
        name: of the folder in the models' folder; it begins with a dot, so that it is not taken for a model's name.
    """
    place = MODELS / name
    try:
        place.mkdir(parents=True, exist_ok=True)
        (place / ".writable").touch()
    except OSError:
        place = Path(tempfile.mkdtemp(prefix=f"kerasdl{name.replace('.', '-')}-"))
    return place
