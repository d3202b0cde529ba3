"""How many pictures a second does a model's page look at through the camera?

    python benchmarks/model_page_camera.py [PAGE] [--seconds 10] [--backend wasm]
    python benchmarks/model_page_camera.py [PAGE] --threads 1,2 [--seconds 4] [--rounds 7]

PAGE is a folder that `kerasdl export --page` wrote for a model of pictures; without it, a MobileNetV2 of 224 × 224 with
random weights is exported first. Chromium's camera shows drawn digits. Prints pictures a second, milliseconds an answer, and
the processor time of the whole browser a picture, which other programs of the machine do not change; one JSON object on the
last line. With `--threads`, WebAssembly by turns with each number of threads, one answer after the other, and then through
the camera, which wants a processor, too; and of each round how many times as quick an answer is as with the first: the
median of these ratios, and their range.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.support.fake_camera import chromium_with_camera, row, scene, write_video
from benchmarks.support.model_page import in_series, listen, live_pictures
from kerasdl.webpage.serving import running_page

WARM, TIMED = 15, 30  # answers in which the browser still compiles, and answers that count


def mobilenet_page(folder: Path) -> Path:
    """Export a MobileNetV2 with random weights, with its page."""
    import keras

    from benchmarks.browser_runtimes import mobilenet
    from kerasdl.webpage import publish

    keras.utils.set_random_seed(0)
    mobilenet().save(folder / "network.keras")
    publish(folder / "network.keras", out=folder / "model", page=folder / "page")
    return folder / "page"


def opened(chromium: Browser, url: str) -> Page:
    """A page that looks through the camera when it is told to."""
    page = chromium.new_context(locale="en", permissions=["camera"]).new_page()
    listen(page)
    page.goto(url)
    page.wait_for_selector('html[data-state="ready"]', timeout=300_000)
    return page


def look(page: Page, seconds: float) -> tuple[float, float, list[float]]:
    """What `live_pictures` finds, from the first picture on."""
    page.bring_to_front()
    page.evaluate("told.answers.length = 0; delete document.documentElement.dataset.answers")
    page.get_by_role("button", name="Use the camera").click()
    page.wait_for_selector('html[data-answers="many"]', timeout=300_000)
    found = live_pictures(page, seconds)
    page.get_by_role("button", name="Stop the camera").click()
    return found


def one(chromium: Browser, url: str, seconds: float) -> dict[str, Any]:
    """Figures of one page."""
    page = opened(chromium, url)
    rate, spent, times = look(page, seconds)
    return {
        "pictures_a_second": round(rate, 2),
        "answer_ms": round(median(times), 1),
        "quickest_ms": round(min(times), 1),
        "processor_ms_a_picture": round(1000 * spent, 1),
        "engine": page.locator("#engine").inner_text().split(", ", 1)[1],
    }


def by_threads(chromium: Browser, url: str, threads: list[int], seconds: float, rounds: int) -> dict[str, Any]:
    """Figures of other numbers of threads, by turns: one answer after the other, and through the camera."""
    alone: dict[int, list[float]] = {count: [] for count in threads}
    live: dict[int, list[float]] = {count: [] for count in threads}
    quickest = dict.fromkeys(threads, math.inf)
    for _ in range(rounds):
        for count in threads:
            page = opened(chromium, f"{url}#threads={count}")
            in_series(page, WARM)
            alone[count].append(median(found := in_series(page, TIMED)))
            quickest[count] = min(quickest[count], *found)
            live[count].append(median(look(page, seconds)[2]))
            page.context.close()
    best = {count: round(ms, 1) for count, ms in quickest.items()}
    return {"in_series": {**_compared(alone), "quickest_ms": best}, "camera": _compared(live)}


def _compared(times: dict[int, list[float]]) -> dict[str, Any]:
    """Medians of milliseconds, and how many times as quick each is as the first, round by round."""
    first, *others = times
    ratios = {
        count: sorted(one / other for one, other in zip(times[first], times[count], strict=True)) for count in others
    }
    return {
        "answer_ms": {count: round(median(found), 1) for count, found in times.items()},
        "times_as_quick": {count: round(median(found), 2) for count, found in ratios.items()},
        "from_to": {count: [round(found[0], 2), round(found[-1], 2)] for count, found in ratios.items()},
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("page", type=Path, nargs="?")
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--backend", choices=("cpu", "wasm", "webgl"))
    parser.add_argument("--threads", help="numbers of threads to compare, such as 1,2")
    parser.add_argument("--rounds", type=int, default=7)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="kerasdl-camera-") as scratch:
        folder = Path(scratch)
        page_folder = given.page or mobilenet_page(folder)
        video = write_video(folder / "scene.y4m", [scene(row([1, 2])), scene(row([3, 4]))])
        with (
            running_page(page_folder) as url,
            sync_playwright() as playwright,
            chromium_with_camera(playwright.chromium, video) as chromium,
        ):
            if given.threads:
                found = by_threads(
                    chromium, url, [int(n) for n in given.threads.split(",")], given.seconds, given.rounds
                )
            else:
                found = one(chromium, url + (f"#backend={given.backend}" if given.backend else ""), given.seconds)
    found["load_average"] = round(os.getloadavg()[0], 1)
    print(", ".join(f"{name} {value}" for name, value in found.items()))
    print(json.dumps(found))


if __name__ == "__main__":
    main()
