"""How long a person waits: from a click to the last change on the screen, in a real Chromium.

    python benchmarks/dashboard_redraw.py [--rounds 5] [--only step-3]

Starts a dashboard of its own, opens every page once, then measures: each page by its link, and on each page some controls.
The time ends with the last change of the page's DOM, once Streamlit has come to rest; drawing a chart is in it. Without a
graphics card Chromium draws in software, the surface of Step 3 above all. Prints medians and the slowest; one JSON object on
the last line. One visitor; for many at once see dashboard_load.py.
"""

from __future__ import annotations

import argparse
import json
import os
import socket
import time
import urllib.request
from collections.abc import Callable
from statistics import median

from playwright.sync_api import Page

from benchmarks.support.browser import running_chromium
from kerasdl.cli.demo import start_dashboard

QUIET = 250  # ms without a change: it has come to rest
WATCH = """
window.lastChange = 0;
new MutationObserver(() => { window.lastChange = performance.now(); })
  .observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
"""
AT_REST = f"""begun => {{
  const state = document.querySelector('[data-testid=stApp]')?.getAttribute('data-test-script-state');
  const now = performance.now();
  return state === 'notRunning' && window.lastChange > begun && now - window.lastChange > {QUIET}
    ? window.lastChange - begun : null;
}}"""

LINKS = {
    "step-1": "1 Function set",
    "step-2": "2 Goodness",
    "step-3": "3 Best function",
    "read": "Read digits",
    "structures": "Which structure?",
    "export": "Export",
    "start": "Start",
}


def button(name: str) -> Callable[[Page], None]:
    return lambda page: page.get_by_role("button", name=name).first.click()


def slide(name: str) -> Callable[[Page], None]:
    """One step of a slider, there and back by turns."""
    turns = [0]

    def press(page: Page) -> None:
        turns[0] += 1
        page.get_by_role("slider", name=name).first.press("ArrowRight" if turns[0] % 2 else "ArrowLeft")

    return press


def option(*names: str) -> Callable[[Page], None]:
    """One of several options, the next one every time."""
    turns = [0]

    def choose(page: Page) -> None:
        turns[0] += 1
        page.get_by_role("radio", name=names[turns[0] % len(names)], exact=True).first.click()

    return choose


def stroke(page: Page) -> None:
    """One more stroke on the canvas."""
    box = page.locator("#ink").bounding_box()
    assert box is not None
    x = box["x"] + box["width"] * (0.3 + 0.4 * (time.time() % 1))
    page.mouse.move(x, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(x, box["y"] + 200, steps=4)
    page.mouse.up()


# page, tab (None: the first), what is done
CONTROLS: list[tuple[str, str | None, str, Callable[[Page], None]]] = [
    ("step-1", None, "draw θ again", button("Draw θ again")),
    ("step-1", None, "hidden layers", slide("Hidden layers")),
    ("step-1", "One θ, one function", "draw θ again", button("Draw θ again")),
    ("step-1", "Output layer", "temperature", slide("Temperature T")),
    ("step-2", None, "random digit", button("Random digit")),
    ("step-3", "(a) Gradient descent", "learning rate", slide("Learning rate η")),
    ("step-3", "(a) Gradient descent", "step by step", slide("Step by step")),
    ("step-3", "(b) Backpropagation", "another pass", option("1. forward pass", "2. backward pass")),
    ("read", None, "a stroke", stroke),
    ("read", "Confusion", "another cell", button("5 → 3")),
    ("read", "Robustness", "another distortion", option("scale", "shift")),
    ("structures", None, "a wider grid", lambda page: page.get_by_role("button", name="128", exact=True).click()),
]


def waited(page: Page, act: Callable[[Page], None]) -> float:
    """Do something, and return the milliseconds until the page has come to rest."""
    begun = page.evaluate("performance.now()")
    act(page)
    return float(page.wait_for_function(AT_REST, arg=begun, timeout=60_000, polling=50).json_value())


def row(what: str, times: list[float]) -> dict[str, object]:
    print(f"{what:<52} {median(times):>6.0f} ms {max(times):>8.0f} ms", flush=True)
    return {"what": what, "median_ms": median(times), "slowest_ms": max(times)}


def measure(page: Page, rounds: int, only: str) -> list[dict[str, object]]:
    rows = []

    def go(name: str) -> Callable[[Page], None]:
        return lambda page: page.get_by_role("link", name=LINKS[name], exact=True).first.click()

    for name in LINKS:
        waited(page, go(name))
    for name in filter(lambda name: only in name, LINKS):
        other = "export" if name != "export" else "structures"
        times = []
        for _ in range(rounds):
            waited(page, go(other))
            times.append(waited(page, go(name)))
        rows.append(row(f"page {name}", times))
    for name, tab, what, act in (control for control in CONTROLS if only in control[0]):
        waited(page, go(name))
        if tab is not None:
            page.get_by_role("tab", name=tab).click()
            page.wait_for_timeout(2_000)
        waited(page, act)
        rows.append(row(" · ".join(filter(None, [name, tab, what])), [waited(page, act) for _ in range(rounds)]))
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", default="", help="the pages whose name holds this")
    given = parser.parse_args()
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = int(listener.getsockname()[1])
    server = start_dashboard(port)
    try:
        for _ in range(120):
            try:
                urllib.request.urlopen(f"http://localhost:{port}/_stcore/health").close()
                break
            except OSError:
                time.sleep(0.5)
        with running_chromium() as chromium:
            page = chromium.new_page(viewport={"width": 1280, "height": 720}, locale="en-US")
            page.add_init_script(WATCH)
            page.goto(f"http://localhost:{port}/")
            page.get_by_role("button", name="No, thanks").click(timeout=60_000)
            page.wait_for_timeout(3_000)
            rows = measure(page, given.rounds, given.only)
    finally:
        server.terminate()
        server.wait(20)
    print(json.dumps({"rows": rows, "load_average": os.getloadavg()[0]}))


if __name__ == "__main__":
    main()
