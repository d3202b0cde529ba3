"""The ink in a real browser, on a page of its own: mouse, finger, pen, keyboard, examples and pictures."""

from __future__ import annotations

import base64
import io
import shutil
from collections.abc import Callable, Iterator
from math import cos, pi, sin
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Browser, Page

from benchmarks.support.drawing import DIGITS, draw_with_finger, draw_with_mouse, on_screen, touch, watch
from kerasdl.webpage.serving import running_page
from tests.support.marks import rest_slow

WEB = Path(__file__).resolve().parents[2] / "web"
PAGE = """<!doctype html>
<html><head><meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="favicon.svg">
<link rel="stylesheet" href="page.css"><script type="module" src="harness.js"></script></head>
<body><canvas id="ink" tabindex="0"></canvas><input id="file" type="file" accept="image/*"><p id="said"></p></body></html>
"""
STYLE = """
#ink { display: block; width: 340px; height: 340px; margin: 20px; color: rgb(20, 40, 90); background: white; }
body { margin: 0; min-height: 3000px; }
[data-dropping] { background: lightblue; }
"""
HARNESS = """
import * as tf from './vendor/tfjs.js';
import { createInk } from './drawing/ink.js';
import { EXAMPLES, play } from './drawing/examples.js';
import { drawWithKeys } from './drawing/keyboard.js';
import { wirePictures } from './image/input.js';
import { pictureFrom } from './image/image_file.js';
import { texts } from './text/drawing.js';

const [canvas, said] = ['ink', 'said'].map((id) => document.getElementById(id));
const note = (list, what) => {
  list.push(what);
  document.documentElement.dataset.noted = 'true';
};
const ink = createInk(canvas, { onChange: (change) => note(page.changes, change) });
const t = (key, values) => texts[key].en.replace(/\\{(\\w+)\\}/g, (_, name) => values[name]);
const page = { ink, EXAMPLES, play, pictureFrom, changes: [], errors: [] };
window.page = page;
drawWithKeys(canvas, ink, { t, say: (text) => { said.textContent = text; } });
document.addEventListener('keydown', (event) => {
  if (event.ctrlKey && event.key.toLowerCase() === 'z') (event.shiftKey ? ink.redo : ink.undo)();
});
wirePictures({
  document, input: document.getElementById('file'), read: pictureFrom, onPicture: ink.setPicture,
  onError: ({ key, values }) => note(page.errors, t(key, values)),
});
await tf.setBackend('cpu');
const model = await tf.loadGraphModel('model/model.json');
page.read = () => tf.tidy(() => {
  const values = tf.tensor3d(Float32Array.from(ink.pixels().data), [1, 280, 280]);
  return [...model.execute({ ink: values }, 'confidences').dataSync()];
});
document.documentElement.dataset.ready = 'true';
"""
OpenPage = Callable[..., Page]
PHONE = {"viewport": {"width": 390, "height": 700}, "device_scale_factor": 3, "has_touch": True, "is_mobile": True}


@pytest.fixture(scope="module")
def harness_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A page that is nothing but ink, with the page's own modules, network and policy."""
    folder = tmp_path_factory.mktemp("ink")
    for part in ("drawing", "image", "network", "text", "vendor", "model"):
        shutil.copytree(WEB / part, folder / part, ignore=shutil.ignore_patterns("build"))
    shutil.copy(WEB / "favicon.svg", folder)
    for name, text in {"index.html": PAGE, "page.css": STYLE, "harness.js": HARNESS}.items():
        (folder / name).write_text(text)
    with running_page(folder) as url:
        yield url


@pytest.fixture
def open_ink(browser: Browser, harness_url: str) -> Iterator[OpenPage]:
    """Opens the page in a context of its own; at the end each must have been without fault."""
    opened: list[tuple[Page, list[str]]] = []

    def open_one(**context: object) -> Page:
        page = browser.new_context(**{"viewport": {"width": 900, "height": 700}, **context}).new_page()
        opened.append((page, watch(page, harness_url)))
        page.goto(harness_url)
        page.wait_for_selector('html[data-ready="true"]', timeout=60_000)
        return page

    yield open_one
    for page, faults in opened:
        page.context.close()
        assert [fault for fault in faults if not fault.startswith("blob:")] == []


def strokes(page: Page) -> list[np.ndarray]:
    return [np.array(stroke) for stroke in page.evaluate("page.ink.strokes")]


def answer(page: Page) -> tuple[int, float]:
    """What the network reads in the ink, and how sure it is."""
    confidences = page.evaluate("page.read()")
    best = int(np.argmax(confidences))
    return best, confidences[best]


def shown(page: Page, side: int = 280) -> np.ndarray:
    """The visible canvas, side × side pixels of four values."""
    url = page.evaluate(
        """side => {
          const copy = document.createElement('canvas');
          [copy.width, copy.height] = [side, side];
          const context = copy.getContext('2d');
          context.imageSmoothingQuality = 'high';
          context.drawImage(document.querySelector('#ink'), 0, 0, side, side);
          return copy.toDataURL();
        }""",
        side,
    )
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(url.split(",")[1]))))


def seen(page: Page) -> np.ndarray:
    """How opaque the visible canvas is, 280 × 280."""
    return shown(page)[..., 3]


def read_pixels(page: Page) -> np.ndarray:
    text = page.evaluate("String.fromCharCode(...[...page.ink.pixels().data].map((v) => v + 256))")
    return np.array([ord(letter) - 256 for letter in text], np.uint8).reshape(280, 280)


def pen(page: Page, points: list[tuple[float, float]], forces: list[float]) -> None:
    """One stroke with a pen that presses so hard at each point."""
    session = page.context.new_cdp_session(page)
    kinds = ["mousePressed", *["mouseMoved"] * (len(points) - 1)]
    for kind, (x, y), force in zip(kinds, on_screen(page, points), forces, strict=True):
        about = {"pointerType": "pen", "force": force, "button": "left", "buttons": 1, "clickCount": 1}
        session.send("Input.dispatchMouseEvent", {"type": kind, "x": x, "y": y, **about})
    x, y = on_screen(page, points[-1:])[0]
    about = {"pointerType": "pen", "button": "left", "buttons": 0, "clickCount": 1}
    session.send("Input.dispatchMouseEvent", {"type": "mouseReleased", "x": x, "y": y, **about})
    session.detach()


@pytest.mark.parametrize("digit", rest_slow([2, 5, 8]))
def test_a_digit_drawn_with_mouse_or_finger_is_read(open_ink: OpenPage, digit: int) -> None:
    page = open_ink()
    draw_with_mouse(page, DIGITS[digit])
    assert answer(page)[0] == digit
    phone = open_ink(**PHONE)
    draw_with_finger(phone, DIGITS[digit])
    assert answer(phone)[0] == digit


def test_what_is_seen_is_what_is_read(open_ink: OpenPage) -> None:
    for context in ({}, {"device_scale_factor": 2.5}):
        page = open_ink(**context)
        draw_with_mouse(page, DIGITS[3])
        difference = np.abs(seen(page).astype(int) - read_pixels(page))
        assert (difference > 100).mean() < 0.001
        assert difference.mean() < 1.5


def test_while_a_stroke_goes_on_it_looks_as_it_will_when_it_has_ended(open_ink: OpenPage) -> None:
    page = open_ink()
    first, *rest = on_screen(page, DIGITS[8][0])
    page.mouse.move(*first)
    page.mouse.down()
    for point in rest:
        page.mouse.move(*point, steps=2)
    during = seen(page)
    page.mouse.up()
    after = seen(page)
    page.evaluate("page.ink.redraw()")
    # A part of it and all of it are smoothed by different means in some places along the edge.
    difference = np.abs(during.astype(int) - after)
    assert difference.max() < 64
    assert (difference > 8).mean() < 0.001
    assert np.array_equal(after, seen(page))


def test_a_pen_that_presses_harder_draws_wider(open_ink: OpenPage) -> None:
    page = open_ink()
    points = [(40 + 4 * i, 140 + 30 * sin(i / 8)) for i in range(51)]
    pen(page, points, [0.15 + 0.016 * i for i in range(51)])
    ink = read_pixels(page)
    start, end = ((ink[:, x - 3 : x + 4] > 127).sum(0).mean() for x in (70, 220))
    assert end > 1.4 * start
    (stroke,) = strokes(page)
    assert stroke.shape[1] == 3
    assert np.abs(np.diff(stroke[:, 2])).max() < 3


def test_a_pen_writes_a_digit_that_is_read(open_ink: OpenPage) -> None:
    page = open_ink()
    for stroke in DIGITS[5]:
        pen(page, stroke, [0.25 + 0.5 * sin(pi * (i + 0.5) / len(stroke)) for i in range(len(stroke))])
    assert answer(page)[0] == 5


def test_the_edge_of_a_stroke_is_smooth(open_ink: OpenPage) -> None:
    page = open_ink(device_scale_factor=4)
    circle = [(140 + 80 * cos(i / 4), 140 + 80 * sin(i / 4), 12 + 8 * (i % 2)) for i in range(24)]
    page.evaluate("stroke => page.ink.setStrokes([stroke])", circle)
    ink = shown(page, 1360)[..., 3] > 127
    # Along each ray from the middle the ink is in one piece, and how thick it is changes gently: no bead, no gap.
    radii = np.arange(50, 110, 0.1)
    thickness = []
    for angle in np.radians(np.arange(20, 325)):
        rows, columns = ((140 + radii * direction(angle)) * 1360 / 280 for direction in (sin, cos))
        ray = ink[rows.astype(int), columns.astype(int)]
        assert (np.diff(ray.astype(int)) == 1).sum() == 1
        thickness.append(ray.sum() / 10)
    assert np.abs(np.diff(thickness)).max() < 0.8
    assert 13 < min(thickness) < 16 < max(thickness) < 20


def test_a_dot_is_a_dot(open_ink: OpenPage) -> None:
    page = open_ink()
    page.mouse.click(*on_screen(page, [(140, 140)])[0])
    rows, columns = np.nonzero(read_pixels(page) > 127)
    assert [np.ptp(rows) + 1, np.ptp(columns) + 1] == pytest.approx([18, 18], abs=1)


def test_a_stroke_that_is_cancelled_keeps_what_was_drawn(open_ink: OpenPage) -> None:
    page = open_ink(**PHONE)
    session = page.context.new_cdp_session(page)
    start, end = on_screen(page, [(60, 140), (220, 140)])
    touch(session, "touchStart", start)
    touch(session, "touchMove", end)
    touch(session, "touchCancel")
    assert strokes(page)[0][-1, 0] == pytest.approx(220, abs=2)
    assert page.evaluate("page.changes.at(-1)") == {"drawing": False}
    draw_with_finger(page, [[(60, 200), (220, 200)]])
    assert len(strokes(page)) == 2


def test_a_second_finger_draws_nothing_and_the_page_stays(open_ink: OpenPage) -> None:
    page = open_ink(**PHONE)
    session = page.context.new_cdp_session(page)
    start, middle, end, elsewhere = on_screen(page, [(140, 250), (140, 150), (140, 40), (40, 40)])
    touch(session, "touchStart", start)
    touch(session, "touchMove", middle)
    touch(session, "touchStart", middle, elsewhere)
    touch(session, "touchMove", end, elsewhere)
    touch(session, "touchEnd")
    (stroke,) = strokes(page)
    assert np.abs(stroke[:, 0] - 140).max() < 2
    assert page.evaluate("document.documentElement.scrollHeight > innerHeight")
    assert page.evaluate("[scrollX, scrollY, visualViewport.scale]") == [0, 0, 1]


def test_the_keyboard_draws_a_one_and_takes_it_back(open_ink: OpenPage) -> None:
    page = open_ink()
    page.keyboard.press("Tab")
    assert seen(page).any()  # the pen's ring
    assert not read_pixels(page).any()
    for _ in range(3):
        page.keyboard.press("Shift+ArrowUp")
    page.keyboard.press("Space")
    assert page.locator("#said").inner_text() == "Pen down, 50% across, 16% down."
    for _ in range(6):
        page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Enter")
    assert answer(page)[0] == 1
    page.keyboard.press("Control+z")
    assert page.evaluate("page.ink.isEmpty()")
    page.keyboard.press("Control+Shift+Z")
    assert answer(page)[0] == 1
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement === document.body")
    assert (seen(page) > 127).sum() == pytest.approx((read_pixels(page) > 127).sum(), rel=0.02)
    assert page.evaluate("scrollY") == 0


def test_examples_are_read_and_one_undo_takes_an_example_back(open_ink: OpenPage) -> None:
    page = open_ink()
    draw_with_mouse(page, [[(100, 100), (180, 180)]])
    for digit in (4, 9):
        page.evaluate(
            """digit => new Promise((done) => {
              page.play(page.ink, page.EXAMPLES[digit][1], { requestFrame: (work) => requestAnimationFrame(work) });
              const look = () => (page.changes.at(-1).drawing ? requestAnimationFrame(look) : done());
              requestAnimationFrame(() => requestAnimationFrame(look));
            })""",
            str(digit),
        )
        best, confidence = answer(page)
        assert (best, confidence > 0.95) == (digit, True)
    page.evaluate("page.ink.undo(), page.ink.undo()")
    assert len(strokes(page)) == 1


def test_ink_in_another_theme_is_drawn_anew(open_ink: OpenPage) -> None:
    page = open_ink()
    page.evaluate("page.ink.setPicture({ data: new Uint8Array(280 * 280).fill(255), width: 280, height: 280 })")
    assert shown(page)[140, 140].tolist() == [20, 40, 90, 255]
    page.evaluate("document.querySelector('#ink').style.color = 'rgb(240, 230, 220)', page.ink.redraw()")
    assert shown(page)[140, 140].tolist() == [240, 230, 220, 255]


def written(digit: int, size: tuple[int, int] = (900, 1200), width: float = 0.05) -> Image.Image:
    """A digit's ink, white on black, in the middle of a sheet."""
    image = Image.new("L", (2 * size[0], 2 * size[1]))
    scale = 2 * min(size) / 280
    top = size[1] - 140 * scale
    for stroke in DIGITS[digit]:
        path = [(x * scale, top + y * scale) for x, y in stroke]
        pen_width = width * 2 * min(size)
        ImageDraw.Draw(image).line(path, fill=255, width=round(pen_width), joint="curve")
        for x, y in path:
            half = pen_width / 2
            ImageDraw.Draw(image).ellipse([x - half, y - half, x + half, y + half], fill=255)
    return image.resize(size, Image.Resampling.BOX)


def photograph(digit: int, kind: str) -> Image.Image:
    """A sheet as a telephone sees it: a light that falls off, a shadow, lines, a pencil, grain."""
    pencil = kind == "pencil"
    ink = np.asarray(written(digit, width=0.014 if pencil else 0.05)) / 255 * (0.4 if pencil else 0.7)
    rows, columns = np.mgrid[: ink.shape[0], : ink.shape[1]]
    light = 205 - 0.04 * columns - 0.02 * rows
    if kind == "shadow":
        light = np.where(columns + 0.6 * rows > 950, 0.5 * light, light)
    if kind in ("ruled", "pencil"):
        ink = np.maximum(ink, 0.25 * ((rows + 0.02 * columns) % 90 < 4))
    noise = np.random.default_rng(digit).normal(0, 3, ink.shape)
    grey = np.clip(light * (1 - ink) + noise, 0, 255).astype(np.uint8)
    return Image.merge(
        "RGB", [Image.fromarray(np.clip(grey * tint, 0, 255).astype(np.uint8)) for tint in (1, 0.97, 0.9)]
    )


def file_of(image: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, format=kind, **options)
    return buffer.getvalue()


def choose(page: Page, content: bytes, name: str = "digit.png", mime: str = "image/png") -> None:
    """Chooses a file, and waits until it has been read or refused."""
    page.evaluate("page.errors.length = page.changes.length = 0, delete document.documentElement.dataset.noted")
    page.locator("#file").set_input_files({"name": name, "mimeType": mime, "buffer": content})
    page.wait_for_selector("html[data-noted]", timeout=60_000)


@pytest.mark.parametrize("kind", rest_slow(["ruled", "even", "shadow", "pencil"]))
def test_a_digit_on_a_photograph_is_read(open_ink: OpenPage, kind: str) -> None:
    page = open_ink()
    right = 0
    for digit in range(10):
        choose(page, file_of(photograph(digit, kind), "JPEG", quality=85), "photo.jpg", "image/jpeg")
        assert page.evaluate("page.errors") == []
        right += answer(page)[0] == digit
    assert right >= 9  # a pencil as faint as noise may hide one


def test_a_photograph_is_turned_as_its_camera_was_held(open_ink: OpenPage) -> None:
    page = open_ink()
    exif = Image.Exif()
    exif[0x0112] = 6  # the right side is up
    turned = photograph(7, "even").transpose(Image.Transpose.ROTATE_90)
    choose(page, file_of(turned, "JPEG", exif=exif), "photo.jpg", "image/jpeg")
    assert answer(page)[0] == 7
    rows, columns = np.nonzero(read_pixels(page) > 60)
    assert np.ptp(rows) > 1.2 * np.ptp(columns)


@pytest.mark.parametrize(
    ("paper", "ink"), [("white", "black"), ("black", "white"), ((0, 0, 0, 0), "black"), ((0, 0, 0, 0), "white")]
)
def test_a_picture_of_any_colours_is_read(open_ink: OpenPage, paper: object, ink: str) -> None:
    page = open_ink()
    image = Image.new("RGBA", (900, 1200), paper)
    image.paste(Image.new("RGBA", image.size, ink), mask=written(3))
    choose(page, file_of(image))
    assert answer(page)[0] == 3


def test_a_picture_lies_under_the_strokes_and_both_are_read(open_ink: OpenPage) -> None:
    page = open_ink()
    choose(page, file_of(photograph(1, "even")))
    picture = read_pixels(page)
    draw_with_mouse(page, [[(40, 40), (240, 40)]])
    both = read_pixels(page)
    assert (both >= picture.astype(int) - 3).all()
    assert both[40, 140] == 255
    page.evaluate("page.ink.undo(), page.ink.undo()")
    assert page.evaluate("page.ink.isEmpty()")


@pytest.mark.parametrize(
    ("content", "name", "mime", "told"),
    [
        (b"", "none.png", "image/png", "A picture must not be an empty file. Received: none.png"),
        (b"Dear reader", "letter.png", "image/png", "A picture must be a PNG, JPEG"),
        (
            b"<svg xmlns='http://www.w3.org/2000/svg' width='90' height='90'/>",
            "a.svg",
            "image/svg+xml",
            "must be a PNG",
        ),
        (file_of(Image.new("L", (300, 300), 200)), "<img src=x onerror=alert(1)>.png", "image/png", "which is blank"),
        (
            file_of(Image.new("L", (2, 300))),
            "thin.png",
            "image/png",
            "at least 4 × 4 pixels. Received: thin.png with 2 × 300",
        ),
        (file_of(photograph(1, "even"))[:900], "half.png", "image/png", "Received: half.png"),
    ],
    ids=["empty", "text", "svg", "blank", "thin", "half"],
)
def test_a_file_that_cannot_be_read_gives_one_line(
    open_ink: OpenPage, content: bytes, name: str, mime: str, told: str
) -> None:
    page = open_ink()
    choose(page, content, name, mime)
    (line,) = page.evaluate("page.errors")
    assert told in line
    assert "\n" not in line
    assert page.evaluate("page.ink.isEmpty()")


def test_the_largest_photograph_is_read_without_its_pixels_at_full_size(open_ink: OpenPage) -> None:
    page = open_ink()
    large = written(2).resize((5400, 7200))
    choose(page, file_of(large, "JPEG", quality=60), "photo.jpg", "image/jpeg")
    assert answer(page)[0] == 2


def test_of_a_picture_that_moves_the_first_is_read(open_ink: OpenPage) -> None:
    page = open_ink()
    first, second = (Image.eval(written(digit, (300, 400)), lambda v: 255 - v) for digit in (4, 8))
    choose(page, file_of(first, "GIF", save_all=True, append_images=[second], duration=100), "two.gif", "image/gif")
    assert answer(page)[0] == 4


@pytest.mark.parametrize("way", ["paste", "drop"])
def test_a_picture_is_pasted_or_dropped_anywhere(open_ink: OpenPage, way: str) -> None:
    page = open_ink()
    page.evaluate(
        """async ([way, text]) => {
          const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
          const data = new DataTransfer();
          data.items.add(new File([bytes], 'six.png', { type: 'image/png' }));
          if (way === 'paste') {
            document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true }));
          } else {
            const send = (type) => document.body.dispatchEvent(
              new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));
            page.refused = send('dragover');
            page.dropping = document.documentElement.hasAttribute('data-dropping');
            send('drop');
          }
        }""",
        [way, base64.b64encode(file_of(photograph(6, "even"))).decode()],
    )
    page.wait_for_selector("html[data-noted]", timeout=60_000)
    assert answer(page)[0] == 6
    if way == "drop":
        assert page.evaluate("[page.refused, page.dropping]") == [False, True]
    assert page.evaluate("document.documentElement.hasAttribute('data-dropping')") is False
