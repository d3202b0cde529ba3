"""Every text is there, in every language, and used."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from app.state import language
from app.state.language import FOLDER, LANGUAGES, Texts
from tests.support.dashboard import APP

PAGES = sorted(file.stem for file in FOLDER.glob("*.toml"))
CHINESE = re.compile(r"[\u4e00-\u9fff]")
# A formula is the same in every language.
FORMULA = re.compile(r"\$[^$]*\$|\\[a-z]+|`[^`]*`")


@pytest.mark.parametrize("page", PAGES)
def test_every_text_stands_in_every_language(page: str) -> None:
    for key, text in language.entries(page).items():
        assert set(text) == set(LANGUAGES), f"{page}: {key}"
        assert all(words.strip() for words in text.values()), f"{page}: {key}"


@pytest.mark.parametrize("page", PAGES)
def test_what_is_filled_in_is_the_same_in_every_language(page: str) -> None:
    for key, text in language.entries(page).items():
        # A number may be counted otherwise in Chinese, in 億 say: then its name ends with the language.
        names = {
            code: {name.removesuffix("_zh") for name in re.findall(r"\{([a-z]\w*)\}", FORMULA.sub("", words))}
            for code, words in text.items()
        }
        assert len({frozenset(found) for found in names.values()}) == 1, f"{page}: {key}: {names}"


@pytest.mark.parametrize("page", PAGES)
def test_no_text_was_left_untranslated(page: str) -> None:
    for key, text in language.entries(page).items():
        if key == "language":  # the other one's name, in that language
            continue
        assert not CHINESE.search(text["en"]), f"{page}: {key}"
        words = FORMULA.sub("", text["en"])
        if len(re.findall(r"[A-Za-z]{3,}", words)) >= 4:
            assert CHINESE.search(text["zh"]), f"{page}: {key}"


def test_values_are_filled_in_and_other_braces_are_left_alone() -> None:
    texts = Texts("common", "en")
    assert texts("untrained", theta=7) == "untrained, θ no. 7"
    assert "{theta}" in texts("untrained")
    assert texts("untrained", wrong=7) == texts("untrained")


def test_an_unknown_text_is_an_error() -> None:
    with pytest.raises(KeyError):
        Texts("common")("no such text")


def _strings(file: Path) -> set[str]:
    """Every string in a module, and the patterns of its f-strings."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.JoinedStr):
            parts = [re.escape(v.value) if isinstance(v, ast.Constant) else ".+" for v in node.values]
            found.add("".join(parts))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and len(node.value) < 80:
            found.add(re.escape(node.value))
    return found


def _strings_of_phones() -> set[str]:
    """Every word in quotes in the telephones' page, and the patterns of its templates."""
    files = [*APP.rglob("phone*.js"), *APP.rglob("phone.html")]
    text = "\n".join(file.read_text(encoding="utf-8") for file in files if ".bundle." not in file.name)
    return {re.sub(r"\$\{.*?\}", ".+", word) for word in re.findall(r"""['"`]([\w${}]+)['"`]""", text)}


def test_every_text_is_used() -> None:
    # Some are called as the engine calls them: a format, a hint's code.
    modules = [*APP.rglob("*.py"), *(APP.parent / "kerasdl").rglob("*.py")]
    patterns = {p for file in modules for p in _strings(file) if p not in (".+", ".+.+")} | _strings_of_phones()
    used = [re.compile(pattern) for pattern in patterns]
    unused = [
        f"{page}: {key}"
        for page in PAGES
        for key in language.entries(page)
        if not any(pattern.fullmatch(key) for pattern in used)
    ]
    assert not unused
