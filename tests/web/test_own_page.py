"""A page with a network of someone's own: 16 x 16, convolutional, three classes with names of their own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import keras
import numpy as np
import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Browser, expect

from benchmarks.support.drawing import Stroke, arc, draw_with_mouse, watch
from kerasdl.layers.center_ink import CenterInk
from kerasdl.webpage.serving import running_page

LABELS = ("bar", "<b>ring</b>", "cross")
SHAPES: dict[str, list[Stroke]] = {
    "bar": [[(140, 60), (142, 140), (138, 220)]],
    "<b>ring</b>": [arc(140, 140, 60, 62, 0, 1, 24)],
    "cross": [[(80, 80), (200, 200)], [(200, 80), (80, 200)]],
}


def drawn(rng: np.random.Generator, kind: int) -> np.ndarray:
    """A shape at some place, size, slant and width, white on black."""
    picture = Image.new("L", (64, 64))
    pen = ImageDraw.Draw(picture)
    (x, y), r, lean, width = rng.uniform(26, 38, 2), rng.uniform(14, 24), rng.uniform(-5, 5), int(rng.integers(3, 8))
    if kind == 0:
        pen.line([(x - lean, y - r), (x + lean, y + r)], fill=255, width=width)
    elif kind == 1:
        pen.ellipse([x - r, y - r + lean, x + r, y + r - lean], outline=255, width=width)
    else:
        for sign in (-1, 1):
            pen.line([(x - r, y - sign * r + lean), (x + r, y + sign * r)], fill=255, width=width)
    return np.asarray(picture)


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The network, trained and saved as anyone would with Keras alone."""
    rng = np.random.default_rng(0)
    kinds = np.arange(240) % 3
    pictures = np.asarray(CenterInk(16)(np.stack([drawn(rng, kind) for kind in kinds]).astype(np.float32)))
    keras.utils.set_random_seed(0)
    features = [
        keras.layers.Rescaling(1 / 255),
        keras.layers.Conv2D(8, 3, padding="same", activation="relu"),
        keras.layers.MaxPooling2D(),
        keras.layers.DepthwiseConv2D(3, activation="relu"),
        keras.layers.AveragePooling2D(2),
        keras.layers.Flatten(),
    ]
    model = keras.Sequential([keras.Input((16, 16, 1)), *features, keras.layers.Dense(3)])
    model.compile(loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    # Trained in one step, for the features are random: least squares to logits of ±8.
    found = keras.ops.convert_to_numpy(keras.Sequential(model.layers[:-1])(255 * pictures[..., None]))
    inputs = np.pad(found, ((0, 0), (0, 1)), constant_values=1)
    answers = inputs.T @ np.where(np.eye(3)[kinds] > 0, 8.0, -8.0)
    weights = np.linalg.solve(inputs.T @ inputs + 0.03 * np.eye(inputs.shape[1]), answers)
    model.layers[-1].set_weights([weights[:-1], weights[-1]])
    assert ((inputs @ weights).argmax(1) == kinds).mean() > 0.95
    file = tmp_path_factory.mktemp("own") / "shapes.keras"
    model.save(file)
    return file


@pytest.fixture(scope="module")
def page(own: Path) -> Path:
    """Its page, by the command."""
    out = own.parent / "page"
    (own.parent / "labels.txt").write_text("\n".join(LABELS), encoding="utf-8")
    command = [sys.executable, "-m", "kerasdl.cli", "export", str(own), "--out", str(own.parent / "out")]
    command += ["--labels", str(own.parent / "labels.txt"), "--page", str(out), "--title", "Shapes"]
    command += ["--single-file", str(own.parent / "shapes.html")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return out


@pytest.mark.parametrize("kind", ["folder", "file"])
def test_the_page_reads_with_the_networks_own_labels(browser: Browser, page: Path, kind: str) -> None:
    with running_page(page) as url:
        context = browser.new_context(viewport={"width": 1280, "height": 720}, locale="en")
        tab = context.new_page()
        file = (page.parent / "shapes.html").as_uri()
        faults = watch(tab, url if kind == "folder" else "")
        tab.goto(url if kind == "folder" else file)
        tab.wait_for_selector('html[data-ready="true"]', timeout=30_000)
        assert tab.locator("[data-digit]").count() == 3
        for number, (label, strokes) in enumerate(SHAPES.items()):
            draw_with_mouse(tab, strokes)
            expect(tab.locator("#answer")).to_have_text(label)
            expect(tab.locator("#bars")).to_contain_text(label)
            assert int(tab.locator(f'[data-digit="{number}"]').get_attribute("aria-valuenow") or 0) > 50
            tab.locator("#clear").click()
        tab.locator('nav a[data-view="think"]').click()
        draw_with_mouse(tab, next(iter(SHAPES.values())))
        found = tab.locator(".think-maps figure")
        expect(found).to_have_count(2)
        expect(found.nth(0)).to_contain_text("Convolution 1: 8 feature maps of 16 × 16")
        expect(found.nth(1)).to_contain_text("Convolution 2: 8 feature maps of 6 × 6")
        colors = "canvas => new Set(canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data).size"
        assert all(found.nth(n).locator("canvas").evaluate(colors) > 10 for n in range(2))
        for view in (
            "think",
            "functions",
            "goodness",
            "best",
        ):  # what they show of another network, or that they cannot
            tab.locator(f'nav a[data-view="{view}"]').click()
            expect(tab.locator(f"#view-{view} > *").first).to_be_visible()
        context.close()
    assert faults == []
