"""How many pictures a second does a model's page look at through the camera?

    python benchmarks/model_page_camera.py [PAGE] [--seconds 10] [--backend wasm]

PAGE is a folder that `kerasdl export --page` wrote for a model of pictures; without it, a MobileNetV2 of 224 × 224 with
random weights is exported first. Chromium's camera shows drawn digits. Prints pictures a second, milliseconds an answer, and
the processor time of the whole browser a picture, which other programs of the machine do not change; one JSON object on the
last line.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
from pathlib import Path
from statistics import median

from playwright.sync_api import sync_playwright

from benchmarks.support.fake_camera import chromium_with_camera, row, scene, write_video
from benchmarks.support.model_page import listen, live_pictures
from kerasdl.webpage.serving import running_page


def mobilenet_page(folder: Path) -> Path:
    """Export a MobileNetV2 with random weights, with its page."""
    import keras

    from benchmarks.browser_runtimes import mobilenet
    from kerasdl.webpage import publish

    keras.utils.set_random_seed(0)
    mobilenet().save(folder / "network.keras")
    publish(folder / "network.keras", out=folder / "model", page=folder / "page")
    return folder / "page"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("page", type=Path, nargs="?")
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--backend", choices=("cpu", "wasm", "webgl"))
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
            page = chromium.new_context(locale="en", permissions=["camera"]).new_page()
            listen(page)
            page.goto(url + (f"#backend={given.backend}" if given.backend else ""))
            page.wait_for_selector('html[data-state="ready"]', timeout=300_000)
            page.get_by_role("button", name="Use the camera").click()
            page.wait_for_selector('html[data-answers="many"]', timeout=300_000)
            rate, spent, times = live_pictures(page, given.seconds)
            engine = page.locator("#engine").inner_text().split(", ", 1)[1]
    found = {
        "pictures_a_second": round(rate, 2),
        "answer_ms": round(median(times), 1),
        "quickest_ms": round(min(times), 1),
        "processor_ms_a_picture": round(1000 * spent, 1),
        "engine": engine,
        "load_average": os.getloadavg()[0],
    }
    print(", ".join(f"{name} {value}" for name, value in found.items()))
    print(json.dumps(found))


if __name__ == "__main__":
    main()
