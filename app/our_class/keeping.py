"""What is kept of a room: closed, reopened, exported, deleted for good."""

from __future__ import annotations

import io
import tempfile
import time
import zipfile
from pathlib import Path

import streamlit as st

from kerasdl.errors import KerasdlError
from kerasdl.handwriting.export import export_room
from kerasdl.handwriting.room import Room

from ..room_server import rooms
from ..state import language, session

FORMATS = {"npz": "application/octet-stream", "png": "application/zip", "csv": "text/csv"}


def draw(room: Room) -> None:
    """The room's end, files to take away, and what they are good for; the lecturer's key; deletion."""
    texts, about = language.texts("our_class"), room.about
    day = time.strftime("%Y-%m-%d", time.localtime(about.deleted_on))
    st.markdown(texts("kept_until", day=day, file=room.file))
    word = "reopen" if about.closed else "close"
    st.button(texts(word), key="room_close", icon=":material/lock:", on_click=room.set_closed, args=(not about.closed,))
    st.caption(texts("close_help"))
    st.subheader(texts("export"), anchor=False)
    _draw_export(room)
    st.subheader(texts("key_title"), anchor=False)
    st.markdown(texts("key_says"))
    with st.expander(texts("key_show")):
        st.code(f"/our-class?room={about.code}&room_key={about.key}", language=None)
    st.subheader(texts("delete_title"), anchor=False)
    sure = st.checkbox(texts("delete_sure"), key=f"room_delete_sure_{about.code}")
    st.button(
        texts("delete"),
        key="room_delete",
        icon=":material/delete_forever:",
        disabled=not sure,
        on_click=_delete,
        args=(room,),
    )


def _draw_export(room: Room) -> None:
    texts, code = language.texts("our_class"), room.about.code
    if not room.counts()[1]:
        st.caption(texts("no_digits"))
        return
    with st.container(horizontal=True):
        for name, kind in FORMATS.items():
            ending = "zip" if name == "png" else name
            try:
                content = _content(code, room.version(), name, room)
            except KerasdlError as error:
                st.caption(str(error))
                continue
            file = f"{code}.{ending}"
            st.download_button(
                texts(f"export_{name}"),
                content,
                file,
                kind,
                key=f"room_{name}",
                icon=":material/download:",
                on_click="ignore",
            )
    st.code(f"kerasdl train --also {code}.npz\nkerasdl evaluate web --data {code}.npz", language="sh")


@st.cache_data(max_entries=12, show_spinner=False)
def _content(code: str, version: str, name: str, _room: Room) -> bytes:
    """An exported file; the pictures as one archive."""
    with tempfile.TemporaryDirectory() as folder:
        (written,) = export_room(_room, Path(folder), (name,))
        if written.is_file():
            return written.read_bytes()
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            for file in sorted(written.rglob("*.png")):
                archive.write(file, f"{code}/{file.relative_to(written).as_posix()}")
        return buffer.getvalue()


def _delete(room: Room) -> None:
    rooms().delete(room.about.code)
    session.choose(room="", room_key="")
