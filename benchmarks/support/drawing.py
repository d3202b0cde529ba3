"""A hand that draws on the page: the ten digits as it writes them, and the mouse and finger that it writes with."""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, pi, sin

from playwright.sync_api import CDPSession, ConsoleMessage, Page

Point = tuple[float, float]
Stroke = list[Point]


def arc(x: float, y: float, rx: float, ry: float, start: float, end: float, points: int = 14) -> Stroke:
    """Points of an ellipse's arc; angles in turns, clockwise from three o'clock."""
    angles = [2 * pi * (start + (end - start) * i / (points - 1)) for i in range(points)]
    return [(x + rx * cos(angle), y + ry * sin(angle)) for angle in angles]


# On 280 × 280, as the ink counts.
DIGITS: dict[int, list[Stroke]] = {
    0: [arc(140, 140, 50, 80, -0.25, 0.76, 24)],
    1: [[(105, 110), (148, 60), (148, 120), (146, 220)]],
    2: [[*arc(140, 105, 48, 45, -0.48, 0.08), (120, 180), (88, 220), (150, 214), (198, 218)]],
    3: [[*arc(136, 100, 44, 40, -0.42, 0.25), *arc(136, 182, 52, 44, -0.25, 0.42)]],
    4: [[(125, 60), (85, 155), (140, 152), (200, 150)], [(168, 75), (165, 150), (160, 225)]],
    5: [[(105, 65), (98, 130), *arc(136, 172, 54, 48, -0.35, 0.4)], [(105, 65), (150, 64), (188, 62)]],
    6: [[(172, 60), (130, 95), (103, 140), *arc(140, 178, 42, 44, 0.5, -0.55, 20)]],
    7: [[(82, 70), (140, 66), (196, 68), (165, 130), (130, 222)]],
    8: [[*arc(140, 100, 38, 40, 0.2, -0.75, 20), *arc(140, 182, 46, 42, -0.25, 0.75, 20)]],
    9: [[*arc(135, 108, 44, 46, -0.05, -1.0, 22), (179, 108), (176, 160), (160, 225)]],
}

# As much of the world writes them: a 1 with a long flag, a 7 with a bar, a 9 with a hook, a 4 that stays open.
ABROAD: dict[int, list[Stroke]] = {
    1: [[(88, 140), (150, 58)], [(150, 58), (146, 222)]],
    7: [[(84, 72), (140, 66), (196, 68), (165, 130), (132, 222)], [(118, 142), (192, 138)]],
    9: [[*arc(138, 100, 40, 38, -0.05, -1.0, 22), (178, 100), (180, 170), (150, 214), (96, 206)]],
    4: [[(110, 62), (98, 140), (150, 144), (196, 138)], [(184, 66), (178, 150), (172, 226)]],
}
SCRIBBLE: list[Stroke] = [
    [(60, 70), (220, 90), (70, 120), (230, 150), (60, 180), (210, 210), (90, 60), (160, 230), (220, 60), (60, 210)]
]


def _is_fault(message: ConsoleMessage) -> bool:
    # Without a graphics card Chromium itself reads back what WebGL has drawn, and says that it is slow.
    return message.type in ("error", "warning") and "GPU stall due to ReadPixels" not in message.text


def watch(page: Page, origin: str) -> list[str]:
    """A list that fills with what a clean page never does: errors, and requests to other origins."""
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text) if _is_fault(message) else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("request", lambda request: None if request.url.startswith(origin) else faults.append(request.url))
    page.on("response", lambda response: faults.append(response.url) if response.status >= 400 else None)
    return faults


def on_screen(page: Page, stroke: Sequence[Point]) -> list[Point]:
    """A stroke's points, from the ink's 280 × 280 units to the window's pixels."""
    box = page.locator("#ink").bounding_box()
    assert box is not None
    scale = box["width"] / 280
    return [(box["x"] + x * scale, box["y"] + y * scale) for x, y in stroke]


def draw_with_mouse(page: Page, strokes: Sequence[Sequence[Point]]) -> None:
    """Draws each stroke with the left button held down."""
    for stroke in strokes:
        first, *rest = on_screen(page, stroke)
        page.mouse.move(*first)
        page.mouse.down()
        for point in rest:
            page.mouse.move(*point, steps=3)
        page.mouse.up()


def touch(session: CDPSession, kind: str, *points: Point) -> None:
    """One touch event with these fingers down, numbered in their order."""
    fingers = [{"x": x, "y": y, "id": i} for i, (x, y) in enumerate(points)]
    session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": fingers})


def draw_with_finger(page: Page, strokes: Sequence[Sequence[Point]]) -> None:
    """Draws each stroke with one finger, by real touch events."""
    session = page.context.new_cdp_session(page)
    for stroke in strokes:
        first, *rest = on_screen(page, stroke)
        touch(session, "touchStart", first)
        for point in rest:
            touch(session, "touchMove", point)
        touch(session, "touchEnd")
    session.detach()
