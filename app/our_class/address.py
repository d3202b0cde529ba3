"""Address of a room as telephones reach it, and its QR code."""

from __future__ import annotations

import html
import socket
from contextlib import suppress
from ipaddress import ip_address
from urllib.parse import urlsplit

import segno
import streamlit as st

from kerasdl.handwriting.room import Room

from ..room_server import PREFIX
from ..state import language, session

ELSEWHERE = "192.0.2.1"  # of no machine (RFC 5737): asking the way there sends nothing


def address_of(room: Room) -> str:
    """The room's address: that of this page where others reach it, else with this machine's name in the network."""
    base = str(session.chosen("room_base") or "").rstrip("/") or _base()
    return f"{base}{PREFIX}/{room.about.code}"


def _base() -> str:
    found = urlsplit(st.context.url or "http://localhost:8501")
    host = found.hostname or "localhost"
    if _is_own(host):
        host = _own_address() or host
    shown = f"[{host}]" if ":" in host else host
    return f"{found.scheme}://{shown}{f':{found.port}' if found.port else ''}"


def _is_own(host: str) -> bool:
    """Whether a host is this machine, as only itself calls it."""
    with suppress(ValueError):
        return ip_address(host).is_loopback
    return host == "localhost"


def _own_address() -> str | None:
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
        asked.connect((ELSEWHERE, 9))
        return str(asked.getsockname()[0])
    return None


def draw(room: Room, *, alone: bool) -> None:
    """QR code and address, larger on request; and what is to be done where nobody else reaches the server.

    Args:
        room: whose address it is.
        alone: whether there is nothing else to see yet, so that the code may be large.
    """
    texts = language.texts("our_class")
    _draw_code(room, "min(100%, max(16rem, 100vh - 24.5rem))" if alone else "min(100%, 26rem)")
    if st.button(texts("show_large"), key="room_code_large", icon=":material/fullscreen:"):
        st.dialog(room.about.title or texts("title"), width="large")(_draw_code)(room, "min(100%, 66vh)", "0 auto")
    if _is_own(str(st.get_option("server.address") or "")):
        st.warning(texts("only_here"), icon=":material/wifi_off:")
    with st.expander(texts("other_address")):
        st.text_input(texts("base"), placeholder=_base(), help=texts("base_help"), **session.widget("room_base", ""))


def _draw_code(room: Room, width: str, margin: str = "0") -> None:
    """QR code and address in letters.

    Args:
        room: whose address it is.
        width, margin: the code's, in CSS.
    """
    texts, address = language.texts("our_class"), address_of(room)
    code = segno.make(address, error="l").svg_data_uri(border=2, light="white", scale=10)
    # Broken before the path, if at all, never within the code.
    host, _, path = address.partition("://")[2].partition("/")
    st.html(
        f'<div style="width:{width};margin:{margin}">'
        f'<img src="{code}" alt="{texts("qr_alt")}" style="width:100%;border-radius:0.6rem;display:block">'
        f'<p style="font-size:clamp(1.3rem,2.2vw,2.4rem);font-weight:700;line-height:1.2;margin:0.8rem 0 0">'
        f'<span style="overflow-wrap:anywhere">{html.escape(host)}</span><wbr>'
        f'<span style="white-space:nowrap">/{html.escape(path)}</span></p></div>'
    )
