"""What comes back from the canvas: a drawing, or nothing."""

from __future__ import annotations

import base64
import io

import numpy as np
import pytest
from PIL import Image

from app.components.ink_canvas import SIDE, picture_of


def png(pixels: np.ndarray, kind: str = "PNG") -> str:
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, format=kind)
    return base64.b64encode(buffer.getvalue()).decode()


def test_a_drawing_comes_back_pixel_for_pixel() -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (SIDE, SIDE), dtype=np.uint8)
    picture = picture_of({"png": png(np.repeat(pixels[..., None], 3, axis=2)), "strokes": []})
    assert picture is not None
    assert picture.dtype == np.uint8
    assert np.array_equal(picture, pixels)


@pytest.mark.parametrize(
    "drawing",
    [
        None,
        {},
        {"png": None, "strokes": []},
        {"png": 7},
        {"png": "no base64!"},
        {"png": base64.b64encode(b"no picture").decode()},
        {"png": png(np.zeros((SIDE, SIDE), np.uint8))[:40]},
        {"png": png(np.zeros((3000, 3000), np.uint8))},
        {"png": png(np.zeros((SIDE, SIDE), np.uint8), "BMP")},
    ],
)
def test_anything_else_counts_as_nothing_drawn(drawing: dict | None) -> None:
    assert picture_of(drawing) is None
