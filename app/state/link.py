"""Link parameters: structure, θ, chosen digit and language, so that a lecturer can hand them to a class.

/step-1?net=64-32&act=sigmoid&theta=7&part=test&n=42&lang=zh
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from kerasdl.config import ACTIVATIONS
from kerasdl.handwriting.rooms import CODE

from . import language

MOST_LAYERS = 5
MOST_UNITS = 1024
PARTS = ("training", "test")
MOST_THETA = 999_999_999


def read() -> dict[str, Any]:
    """The choices that the page's link makes; what does not make sense in it is passed over."""
    params = st.query_params
    language.use(language.of_browser())
    language.use(params.get("lang", ""))
    found: dict[str, Any] = {}
    units = _units(params.get("net"))
    if units is not None:
        found["layers"] = len(units)
        found |= {f"units_{n}": count for n, count in enumerate(units, start=1)}
    if params.get("act") in ACTIVATIONS:
        found["activation"] = params["act"]
    for name, key, most in (("theta", "theta", MOST_THETA), ("n", "number", 60_000)):
        number = _number(params.get(name), most)
        if number is not None:
            found[key] = number
    if params.get("part") in PARTS:
        found["part"] = params["part"]
    if CODE.fullmatch(params.get("room", "")):
        # The key is no part of what is written: an address on a hall's screen must not give it away.
        found |= {"room": params["room"], "room_key": params.get("room_key", "")}
    return found


def write(choices: Mapping[str, Any]) -> None:
    """Put choices into the page's address, where the browser shows them and a visitor copies them."""
    units = [str(choices[f"units_{n}"]) for n in range(1, choices["layers"] + 1)]
    params = {
        "net": "-".join(units) or "0",
        "act": str(choices["activation"]),
        "theta": str(choices["theta"]),
        "part": str(choices["part"]),
        "n": str(choices["number"]),
        "lang": language.current(),
    }
    if choices.get("room"):
        params["room"] = choices["room"]
    if st.query_params.to_dict() != params:
        st.query_params.from_dict(params)


def _units(given: str | None) -> tuple[int, ...] | None:
    """Neurons of each hidden layer: "64-32" -> (64, 32), "0" -> (); None for anything else."""
    if given == "0":
        return ()
    counts = [_number(part, MOST_UNITS) for part in (given or "").split("-")]
    if any(not count for count in counts) or len(counts) > MOST_LAYERS:
        return None
    return tuple(count for count in counts if count)


def _number(given: str | None, most: int) -> int | None:
    """A whole number from 0 to `most`; None for anything else."""
    if given is None or not given.isascii() or not given.isdigit() or len(given) > 9:
        return None
    return int(given) if int(given) <= most else None
