"""Navigation: the pages in the lecture's order, and their addresses.

Each page is a package with a module `page`, whose function `show` draws it. It is loaded when the page is first opened;
so pages can link to each other without importing each other.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import cache
from importlib import import_module

import streamlit as st

from ..state import functions, language

# URL path: package, icon. The first one is also what the bare address shows.
PAGES = {
    "start": ("start", ":material/home:"),
    "step-1": ("step_1", ":material/hub:"),
    "step-2": ("step_2", ":material/straighten:"),
    "step-3": ("step_3", ":material/trending_down:"),
    "read": ("read", ":material/draw:"),
    "our-class": ("our_class", ":material/groups:"),
    "structures": ("structures", ":material/account_tree:"),
    "export": ("export", ":material/ios_share:"),
}


def pages() -> list[st.Page]:
    """All pages, for `st.navigation`."""
    return [page(url_path) for url_path in PAGES]


def page(url_path: str) -> st.Page:
    """One page, for `st.page_link` and `st.switch_page` too."""
    folder, icon = PAGES[url_path]
    title = language.texts("common")(f"nav_{folder}")
    return st.Page(_drawing(folder), title=title, icon=icon, url_path=url_path, default=url_path == "start")


def _drawing(folder: str) -> Callable[[], None]:
    """The function that draws a page, loading its module first."""

    def show() -> None:
        import_module(f"..{folder}.page", __package__).show()

    return show


@cache
def preload() -> None:
    """Load in the background what most pages need, once a server: after the first page, the others come at once."""
    threading.Thread(target=functions.preload, name="preload", daemon=True).start()


def url_path_of(shown: st.Page) -> str:
    """A page's name among `PAGES`; Streamlit calls the first one by no name."""
    return shown.url_path or next(iter(PAGES))
