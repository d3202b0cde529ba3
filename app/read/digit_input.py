"""Input digit of this page: drawn, sent as a picture, or one of MNIST's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import streamlit as st
from PIL import Image

from kerasdl.errors import KerasdlError
from kerasdl.inference.image_decoder import MAX_BYTES
from kerasdl.inference.image_files import ink_of_upload

from ..charts import style
from ..components import digit_choice
from ..components.ink_canvas import SIDE, ink_canvas, picture_of
from ..state import functions, language, session
from ..state.functions import Function

COLUMNS = (1, 2.7)  # the canvas's 300 pixels on a laptop's screen, and the rest
ORIGINS = ("draw", "upload", "pick")
MEGABYTES = MAX_BYTES // 1_000_000
ENDINGS = ("png", "jpg", "jpeg", "webp", "gif", "bmp", "tif", "tiff", "avif")
PREVIEW = 180  # pixels
MARGIN = 30  # about as much as people leave on the canvas


@dataclass(frozen=True)
class DigitInput:
    """A digit that is looked at.

    Attributes:
        seen: what the network sees, float32 (28, 28), 0 to 1.
        picture: what it was made from, uint8 (height, width), white ink on black.
        origin: one of `ORIGINS`.
        label: what it truly is; None where nobody has said.
    """

    seen: np.ndarray
    picture: np.ndarray
    origin: str
    label: int | None = None

    @property
    def x(self) -> np.ndarray:
        """The input, (784,)."""
        return self.seen.reshape(-1)


@contextmanager
def beside(function: Function) -> Iterator[DigitInput]:
    """What is drawn within stands beside the digit and what it is chosen with; for a fragment.

    While none is drawn or sent, it is MNIST's chosen one.
    """
    left, right = st.columns(COLUMNS, gap="medium")
    with left:
        digit = choose(function)
        if digit is None:
            digit = _picked()
            st.caption(language.texts("read")("instead", digit=digit.label))
    with right:
        yield digit


def choose(function: Function) -> DigitInput | None:
    """Show what a digit is chosen with, and return it; None while there is none. For a narrow column of a fragment."""
    texts = language.texts("read")
    st.segmented_control(
        texts("origin"),
        ORIGINS,
        format_func=lambda origin: texts(f"origin_{origin}"),
        required=True,
        width="stretch",
        label_visibility="collapsed",
        **session.widget("read_origin", ORIGINS[0]),
    )
    origin = session.chosen("read_origin")
    if origin == "draw":
        return _drawn()
    if origin == "pick":
        digit_choice.choose_digit(function)
    digit = _picked() if origin == "pick" else _sent()
    if digit is not None and digit.origin != "draw":
        st.html(style.pictures([style.picture(digit.picture, PREVIEW, _caption(digit), texts("drawn_alt"))]))
    return digit


def _caption(digit: DigitInput) -> str:
    if digit.origin == "upload":
        return (session.upload() or {}).get("name", "")
    return language.texts("read")("picked", digit=digit.label)


def _drawn() -> DigitInput | None:
    return _of_ink(ink_canvas("canvas"))


def _of_ink(ink: np.ndarray | None) -> DigitInput | None:
    return None if ink is None or not ink.any() else DigitInput(functions.center_images(ink), ink, "draw")


def _picked() -> DigitInput:
    image, label = functions.chosen_digit()
    return DigitInput(image.astype(np.float32) / 255, image, "pick", label)


def _sent() -> DigitInput | None:
    """The picture that was sent last; before any was, the digit of before stays."""
    texts = language.texts("read")
    st.file_uploader(
        texts("upload"),
        ENDINGS,
        key="read_file",
        max_upload_size=MEGABYTES,
        on_change=_take_upload,
    )
    refusal = st.session_state.get("read_refusal")
    if refusal:
        st.error(refusal, icon=":material/broken_image:")
    sent = session.upload()
    if sent is not None:
        return DigitInput(sent["seen"], sent["picture"], "upload")
    return _of_ink(picture_of(session.drawing()))


def _take_upload() -> None:
    """Read the picture that has arrived; one that cannot be read leaves all as it was, but for a line that says why."""
    file = st.session_state.get("read_file")
    st.session_state["read_refusal"] = None
    if file is None:
        return
    try:
        ink = ink_of_upload(file.getvalue(), file.name)
        picture = _on_canvas(ink)
        seen = functions.center_images(picture)
    except KerasdlError as error:
        st.session_state["read_refusal"] = str(error)
        return
    session.keep_upload({"name": file.name, "picture": picture, "seen": seen})


def _on_canvas(ink: np.ndarray) -> np.ndarray:
    """Ink in the middle of a picture of the canvas's size: centring is compiled once for each size, and depends on none."""
    rows, columns = (np.flatnonzero(ink.any(axis=axis)) for axis in (1, 0))
    cut = Image.fromarray(ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1])
    cut.thumbnail((SIDE - 2 * MARGIN, SIDE - 2 * MARGIN), Image.Resampling.BOX)
    canvas = Image.new("L", (SIDE, SIDE))
    canvas.paste(cut, ((SIDE - cut.width) // 2, (SIDE - cut.height) // 2))
    return np.asarray(canvas)
