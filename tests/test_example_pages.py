"""The examples that end with a page: what they learn from, and their length."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
PAGES = ("letters_page", "numbers_page", "shapes_page", "signals_page")
MOST_LINES = 60


def loaded(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, EXAMPLES / f"{name}.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", PAGES)
def test_an_example_is_short_and_ends_with_its_page(name):
    text = (EXAMPLES / f"{name}.py").read_text(encoding="utf-8")
    assert len(text.splitlines()) <= MOST_LINES
    compile(text, name, "exec")
    assert "publish(" in text and f"python examples/{name}.py" in text


def test_letters_are_of_all_capitals_that_are_no_digits():
    images, labels, names = loaded("letters_page").letters(3, seed=0)
    assert images.shape == (3 * len(names), 28, 28) and images.max() == 255
    assert len(names) >= 14 and set("AKMRX") <= set(names) and not set("IOSZ") & set(names)
    assert labels.tolist() == sorted(labels.tolist())


def test_shapes_and_signals_are_of_every_kind():
    pictures, kinds = loaded("shapes_page").shapes(40, seed=0)
    assert pictures.shape == (40, 40, 40, 3) and set(kinds.tolist()) == {0, 1, 2, 3}
    made, kinds = loaded("signals_page").signals(60, seed=0)
    assert made.shape == (60, 128, 1) and set(kinds.tolist()) == {0, 1, 2, 3} and np.abs(made).max() < 3
