"""Takes the manual's pictures of a class that writes: `python docs/take_class_pictures.py`, from the checkout's root.

Sixteen writers' digits lie in a room of a dashboard that runs in a folder of its own. Taken are the board on a screen of a
hall, the quiz, and a telephone: before it begins, with a digit drawn, and in the quiz.
"""

from __future__ import annotations

import io
import sys
import tempfile
from collections.abc import Iterator
from contextlib import chdir, contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "docs")]

import numpy as np  # noqa: E402
from PIL import Image  # noqa: E402
from playwright.sync_api import Browser, Page  # noqa: E402
from take_pictures import PICTURES, running_dashboard, save, settled  # noqa: E402

from app.room_server import drawings  # noqa: E402
from benchmarks.class_load import by_label  # noqa: E402
from benchmarks.support.browser import running_chromium  # noqa: E402
from kerasdl.handwriting import quiz  # noqa: E402
from kerasdl.handwriting.room import Room  # noqa: E402
from kerasdl.handwriting.rooms import Rooms  # noqa: E402
from tests.support.phone import Phone  # noqa: E402

WRITERS, EACH = 16, 10
SHOWN_ADDRESS = "http://192.168.1.20:8501"  # in the place of this machine's own
HALL = (1600, 900)


def fill(room: Room) -> None:
    """Have everybody write."""
    found, rng = by_label(0), np.random.default_rng(0)
    for number in range(WRITERS):
        _, writer = room.join(f"student {number}")
        for label in room.asked_of(writer.id)[:EACH]:
            strokes = found[label][rng.integers(len(found[label]))]
            body = {
                "drawing": f"drawing-{len(room.digits())}",
                "label": label,
                "strokes": [[list(p) for p in s] for s in strokes],
            }
            drawings.keep(room, writer.id, body)


def vote(room: Room) -> None:
    """Most answer right, some do not."""
    rng = np.random.default_rng(0)
    own = dict(zip(room.digits().ids.tolist(), room.digits().digits.writers.tolist(), strict=True))
    for question in quiz.questions(room):
        for writer in room.writers():
            if own[question.digit] != writer.id:
                wrong = rng.choice([question.answer, quiz.UNSURE, rng.integers(10)])
                quiz.vote(room, writer.id, question.digit, int(question.label if rng.random() < 0.6 else wrong))


@contextmanager
def opened_board(browser: Browser, url: str, room: Room) -> Iterator[Page]:
    """The room's board, with an address that others could have."""
    shown = browser.new_page(viewport={"width": HALL[0], "height": HALL[1]})
    shown.goto(f"{url}/our-class?lang=en&room={room.about.code}&room_key={room.about.key}")
    shown.get_by_text("Another address").click(timeout=120_000)
    shown.locator(".st-key-room_base input").fill(SHOWN_ADDRESS)
    shown.keyboard.press("Enter")
    shown.get_by_text(SHOWN_ADDRESS.removeprefix("http://")).wait_for()
    shown.get_by_text("Another address").click()
    shown.mouse.move(HALL[0] / 2, HALL[1] / 2)
    yield shown
    shown.close()


def board(browser: Browser, url: str, room: Room) -> None:
    """The digits as they arrive; then the quiz with its answers."""
    with opened_board(browser, url, room) as shown:
        shown.locator(".mosaic button").first.wait_for()
        # What only says that this very dashboard is not for others is left out.
        shown.add_style_tag(content=".stMain [data-testid='stAlert'] { display: none }")
        shown.mouse.wheel(0, -2_000)
        save(settled(shown), PICTURES / "class-board.webp")
        shown.get_by_role("tab", name="Quiz").click()
        shown.get_by_role("button", name="Ask the class").click()
        shown.locator(".kerasdl-pictures").first.wait_for(timeout=120_000)
        vote(room)
        shown.get_by_text("Show the answers").click()
        shown.get_by_text("The class (what most say)").wait_for()
        save(settled(shown), PICTURES / "class-quiz.webp", 860)


def telephone(browser: Browser, url: str, room: Room) -> None:
    """Three moments of one telephone, side by side."""
    quiz.end(room)
    phone = Phone(browser, f"{url}/c/{room.about.code}")
    shots = []

    def take() -> None:
        shots.append(Image.open(io.BytesIO(phone.page.screenshot())).convert("RGB").crop((0, 0, 780, 1240)))

    take()
    phone.page.tap("#begin")
    phone.page.locator("#draw").wait_for()
    phone.write(by_label(1)[phone.asked()][0])
    take()
    quiz.start(room, room.digits().ids[:3].tolist(), [0, 0, 0])
    phone.page.locator("#quiz").wait_for()
    take()
    phone.context.close()
    gap, (width, height) = 40, shots[0].size
    whole = Image.new("RGB", (3 * width + 2 * gap, height), "#8b919e")
    for place, shot in enumerate(shots):
        whole.paste(shot, (place * (width + gap), 0))
    save(
        whole.resize((whole.width // 2, whole.height // 2), Image.Resampling.LANCZOS), PICTURES / "class-telephone.webp"
    )


def main() -> None:
    with tempfile.TemporaryDirectory() as home, chdir(home), running_dashboard() as url, running_chromium() as browser:
        room = Rooms(Path(home) / "saved_models" / ".rooms").create(title="Signals and systems 101", asked=EACH)
        fill(room)
        board(browser, url, room)
        telephone(browser, url, room)


if __name__ == "__main__":
    main()
