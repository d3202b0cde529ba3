"""The one digit that this page looks at: drawn, sent as a picture, or one of MNIST's."""

from __future__ import annotations

from dataclasses import dataclass

import digit_choice
import functions
import language
import numpy as np
import session
import streamlit as st
from functions import Function
from ink_canvas import ink_canvas, picture_of
from PIL import Image

from kerasdl.errors import KerasdlError
from kerasdl.pictures import ink_of_upload

ORIGINS = ("draw", "upload", "pick")
MEGABYTES = 10
ENDINGS = ("png", "jpg", "jpeg", "webp", "gif", "bmp", "tiff")
SENT_SIDE = (
    640  # a picture's ink lies on a ground of this size, whatever its own: centring is compiled once for each size
)
PREVIEW = 160


@dataclass(frozen=True)
class Shown:
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


def choose(function: Function) -> Shown | None:
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
        return _picked()
    return _sent()


def _drawn() -> Shown | None:
    texts = language.texts("read")
    ink = ink_canvas("canvas", live=bool(session.chosen("read_live", False)))
    st.toggle(texts("live"), help=texts("live_help"), **session.widget("read_live", False))
    return _of_ink(ink)


def _of_ink(ink: np.ndarray | None) -> Shown | None:
    return None if ink is None or not ink.any() else Shown(functions.centred(ink), ink, "draw")


def _picked() -> Shown:
    image, label = functions.chosen_digit()
    return Shown(image.astype(np.float32) / 255, image, "pick", label)


def _sent() -> Shown | None:
    """The picture that was sent last; before any was, the digit of before stays."""
    texts = language.texts("read")
    st.file_uploader(
        texts("upload", megabytes=MEGABYTES),
        ENDINGS,
        key="read_file",
        max_upload_size=MEGABYTES,
        on_change=_take,
    )
    refusal = st.session_state.get("read_refusal")
    if refusal:
        st.error(refusal, icon=":material/broken_image:")
    sent = session.upload()
    if sent is not None:
        st.caption(texts("sent", name=sent["name"]))
        return Shown(sent["seen"], sent["picture"], "upload")
    return _of_ink(picture_of(session.drawing()))


def _take() -> None:
    """Read the picture that has arrived; one that cannot be read leaves all as it was, but for a line that says why."""
    file = st.session_state.get("read_file")
    st.session_state["read_refusal"] = None
    if file is None:
        return
    try:
        ink = ink_of_upload(file.getvalue(), file.name)
        seen = functions.centred(_on_ground(ink))
    except KerasdlError as error:
        st.session_state["read_refusal"] = str(error)
        return
    session.keep_upload({"name": file.name, "picture": _preview(ink), "seen": seen})


def _on_ground(ink: np.ndarray) -> np.ndarray:
    ground = np.zeros((SENT_SIDE, SENT_SIDE), np.uint8)
    ground[: ink.shape[0], : ink.shape[1]] = ink
    return ground


def _preview(ink: np.ndarray) -> np.ndarray:
    picture = Image.fromarray(ink)
    picture.thumbnail((PREVIEW, PREVIEW))
    return np.asarray(picture)
