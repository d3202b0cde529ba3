"""The page of a MobileNetV2 of 224 × 224: WebAssembly answers as Keras does, to a dropped photograph and to a camera."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from benchmarks.support.drawing import watch
from benchmarks.support.fake_camera import chromium_with_camera, row, scene, write_video
from benchmarks.support.model_page import answered, listen, live_pictures
from kerasdl.export.parity import largest_difference, tolerance_of
from kerasdl.webpage import PageOptions, publish
from kerasdl.webpage.serving import running_page

pytestmark = pytest.mark.slow

TIMEOUT = 120_000  # ms, for a machine that is busy with other tests
SIDE = 224


@pytest.fixture(scope="module")
def network() -> Any:
    """A MobileNetV2 with random weights that takes pixels from 0 to 255."""
    import keras

    from benchmarks.browser_runtimes import mobilenet

    keras.utils.set_random_seed(0)
    return mobilenet(SIDE)


@pytest.fixture(scope="module")
def opened(browser: Browser, network: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """Its page in a Chromium with a camera; at the end nothing must have gone wrong in it, and nobody else was asked."""
    folder = tmp_path_factory.mktemp("mobilenet")
    network.save(folder / "network.keras")
    publish(folder / "network.keras", out=folder / "model", page=folder / "page", options=PageOptions())
    video = write_video(folder / "scene.y4m", [scene(row([1, 2])), scene(row([3, 4]))])
    with (
        running_page(folder / "page") as url,
        chromium_with_camera(browser.browser_type, video) as chromium,
    ):
        page = chromium.new_context(locale="en", permissions=["camera"]).new_page()
        faults = watch(page, url)
        listen(page)
        page.goto(f"{url}#threads=1")  # others want the second processor
        page.wait_for_selector('html[data-state="ready"]', timeout=TIMEOUT)
        expect(page.locator("#engine")).to_contain_text("WebAssembly")
        yield page
        assert [fault for fault in faults if not fault.startswith("blob:http://127.0.0.1:")] == []


def expect_parity(network: Any, inputs: np.ndarray, outputs: np.ndarray) -> None:
    expected = np.asarray(network.predict(inputs, verbose=0))
    assert expected.std() > 0.3 * expected.mean()  # the classes differ
    assert largest_difference(outputs, expected) <= tolerance_of(expected)


def test_a_camera_is_answered_as_keras_does_picture_after_picture(opened, network):
    opened.get_by_role("button", name="Use the camera").click()
    opened.wait_for_selector('html[data-answers="many"]', timeout=TIMEOUT)
    _, spent, _ = live_pictures(opened, seconds=4)
    inputs, outputs = answered(opened)
    opened.get_by_role("button", name="Stop the camera").click()
    assert 0 <= inputs.min() < inputs.max() <= 255
    expect_parity(network, inputs, outputs)
    # Five pictures a second on two processors, however many others want them now.
    assert spent < 2 / 5


def drop(page: Page, pixels: np.ndarray) -> None:
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    page.evaluate(
        """(bytes) => {
          const data = new DataTransfer();
          data.items.add(new File([new Uint8Array(bytes)], 'p.png', { type: 'image/png' }));
          const drop = new DragEvent('drop', { dataTransfer: data, cancelable: true });
          document.querySelector('.picture-input').dispatchEvent(drop);
        }""",
        list(file.getvalue()),
    )
    expect(page.locator(".classes li").first.locator(".share")).to_contain_text("%", timeout=TIMEOUT)


@pytest.mark.parametrize(("fragment", "engine"), [("", "WebAssembly"), ("#threads=2", "WebAssembly on 2 threads")])
def test_a_dropped_photograph_is_answered_as_keras_does(opened, network, rng, fragment, engine):
    address = opened.url.partition("#")[0]
    opened.goto("about:blank")
    opened.goto(f"{address}{fragment}")
    opened.wait_for_selector('html[data-state="ready"]', timeout=TIMEOUT)
    expect(opened.locator("#engine")).to_contain_text(engine)
    pixels = rng.integers(0, 256, (SIDE, SIDE, 3), dtype=np.uint8)
    drop(opened, pixels)
    inputs, outputs = answered(opened)
    np.testing.assert_allclose(inputs[0], pixels, atol=1e-3)
    expect_parity(network, inputs, outputs)
