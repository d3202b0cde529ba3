"""What all pages have alike."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from tests.support.dashboard import PAGES


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("page", PAGES)
def test_a_page_opens_in_each_language_without_a_fault(open_app: Callable[..., AppTest], page: str, lang: str) -> None:
    app = open_app(page, lang=lang)
    assert not app.exception
    assert len(app.header) == 1
