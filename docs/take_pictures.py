"""Takes the manual's pictures of page and dashboard: `python docs/take_pictures.py [NAME …]`, from the checkout's root.

Names: page, read, drawing, training, start, steps; without one, all. Light and dark, English and Chinese where both exist.
"""

from __future__ import annotations

import io
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

DOCS = Path(__file__).parent
ROOT = DOCS.parent
PICTURES = DOCS / "pictures"
sys.path.insert(0, str(ROOT))

import numpy as np  # noqa: E402
from PIL import Image, ImageChops  # noqa: E402
from playwright.sync_api import Browser, FloatRect, Page  # noqa: E402

from benchmarks.support.browser import running_chromium  # noqa: E402
from benchmarks.support.drawing import DIGITS, Stroke, draw_with_mouse, on_screen  # noqa: E402
from kerasdl.cli.demo import start_dashboard  # noqa: E402
from kerasdl.webpage.serving import running_page  # noqa: E402

Theme = Literal["light", "dark"]
THEMES: tuple[Theme, ...] = ("light", "dark")
LANGUAGES = {"": "en", ".zh-TW": "zh"}  # a picture's ending in the manual, and the dashboard's language
PORT = 8599
NAVIGATION = 56  # pixels at the dashboard's top, which no picture shows
# Each picture's step and tab of the dashboard, the least height of all that is drawn, and where the picture ends, in pixels.
STEPS = {
    "structure": ("step-1", 0, 900, 1150),
    "functions": ("step-1", 1, 1100, 690),
    "example": ("step-1", 2, 800, 1030),
    "softmax": ("step-1", 3, 520, 1000),
    "loss": ("step-2", 0, 560, 1000),
    "which-loss": ("step-2", 1, 600, 1000),
    "total-loss": ("step-2", 2, 1000, 800),
    "descent": ("step-3", 0, 560, 1000),
    "backpropagation": ("step-3", 1, 560, 1000),
}


def save(shot: bytes | Image.Image, file: Path, most: int = 2_000) -> None:
    """A picture, at most so many pixels high, as a small file: WebP, or a PNG of 256 colours."""
    picture = shot if isinstance(shot, Image.Image) else Image.open(io.BytesIO(shot))
    picture = picture.convert("RGB").crop((0, 0, picture.width, min(picture.height, most)))
    if file.suffix == ".png":
        picture.quantize(256).save(file, optimize=True)
    else:
        picture.save(file, quality=80, method=6)
    print(f"{file.relative_to(ROOT)}: {file.stat().st_size // 1000} kB", flush=True)


@contextmanager
def opened_page(
    browser: Browser, url: str, theme: Theme = "light", width: int = 1280, height: int = 720
) -> Iterator[Page]:
    """The page, ready to read."""
    shown = browser.new_page(viewport={"width": width, "height": height}, color_scheme=theme)
    shown.goto(url)
    shown.wait_for_selector('html[data-ready="true"]')
    yield shown
    shown.close()


def page(browser: Browser) -> None:
    """A 3 drawn on the page as a picture to read, and the page that shows how it is read."""
    with running_page(ROOT / "web") as url, opened_page(browser, url) as shown:
        draw_with_mouse(shown, DIGITS[3])
        shown.wait_for_timeout(600)
        box = shown.locator("#ink").bounding_box()
        assert box is not None
        # Without the paper's rim: a frame around a digit would be taken for ink.
        inside: FloatRect = {
            "x": box["x"] + 16,
            "y": box["y"] + 16,
            "width": box["width"] - 32,
            "height": box["height"] - 32,
        }
        shown.screenshot(path=DOCS / "three.png", clip=inside)
        shown.locator('nav [data-view="think"]').click()
        shown.wait_for_selector(".think-2d")
        shown.wait_for_timeout(600)
        save(shown.screenshot(), DOCS / "page.png")


def read(browser: Browser) -> None:
    """The page's first view with a drawn 5."""
    with running_page(ROOT / "web") as url:
        for theme in THEMES:
            with opened_page(browser, url, theme, 1000, 640) as shown:
                draw_with_mouse(shown, DIGITS[5])
                shown.wait_for_timeout(600)
                save(shown.screenshot(), PICTURES / f"page-read-{theme}.webp")


def finely(stroke: Stroke, points: int = 16) -> Stroke:
    """A stroke with so many points, spread evenly over its corners."""
    at = np.linspace(0, len(stroke) - 1, points)
    x, y = (np.interp(at, range(len(stroke)), side) for side in zip(*stroke, strict=True))
    return list(zip(x, y, strict=True))


def drawing(browser: Browser) -> None:
    """A moving picture: a 7, then a 4, drawn and read stroke by stroke."""
    frames: list[Image.Image] = []
    with running_page(ROOT / "web") as url, opened_page(browser, url, width=1000, height=640) as shown:

        def frame(times: int = 1) -> None:
            shown.wait_for_timeout(120)
            frames.extend([Image.open(io.BytesIO(shown.screenshot())).convert("RGB")] * times)

        for digit in (7, 4):
            frame(3)
            for stroke in DIGITS[digit]:
                first, *rest = on_screen(shown, finely(stroke))
                shown.mouse.move(*first)
                shown.mouse.down()
                for point in rest:
                    shown.mouse.move(*point, steps=3)
                    frame()
                shown.mouse.up()
            frame(12)
            shown.locator("#clear").click()
    file = PICTURES / "drawing.webp"
    frames[0].save(file, save_all=True, append_images=frames[1:], duration=110, loop=0, quality=70, method=6)
    print(f"{file.relative_to(ROOT)}: {len(frames)} frames, {file.stat().st_size // 1000} kB", flush=True)


@contextmanager
def running_dashboard() -> Iterator[str]:
    """The dashboard's address, while it runs."""
    server = start_dashboard(PORT)
    try:
        for _ in range(120):
            try:
                urllib.request.urlopen(f"http://localhost:{PORT}/_stcore/health").close()
                break
            except OSError:
                time.sleep(1)
        yield f"http://localhost:{PORT}"
    finally:
        server.terminate()
        server.wait()


def settled(shown: Page, least: int = 400) -> bytes:
    """A screenshot, once two of them, three seconds apart, are the same and show more than a page's head.

    Raises:
        TimeoutError: they never are within four minutes.
    """
    # What the browser paints before the dashboard has drawn anything may be black in part.
    shown.locator(".stMain h1, .stMain h2, .stMain h3").first.wait_for(timeout=240_000)
    before = b""
    for _ in range(80):
        shown.wait_for_timeout(3_000)
        now = shown.screenshot(animations="disabled", caret="hide", timeout=90_000)
        if now == before and trimmed(now).height >= least:
            return now
        before = now
    raise TimeoutError(f"The dashboard must come to rest within four minutes. Received: {shown.url}, which has not")


def trimmed(shot: bytes, margin: int = 16) -> Image.Image:
    """A screenshot of the dashboard without its navigation, and without the empty ground below and at the sides."""
    picture = Image.open(io.BytesIO(shot)).convert("RGB")
    picture = picture.crop((0, NAVIGATION, picture.width - 20, picture.height))  # 20: the bar to scroll with
    drawn = ImageChops.difference(picture, Image.new("RGB", picture.size, picture.getpixel((1, picture.height - 1))))
    left, _, right, bottom = drawn.getbbox() or (0, 0, *picture.size)
    return picture.crop((max(0, left - margin), 0, right + margin, min(bottom + margin, picture.height)))


def training(browser: Browser) -> None:
    """Step 3, while it trains."""
    with running_dashboard() as url:
        shown = browser.new_page(viewport={"width": 1280, "height": 720})
        shown.goto(f"{url}/step-3")
        shown.get_by_role("tab", name="(c)").click(timeout=60_000)
        shown.get_by_role("button", name="Start training").click(timeout=60_000)
        shown.get_by_text("Epoch 4 of 5").first.wait_for(timeout=120_000)
        shown.wait_for_timeout(1_500)
        save(shown.screenshot(), DOCS / "dashboard.png")
        shown.close()


def in_all_looks(draw: Callable[[Page, str, str], None], browser: Browser) -> None:
    """Call a function in each language and theme: with a browser's page, the dashboard's address, the picture's ending."""
    with running_dashboard() as url:
        for ending, language in LANGUAGES.items():
            for theme in THEMES:
                shown = browser.new_page(viewport={"width": 1280, "height": 1500}, color_scheme=theme)
                draw(shown, f"{url}/{{}}?lang={language}", f"-{theme}{ending}.webp")
                shown.close()


def start(browser: Browser) -> None:
    """The dashboard's first page."""

    def draw(shown: Page, address: str, ending: str) -> None:
        shown.goto(address.format(""))
        save(trimmed(settled(shown)), PICTURES / f"start{ending}", 690)

    in_all_looks(draw, browser)


def steps(browser: Browser) -> None:
    """Each tab of the three steps."""

    def draw(shown: Page, address: str, ending: str) -> None:
        for name, (step, tab, least, most) in STEPS.items():
            shown.goto(address.format(step))
            shown.get_by_role("tab").nth(tab).click(timeout=120_000)
            save(trimmed(settled(shown, least)), PICTURES / f"{name}{ending}", most)

    in_all_looks(draw, browser)


TAKEN = {taken.__name__: taken for taken in (page, read, drawing, training, start, steps)}


def main() -> None:
    PICTURES.mkdir(exist_ok=True)
    with running_chromium() as browser:
        for name in sys.argv[1:] or TAKEN:
            TAKEN[name](browser)


if __name__ == "__main__":
    main()
