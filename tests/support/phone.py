"""Telephone in a browser: a phone-sized page that is touched, and writes in a room."""

from __future__ import annotations

from collections.abc import Sequence

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page

from benchmarks.support.digit_drawings import Stroke

SIDE = 280  # of the paper, in logical units
EVERY = 5  # of a stroke's points: a finger that is quick


class Phone:
    """One student's telephone.

    Args:
        browser: a Chromium.
        address: the room's.
        locale, scheme: "zh-TW", "dark".
    """

    def __init__(self, browser: Browser, address: str, locale: str = "en-US", scheme: str = "light") -> None:
        self.context: BrowserContext = browser.new_context(
            viewport={"width": 390, "height": 844},
            device_scale_factor=2,
            has_touch=True,
            is_mobile=True,
            locale=locale,
            color_scheme="dark" if scheme == "dark" else "light",
        )
        self.context.set_default_timeout(60_000)
        self.faults: list[str] = []
        self.address = address
        self.open()

    def open(self) -> None:
        """Open the room's page, for the first time or again."""
        self.page: Page = self.context.new_page()
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("console", lambda said: self.faults.append(said.text) if said.type == "error" else None)
        self._touch: CDPSession = self.context.new_cdp_session(self.page)
        self.page.goto(self.address)

    def leave(self) -> None:
        """Close the page; the browser keeps what it has stored."""
        self.page.close()

    def asked(self) -> int:
        """The digit that is asked for."""
        return int(self.page.inner_text("#asked"))

    def write(self, strokes: Sequence[Stroke]) -> None:
        """Draw with a finger; nothing is sent yet."""
        box = self.page.locator("#ink").bounding_box()
        assert box is not None
        for stroke in strokes:
            points = [*stroke[:-1:EVERY], stroke[-1]]
            places = [
                {"x": box["x"] + x * box["width"] / SIDE, "y": box["y"] + y * box["width"] / SIDE} for x, y in points
            ]
            self._send("touchStart", places[:1])
            for place in places[1:]:
                self._send("touchMove", [place])
            self._send("touchEnd", [])

    def _send(self, kind: str, places: list[dict[str, float]]) -> None:
        self._touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": places})

    def send(self) -> None:
        """Send what is drawn."""
        self.page.tap("#next")
