"""Texts of the dashboard in every language: one TOML file a page in `texts/`, the languages side by side.

    [try]
    en = "draw a digit; then press **{button}**."
    zh = "畫一個數字,然後按**{button}**。"

    texts = language.texts("read")
    texts("try", button="…")

A name in braces is filled in where a value is given for it; all other braces are left alone, so LaTeX needs no escapes.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import streamlit as st

FOLDER = Path(__file__).parents[1] / "texts"
LANGUAGES = {"en": "English", "zh": "繁體中文"}
FIRST = "en"

Entries = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Texts:
    """The texts of a page, in one language; knows no screen, so charts can take it.

    Attributes:
        page: the file's name.
        language: one of `LANGUAGES`.
    """

    page: str
    language: str = FIRST

    def __call__(self, key: str, /, **values: object) -> str:
        """One text, with values filled in.

        Raises:
            KeyError: the page has no such text.
        """
        text = entries(self.page)[key][self.language]
        return re.sub(r"\{(\w+)\}", lambda found: str(values.get(found[1], found[0])), text)

    def __contains__(self, key: str) -> bool:
        return key in entries(self.page)


@cache
def entries(page: str) -> Entries:
    """All texts of a page: key -> language -> text."""
    return tomllib.loads((FOLDER / f"{page}.toml").read_text(encoding="utf-8"))


def texts(page: str) -> Texts:
    """The texts of a page in this visitor's language."""
    return Texts(page, current())


def current() -> str:
    """This visitor's language."""
    return st.session_state.get("language", FIRST)


def use(language: str) -> None:
    """Speak another language from here on; one that is not there changes nothing."""
    if language in LANGUAGES:
        st.session_state["language"] = language


def of_browser() -> str:
    """The language that the browser asks for, where it is here."""
    locale = (st.context.locale or "").lower()
    return "zh" if locale.startswith("zh") else FIRST
