"""The answer that a model's page must show."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
from playwright.sync_api import Page, expect

TIMEOUT = 60_000  # ms, for a machine that is busy with other tests


def softmax(logits: np.ndarray) -> np.ndarray:
    powers = np.exp(logits - logits.max())
    return powers / powers.sum()


def expect_answer(page: Page, probabilities: np.ndarray, label: Callable[[int], str] = lambda n: f"Class {n}") -> None:
    """Whether the page shows the likeliest class with its share."""
    best = int(probabilities.argmax())
    first = page.locator(".classes li").first
    expect(first.locator(".name")).to_have_text(label(best), timeout=TIMEOUT)
    # Rounded, and by an engine that rounds otherwise.
    near = {f"{100 * probabilities[best] + off:.1f} %" for off in (-0.05, 0, 0.05)}
    expect(first.locator(".share")).to_have_text(re.compile("|".join(re.escape(text) for text in near)))
