"""Servers of the static page on this machine, with models that were exported here."""

from __future__ import annotations

import threading
from collections import OrderedDict
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import streamlit as st

from kerasdl.models.store import shipped
from kerasdl.webpage.serving import running_page

MOST = 4  # at once; the one that was opened first ends
THIS_MACHINE = ("localhost", "127.0.0.1", "::1")


class PageServers:
    """One server an exported model, shared by all who open it.

    Args:
        most: how many there may be at once.
    """

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._running: OrderedDict[str, tuple[str, ExitStack]] = OrderedDict()

    def url(self, key: str, model: Path) -> str:
        """Where the page with a model is; it is started if it is not there yet.

        Args:
            key: names the export.
            model: its folder, which holds the TF.js graph.

        Raises:
            KerasdlError: the folder does not hold one.
        """
        with self._lock:
            if key not in self._running:
                server = ExitStack()
                url = server.enter_context(running_page(shipped("web"), model=model.resolve()))
                self._running[key] = (url, server)
            self._running.move_to_end(key)
            while len(self._running) > self._most:
                self._running.popitem(last=False)[1][1].close()
            return self._running[key][0]

    def close(self) -> None:
        """Stop them all."""
        with self._lock:
            while self._running:
                self._running.popitem()[1][1].close()


@st.cache_resource(show_spinner=False)
def servers() -> PageServers:
    """Those of this dashboard."""
    return PageServers()


def browser_is_here() -> bool:
    """Whether the visitor's browser runs on this machine, where the servers listen."""
    return urlsplit(st.context.url or "").hostname in THIS_MACHINE
