"""A page in Firefox or WebKit, driven by the standard that each has: WebDriver BiDi, or WebDriver.

Both do the same few things, so that one test runs in both: open a URL, evaluate JavaScript, move the pointer, choose a
file. All else is made of these.
"""

from __future__ import annotations

import base64
import json
import time
from abc import ABC, abstractmethod
from collections.abc import Sequence
from pathlib import Path
from typing import Any

Point = tuple[float, float]
Action = dict[str, Any]

WAIT = 90.0  # seconds, for a machine that is busy with other tests
MOVE = 8  # milliseconds from one point of a stroke to the next
# Errors that nothing caught, from the first moment that a driver can listen.
LISTEN = """(() => {
  if (globalThis.faults) return;
  globalThis.faults = [];
  addEventListener('error', ({ message }) => faults.push(String(message)));
  addEventListener('unhandledrejection', ({ reason }) => faults.push(String(reason)));
  addEventListener('securitypolicyviolation', (event) => faults.push(`${event.effectiveDirective} ${event.blockedURI}`));
})()"""


class DrivenPage(ABC):
    """One page of one browser; `name` is the browser's."""

    name: str

    @abstractmethod
    def open(self, url: str) -> None:
        """Open a URL, and wait until it is loaded."""

    @abstractmethod
    def reload(self) -> None:
        """Load the page again."""

    @abstractmethod
    def act(self, actions: Sequence[Action]) -> None:
        """Let the mouse do these WebDriver actions."""

    @abstractmethod
    def choose_file(self, selector: str, path: Path) -> None:
        """Give a file to a file input."""

    @abstractmethod
    def screenshot(self) -> bytes:
        """What the window shows, as PNG."""

    @abstractmethod
    def _evaluate_text(self, code: str) -> str:
        """The text that an async function with this body returns."""

    def evaluate(self, expression: str) -> Any:
        """The value of a JavaScript expression, or of the promise that it is, as JSON has it."""
        return json.loads(self._evaluate_text(f"return JSON.stringify((await ({expression})) ?? null)"))

    def wait_for(self, expression: str, seconds: float = WAIT) -> None:
        """Wait until an expression is true.

        Raises:
            AssertionError: it is not, after so many seconds.
        """
        end = time.monotonic() + seconds
        while not self.evaluate(f"Boolean({expression})"):
            assert time.monotonic() < end, f"{self.name}, after {seconds:.0f} s: not {expression}"
            time.sleep(0.1)

    def wait_until_ready(self) -> None:
        """Wait until the page can read."""
        self.wait_for("document.documentElement.dataset.ready === 'true'")
        self.evaluate(LISTEN)

    def text(self, selector: str) -> str:
        """The text of an element, as it is seen."""
        return self.evaluate(f"document.querySelector({json.dumps(selector)}).innerText")

    def click(self, selector: str) -> None:
        """Click into the middle of an element that can be seen, and that nothing covers."""
        element = f"document.querySelector({json.dumps(selector)})"
        self.wait_for(f"{element}?.checkVisibility() && !{element}.disabled")
        x, y, hit = self.evaluate(
            f"""(() => {{
              const element = {element};
              element.scrollIntoView({{ block: 'center', behavior: 'instant' }});
              const {{ x, y, width, height }} = element.getBoundingClientRect();
              const at = [x + width / 2, y + height / 2];
              return [...at, element.contains(document.elementFromPoint(...at))];
            }})()"""
        )
        assert hit, f"{self.name}: {selector} is covered"
        self.act([_move(x, y), {"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0}])

    def draw(self, strokes: Sequence[Sequence[Point]]) -> None:
        """Draw strokes with the mouse, in the ink's 280 × 280 units."""
        left, top, width = self.evaluate(
            "(({ left, top, width }) => [left, top, width])(document.querySelector('#ink').getBoundingClientRect())"
        )
        actions: list[Action] = []
        for stroke in strokes:
            moves = [_move(left + x * width / 280, top + y * width / 280, MOVE) for x, y in stroke]
            down, up = [{"type": kind, "button": 0} for kind in ("pointerDown", "pointerUp")]
            actions += [moves[0], down, *moves[1:], up]
        self.act(actions)


def _move(x: float, y: float, duration: int = 0) -> Action:
    return {"type": "pointerMove", "x": round(x), "y": round(y), "duration": duration}


def _mouse(actions: Sequence[Action]) -> list[Action]:
    return [{"type": "pointer", "id": "mouse", "parameters": {"pointerType": "mouse"}, "actions": list(actions)}]


class FirefoxPage(DrivenPage):
    """A page of Firefox, which speaks WebDriver BiDi itself: no other program stands between.

    Args:
        connection: Selenium's connection to the WebSocket that Firefox listens at, with a session begun.
        width: the page's, in CSS pixels.
        height: the page's, in CSS pixels.
    """

    name = "Firefox"

    def __init__(self, connection: Any, width: int, height: int) -> None:
        self._connection = connection
        self._context = self._send("browsingContext.create", type="tab")["context"]
        self._send_here("browsingContext.setViewport", viewport={"width": width, "height": height})

    def _send(self, method: str, **parameters: Any) -> Any:
        reply = self._connection.send_cmd(method, parameters)
        assert reply.get("type") == "success", f"{method}: {reply.get('error')}: {reply.get('message')}"
        return reply["result"]

    def _send_here(self, method: str, **parameters: Any) -> Any:
        return self._send(method, context=self._context, **parameters)

    def open(self, url: str) -> None:
        self._send_here("browsingContext.navigate", url=url, wait="complete")

    def reload(self) -> None:
        self._send_here("browsingContext.reload", wait="complete")

    def act(self, actions: Sequence[Action]) -> None:
        self._send_here("input.performActions", actions=_mouse(actions))

    def choose_file(self, selector: str, path: Path) -> None:
        found = self._send_here("browsingContext.locateNodes", locator={"type": "css", "value": selector})["nodes"]
        self._send_here("input.setFiles", element={"sharedId": found[0]["sharedId"]}, files=[str(path)])

    def screenshot(self) -> bytes:
        return base64.b64decode(self._send_here("browsingContext.captureScreenshot")["data"])

    def _evaluate_text(self, code: str) -> str:
        found = self._send(
            "script.callFunction",
            functionDeclaration=f"async () => {{ {code} }}",
            target={"context": self._context},
            awaitPromise=True,
        )
        assert found["type"] == "success", found["exceptionDetails"]["text"]
        return found["result"]["value"]


class WebKitPage(DrivenPage):
    """A page of WebKitGTK's MiniBrowser.

    Args:
        driver: Selenium's, connected to WebKitWebDriver.
        width: the window's, in CSS pixels; the page is as wide, and less high.
        height: the window's, in CSS pixels.
    """

    name = "WebKit"

    def __init__(self, driver: Any, width: int, height: int) -> None:
        self._driver = driver
        driver.set_script_timeout(WAIT)
        driver.set_window_rect(0, 0, width, height)

    def open(self, url: str) -> None:
        self._driver.get(url)

    def reload(self) -> None:
        self._driver.refresh()

    def act(self, actions: Sequence[Action]) -> None:
        self._driver.execute("actions", {"actions": _mouse(actions)})

    def choose_file(self, selector: str, path: Path) -> None:
        self._driver.find_element("css selector", selector).send_keys(str(path))

    def screenshot(self) -> bytes:
        return self._driver.get_screenshot_as_png()

    def _evaluate_text(self, code: str) -> str:
        kind, value = self._driver.execute_async_script(
            f"const done = arguments[arguments.length - 1]; (async () => {{ {code} }})()"
            ".then((value) => done(['value', value]), (error) => done(['error', String(error)]))"
        )
        assert kind == "value", value
        return value
