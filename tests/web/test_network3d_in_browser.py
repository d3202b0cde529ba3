"""The network in space, in a real browser, on a page of its own that hides nothing of the picture."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from benchmarks.support.drawing import watch
from kerasdl.webpage.serving import running_page

# Drawn without a graphics card, each picture takes seconds.
pytestmark = pytest.mark.slow

WEB = Path(__file__).resolve().parents[2] / "web"
PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Solid</title>
<link rel="icon" href="data:,"><link rel="stylesheet" href="page.css">
<canvas id="picture"></canvas><script type="module" src="picture.js"></script></html>"""
STYLE = """
:root { color-scheme: light dark; --paper: #fff; --track: #e8e3d8; --text: #000; --quiet: #777; --ink: #003; --mark: #080;
  --for: #e07000; --against: #2060c0; }
@media (prefers-color-scheme: dark) { :root { --paper: #111; --track: #333; --text: #fff; --quiet: #888; --ink: #ffe; } }
body { margin: 20px; background: var(--paper); }
canvas { display: block; width: 480px; height: 260px; }
"""
# What the tests ask of the picture: it is drawn when a frame has passed in which nothing more was asked for.
SCRIPT = """
import { createNetwork3d } from './render3d/network3d.js';
const sizes = [784, 12, 9, 4];
const layers = sizes.slice(1).map((units, n) => ({ inputs: sizes[n], units, activation: n === 2 ? 'softmax' : 'relu',
  weights: new Float32Array(units * sizes[n]), biases: new Float32Array(units) }));
const network = { layers, side: 28, labels: ['0', '1', '2', '3'] };
const canvas = document.querySelector('#picture');
const points = [];
let frames = 0;
const frame = window.requestAnimationFrame.bind(window);
window.requestAnimationFrame = (work) => { frames += 1; return frame(work); };
const copy = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
const next = () => new Promise((done) => { frame(done); });
const reading = (lit) => {
  const a = layers.map(({ units }) => new Float32Array(units));
  for (const [layer, unit] of lit) a[layer][unit] = 1;
  return { digit: new Float32Array(784), confidences: a[2], sure: true, network, pass: { z: [], a } };
};
Object.assign(window, { network, reading, points, canvas, frames: () => frames,
  make() {
    return window.picture = createNetwork3d(canvas, { onPoint: (...values) => points.push(values), captions: () => [] });
  },
  async until(test) { while (!test()) await next(); },
  async rest() { for (let before = -1; before !== frames;) { before = frames; await next(); await next(); } },
  // Drawn anew, and copied before the browser takes the picture away.
  async pixels() {
    await window.rest();
    window.picture.redraw();
    await next();
    Object.assign(copy.canvas, { width: canvas.width, height: canvas.height });
    copy.drawImage(canvas, 0, 0);
    return copy.getImageData(0, 0, canvas.width, canvas.height).data;
  },
  async hash() { return (await window.pixels()).reduce((sum, value, n) => (sum * 31 + value * (n % 251)) % 1000003, 0); },
  // The middle of the pixels that are more orange than anything but a lit cell.
  async orange() {
    const data = await window.pixels();
    let [x, y, count] = [0, 0, 0];
    for (let n = 0; n < data.length; n += 4) {
      if (data[n + 3] < 255 || data[n] - data[n + 2] < 90) continue;
      [x, y, count] = [x + (n / 4) % canvas.width, y + Math.floor(n / 4 / canvas.width), count + 1];
    }
    return { x: x / count, y: y / count, count };
  },
});
document.documentElement.dataset.ready = 'true';
"""


@pytest.fixture(scope="module")
def page_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The page above, under the same policy as the real one."""
    folder = tmp_path_factory.mktemp("network3d")
    for room in ("network", "render2d", "render3d"):
        shutil.copytree(WEB / room, folder / room)
    for name, text in {"index.html": PAGE, "page.css": STYLE, "picture.js": SCRIPT}.items():
        (folder / name).write_text(text, encoding="utf-8")
    with running_page(folder) as url:
        yield url


@pytest.fixture
def open_bare(browser: Browser, page_url: str) -> Iterator[Callable[..., Page]]:
    """Opens the page, nothing drawn yet; at the end it must have been without fault."""
    opened: list[tuple[Page, list[str]]] = []

    def open_one(**context: object) -> Page:
        page = browser.new_context(
            **{
                "viewport": {"width": 520, "height": 300},
                "reduced_motion": "reduce",
                "color_scheme": "light",
                **context,
            }
        ).new_page()
        opened.append((page, watch(page, page_url)))
        page.goto(page_url)
        page.wait_for_selector('html[data-ready="true"]', state="attached")
        return page

    yield open_one
    for page, faults in opened:
        page.context.close()
        # Reading the picture back, which only the tests do, makes the card wait; the browser says so.
        assert [fault for fault in faults if "ReadPixels" not in fault] == []


@pytest.fixture
def open_picture(open_bare: Callable[..., Page]) -> Callable[..., Page]:
    """Opens the page and draws a network of which one neuron is lit."""

    def open_one(**context: object) -> Page:
        page = open_bare(**context)
        if not page.evaluate("Boolean(document.createElement('canvas').getContext('webgl2'))"):
            pytest.skip("This browser has no WebGL 2 here.")
        assert page.evaluate("Boolean(make())")
        page.evaluate("picture.show(network, reading([[0, 7]]), [])")
        return page

    return open_one


def place(page: Page, neuron: list[list[int]]) -> tuple[float, float]:
    """Where on the page the picture shows a neuron, told by nothing but its light."""
    page.evaluate("lit => picture.show(network, reading(lit), [])", neuron)
    found = page.evaluate("orange()")
    assert found["count"] > 10
    return 20 + found["x"], 20 + found["y"]


def test_a_neuron_that_is_active_is_lit(open_picture: Callable[..., Page]) -> None:
    page = open_picture()
    assert page.evaluate("orange()")["count"] > 10
    page.evaluate("picture.show(network, null, [])")
    assert page.evaluate("orange()")["count"] == 0
    assert page.evaluate("pixels().then((data) => data.some((value) => value > 0))")


@pytest.mark.parametrize("neuron", [[0, 0], [0, 11], [1, 4], [1, 8]])
def test_pointing_at_what_is_lit_tells_the_neuron_that_is_active(
    open_picture: Callable[..., Page], neuron: list[int]
) -> None:
    page = open_picture()
    page.mouse.move(*place(page, [neuron]))
    assert page.evaluate("points.at(-1)") == [*neuron, False]
    page.mouse.down()
    page.mouse.up()
    assert page.evaluate("points.at(-1)") == [*neuron, True]
    page.mouse.move(22, 22)
    assert page.evaluate("points.at(-1)") == [-1, -1, False]


def test_it_is_picked_where_it_is_after_turning_and_zooming_too(open_picture: Callable[..., Page]) -> None:
    page = open_picture()
    page.evaluate("picture.turn(-60, 30), picture.zoom(1.4)")
    page.mouse.move(*place(page, [[1, 4]]))
    assert page.evaluate("points.at(-1)") == [1, 4, False]


def test_dragging_turns_it_and_a_double_click_brings_it_back(open_picture: Callable[..., Page]) -> None:
    page = open_picture()
    before = page.evaluate("hash()")
    page.mouse.move(200, 100)
    page.mouse.down()
    page.mouse.move(260, 120, steps=3)
    page.mouse.up()
    assert page.evaluate("hash()") != before
    page.mouse.dblclick(200, 100)
    assert page.evaluate("hash()") == before


def test_keys_turn_it_zoom_and_bring_it_back(open_picture: Callable[..., Page]) -> None:
    page = open_picture()
    before = page.evaluate("hash()")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "picture"
    seen = {before}
    for key in ("ArrowLeft", "ArrowUp", "+"):
        page.keyboard.press(key)
        seen.add(page.evaluate("hash()"))
    assert len(seen) == 4
    page.keyboard.press("Home")
    assert page.evaluate("hash()") == before


def test_a_selected_neuron_and_its_connections_stand_out(open_picture: Callable[..., Page]) -> None:
    page = open_picture()
    before = page.evaluate("hash()")
    page.evaluate("picture.select(1, 3, [{ from: 7, to: 3, value: 1 }, { from: 2, to: 3, value: -0.5 }])")
    assert page.evaluate("hash()") != before
    page.evaluate("picture.select(-1, -1, [])")
    assert page.evaluate("hash()") == before


def test_nothing_is_drawn_while_nothing_changes(open_picture: Callable[..., Page]) -> None:
    page = open_picture()
    page.evaluate("rest()")
    frames = page.evaluate("frames()")
    page.wait_for_timeout(300)
    assert page.evaluate("frames()") == frames


def test_what_is_flung_turns_on_and_comes_to_rest(open_picture: Callable[..., Page]) -> None:
    page = open_picture(reduced_motion="no-preference")
    page.evaluate("rest()")
    frames = page.evaluate("frames()")
    drag = """for (const [type, x, at] of [['pointerdown', 100, 0], ['pointermove', 150, 20], ['pointermove', 200, 40],
      ['pointerup', 200, 45]]) {
      const event = new PointerEvent(type, { pointerId: 1, clientX: x, clientY: 100, button: 0 });
      Object.defineProperty(event, 'timeStamp', { value: at });
      canvas.dispatchEvent(event);
    }"""
    page.evaluate(f"canvas.setPointerCapture = () => {{}}; {drag}")
    page.evaluate("rest()")
    assert page.evaluate("frames()") > frames + 3


def test_another_theme_and_another_size_are_taken_up(open_picture: Callable[..., Page]) -> None:
    page = open_picture()
    before = page.evaluate("hash()")
    page.emulate_media(color_scheme="dark")
    assert page.evaluate("picture.redraw(), hash()") != before
    page.evaluate("canvas.style.width = '300px'")
    page.evaluate("until(() => canvas.width === 300)")
    page.emulate_media(color_scheme="light")
    page.evaluate("canvas.style.width = '200px'")  # upright
    page.evaluate("until(() => canvas.width === 200 && picture.down)")
    assert page.evaluate("orange()")["count"] > 0


def test_on_a_fine_screen_it_is_sharp_and_on_a_huge_one_it_is_not_drawn_too_large(
    open_picture: Callable[..., Page],
) -> None:
    page = open_picture(device_scale_factor=2)
    page.evaluate("rest()")
    assert page.evaluate("[canvas.width, canvas.height]") == [960, 520]
    page.evaluate("Object.assign(canvas.style, { width: '3840px', height: '2160px' })")
    page.evaluate("until(() => canvas.width > 960)")
    assert page.evaluate("canvas.width * canvas.height") <= 4.01e6


def test_after_the_graphics_card_was_taken_away_it_is_drawn_again(open_picture: Callable[..., Page]) -> None:
    page = open_picture()
    before = page.evaluate("hash()")
    page.evaluate("window.taken = canvas.getContext('webgl2').getExtension('WEBGL_lose_context'), taken.loseContext()")
    page.evaluate("rest().then(() => picture.show(network, reading([[0, 7]]), []))")
    page.evaluate(
        "new Promise((done) => { canvas.addEventListener('webglcontextrestored', done); taken.restoreContext(); })"
    )
    assert page.evaluate("hash()") == before


def test_once_destroyed_it_neither_draws_nor_listens(open_picture: Callable[..., Page]) -> None:
    page = open_picture()
    page.evaluate("rest()")
    page.evaluate("picture.destroy(), points.length = 0")
    frames = page.evaluate("frames()")
    page.mouse.move(200, 100)
    page.evaluate("canvas.style.width = '300px'")
    page.wait_for_timeout(100)
    assert page.evaluate("[points.length, frames()]") == [0, frames]
    # The canvas can be drawn on again.
    assert page.evaluate("Boolean(make())")
    page.evaluate("picture.show(network, reading([[0, 7]]), [])")
    assert page.evaluate("orange()")["count"] > 10


def test_without_webgl_there_is_none(open_bare: Callable[..., Page]) -> None:
    page = open_bare()
    page.evaluate("HTMLCanvasElement.prototype.getContext = () => null")
    assert page.evaluate("make()") is None
