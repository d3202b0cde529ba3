"""How many pictures a second the page's camera reads, and what it reads on them, on a slowed-down processor.

    python benchmarks/camera.py [--seconds 6] [--slower 1,4] [--json]

Chromium's camera shows drawn videos of 1,280 × 720 pixels, 30 pictures a second, which move and have noise. Chromium slows
the page's own thread down ("CPU throttling"): four times stands for a telephone of the middle range. Workers stay as fast,
so each is measured with the page's worker and without one, where the page's own thread does all; the latter is what to look
at. Chromium decodes and draws the video on the processor, too, where there is no graphics card; a machine that does other
work beside it, or has fewer than two free cores, says little.

- pictures: how many a second are looked through; the page takes at most one each 50 ms;
- milliseconds from a picture's grab to the boxes on the screen, in the middle;
- read: in how many of the looks at the page, ten a second, it showed the right number.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from benchmarks.support.fake_camera import chromium_with_camera, moving, row, write_video
from kerasdl.webpage.serving import running_page

WEB = Path(__file__).resolve().parents[1] / "web"
SIZE = (1280, 720)
NUMBERS = {
    "one digit": [3],
    "five digits": [2, 0, 4, 7, 5],
    "ten digits": [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
    "nothing": [],
}
SETTLING = 2500  # ms until the first answer has been there for a while
PICTURES = 30
LOOKS = 10  # a second

# A picture is grabbed by reading the small canvas, and dealt with once the boxes are drawn.
PROBE = """
window.grabbed = [];
window.taken = [];
const read = CanvasRenderingContext2D.prototype.getImageData;
CanvasRenderingContext2D.prototype.getImageData = function (...given) {
  if (!this.canvas.isConnected) grabbed.push(performance.now());
  return read.apply(this, given);
};
const transform = CanvasRenderingContext2D.prototype.setTransform;
CanvasRenderingContext2D.prototype.setTransform = function (...given) {
  if (this.canvas.closest('#camera-dialog') && grabbed.length > taken.length) taken.push(performance.now() - grabbed.at(-1));
  return transform.apply(this, given);
};
"""
NO_WORKER = "delete window.Worker;"
MEASURE = """async ([seconds, looks, wanted]) => {
  grabbed.length = taken.length = 0;
  let right = 0;
  const started = performance.now();
  for (let look = 0; look < seconds * looks; look += 1) {
    await new Promise((resolve) => setTimeout(resolve, 1000 / looks));
    right += Number(document.querySelector('#camera-number').textContent === wanted);
  }
  const spent = (performance.now() - started) / 1000;
  const sorted = [...taken].sort((one, other) => one - other);
  return { pictures: grabbed.length / spent, milliseconds: sorted[sorted.length >> 1], read: right / (seconds * looks) };
}"""


@dataclass(frozen=True)
class Measured:
    """One video on one kind of processor."""

    video: str
    worker: bool
    slower: float
    pictures: float  # a second
    milliseconds: float  # from the grab to the boxes
    read: float  # share of looks


def measure(page: Page, url: str, digits: Sequence[int], *, slower: float, seconds: float) -> dict[str, float]:
    """Open the camera on a page that is slowed down, and measure."""
    page.goto(url)
    page.wait_for_selector('html[data-ready="true"]')
    page.wait_for_timeout(1500)  # the page gets its quick reader when it has nothing else to do
    page.locator("#camera").click()
    page.wait_for_selector('#camera-dialog[data-state="live"]')
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": slower})
    page.wait_for_timeout(SETTLING)
    return page.evaluate(MEASURE, [seconds, LOOKS, "".join(map(str, digits))])


def measure_all(seconds: float, rates: Sequence[float]) -> Iterator[Measured]:
    """Every video, with the worker and without, at each rate."""
    with running_page(WEB) as url, sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        for name, digits in NUMBERS.items():
            side = 150 if len(digits) > 5 else 240
            placed = row(digits, left=90, top=230, side=side)
            video = write_video(Path(folder) / "video.y4m", moving(placed, PICTURES, size=SIZE))
            with chromium_with_camera(playwright.chromium, video) as browser:
                for worker in (True, False):
                    for slower in rates:
                        page = browser.new_context(viewport={"width": 412, "height": 915}).new_page()
                        page.add_init_script(PROBE + ("" if worker else NO_WORKER))
                        measured = measure(page, url, digits, slower=slower, seconds=seconds)
                        yield Measured(name, worker, slower, **measured)
                        page.context.close()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=6)
    parser.add_argument("--slower", default="1,4", help="how many times slower the processor is made")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    measured = []
    print("| video | worker | slower | pictures a second | ms a picture | read |", file=sys.stderr)
    print("| --- | --- | ---: | ---: | ---: | ---: |", file=sys.stderr)
    for each in measure_all(options.seconds, [float(rate) for rate in options.slower.split(",")]):
        measured.append(each)
        print(
            f"| {each.video} | {'yes' if each.worker else 'no'} | {each.slower:g} × | {each.pictures:.1f} | "
            f"{each.milliseconds:.0f} | {100 * each.read:.0f} % |",
            file=sys.stderr,
            flush=True,
        )
    print(json.dumps([asdict(each) for each in measured]) if options.json else "", end="\n" if options.json else "")
    return 0


if __name__ == "__main__":
    sys.exit(main())
