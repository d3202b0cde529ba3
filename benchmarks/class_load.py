"""A class writes: how long from a drawn digit to "it is kept", with many telephones at once?

    python -m benchmarks.class_load [--telephones 60] [--digits 20] [--pause 2] [--board] [--url URL --room CODE]

Each telephone joins, draws the digits that it is asked for with a pause of about `--pause` seconds, and asks what is new
every four seconds, as the page does. Then the room is read: every acknowledged digit must be in it, once. Prints
percentiles of the time from sending a drawing to its acknowledgement, by which it is on the disk. With `--board` the
room's board is open in a Chromium meanwhile, as on the hall's screen; it must show all digits, and how long after the last
one it did is printed. One JSON object on the last line. Without `--url` a dashboard of its own is started, in a folder of
its own.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, chdir, contextmanager, nullcontext
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.dashboard_load import cpu_seconds, dashboard, percentiles
from benchmarks.support.digit_drawings import Stroke, write_labelled
from benchmarks.support.telephone import Telephone
from kerasdl.handwriting.room import Room
from kerasdl.handwriting.rooms import Rooms

POLL = 4.0  # seconds between two looks at what is new
DRAWINGS = 400  # different ones in a run
PATIENCE = 120.0  # seconds for the board to open, and to show all digits


def by_label(seed: int) -> dict[int, list[list[Stroke]]]:
    """Drawings of each digit."""
    found: dict[int, list[list[Stroke]]] = {digit: [] for digit in range(10)}
    for label, strokes in write_labelled(DRAWINGS, seed):
        found[label].append(strokes)
    return found


class Class:
    """All telephones of a run, and what they have seen."""

    def __init__(self, given: argparse.Namespace, drawings: dict[int, list[list[Stroke]]]) -> None:
        self._given, self._drawings = given, drawings
        self.acknowledged: list[float] = []
        self.polls: list[float] = []
        self.refused: Counter[int] = Counter()

    def some(self, label: int) -> list[Stroke]:
        """One drawing of a digit."""
        return self._drawings[label][0]

    async def write(self, telephone: Telephone, number: int) -> None:
        """Draw all that is asked for."""
        rng = np.random.default_rng((self._given.seed, number))
        await asyncio.sleep(rng.uniform(0, self._given.pause))
        looked, count = time.perf_counter(), 0
        while telephone.left and count < 3 * self._given.digits:
            label, count = telephone.left[0], count + 1
            drawings = self._drawings[label]
            start = time.perf_counter()
            status = await telephone.draw(f"drawing-{count}", label, drawings[rng.integers(len(drawings))])
            self._note(status, self.acknowledged, start)
            if time.perf_counter() - looked > POLL:
                looked = time.perf_counter()
                status, _ = await telephone.ask("me")
                self._note(status, self.polls, looked)
            await asyncio.sleep(self._given.pause * rng.uniform(0.5, 1.5))

    def _note(self, status: int, times: list[float], start: float) -> None:
        if status == 200:
            times.append(time.perf_counter() - start)
        else:
            self.refused[status] += 1


async def load(url: str, pid: int | None, code: str, given: argparse.Namespace) -> dict[str, Any]:
    """All telephones at once."""
    everyone = Class(given, by_label(given.seed))
    async with AsyncExitStack() as stack:
        phones = [await stack.enter_async_context(Telephone(url, code)) for _ in range(given.telephones)]
        async with Telephone(url, code) as first:  # what the server loads once is not the others' waiting
            await first.join()
            await first.draw("drawing-0", first.left[0], everyone.some(first.left[0]))
        start, server = time.perf_counter(), cpu_seconds(pid)
        joined = await asyncio.gather(*(phone.join(f"telephone {n}") for n, phone in enumerate(phones)))
        await asyncio.gather(*(everyone.write(phone, number) for number, phone in enumerate(phones)))
        seconds, server_now = time.perf_counter() - start, cpu_seconds(pid)
    return {
        "telephones": given.telephones,
        "joined": joined.count(200),
        "seconds": seconds,
        "acknowledged": 1 + len(everyone.acknowledged),
        "digits_per_s": len(everyone.acknowledged) / seconds,
        "acknowledged_s": percentiles(everyone.acknowledged),
        "poll_s": percentiles(everyone.polls),
        "refused": dict(everyone.refused),
        "server_cpu_share": None if server is None or server_now is None else (server_now - server) / seconds,
        "load_average": os.getloadavg()[0],
    }


@contextmanager
def open_board(url: str, room: Room) -> Iterator[Callable[[], float]]:
    """The room's board in a browser; what is given waits until it shows all digits, and tells how many seconds that took."""
    from benchmarks.support.browser import running_chromium

    with running_chromium() as browser:
        page = browser.new_page(viewport={"width": 1920, "height": 1080})
        page.set_default_timeout(1e3 * PATIENCE)
        page.goto(f"{url}/our-class?lang=en&room={room.about.code}&room_key={room.about.key}")
        page.get_by_test_id("stMetricValue").first.wait_for()

        def wait() -> float:
            start, count = time.perf_counter(), room.counts()[1]
            page.locator(".mosaic button").nth(count - 1).wait_for()
            return time.perf_counter() - start

        yield wait


def run(url: str, pid: int | None, room: Room, given: argparse.Namespace) -> dict[str, Any]:
    """The load, with or without a board."""
    with open_board(url, room) if given.board else nullcontext() as wait:
        # In a thread of its own: the browser has a loop in this one.
        found = ThreadPoolExecutor(1).submit(asyncio.run, load(url, pid, room.about.code, given)).result()
        found["kept"] = room.counts()[1]
        found["board_s"] = wait() if wait else None
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--telephones", type=int, default=60)
    parser.add_argument("--digits", type=int, default=20, help="asked of each")
    parser.add_argument(
        "--pause", type=float, default=2.0, help="between two digits, in seconds; each 50 to 150 %% of it"
    )
    parser.add_argument("--board", action="store_true", help="with the room's board open in a browser")
    parser.add_argument("--url", help="a server that runs already, in this folder")
    parser.add_argument("--pid", type=int, help="its process")
    parser.add_argument("--room", help="the code of a room of that server")
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as home, nullcontext() if given.url else chdir(home):
        with dashboard(given.url, given.pid) as (url, pid):
            rooms = Rooms(Path.cwd() / "saved_models" / ".rooms")
            room = rooms.get(given.room) if given.room else rooms.create(asked=given.digits)
            found = run(url, pid, room, given)
    print(f"digit to kept   {'  '.join(f'{p} {1e3 * s:,.0f} ms' for p, s in found['acknowledged_s'].items())}")
    print(f"what is new     {'  '.join(f'{p} {1e3 * s:,.0f} ms' for p, s in found['poll_s'].items())}")
    print(f"{found['acknowledged']:,} acknowledged, {found['kept']:,} kept, refused: {found['refused'] or 'none'}")
    if found["board_s"] is not None:
        print(f"board           all digits {found['board_s']:.1f} s after the last one")
    print(f"load average    {found['load_average']:.1f}")
    print(json.dumps(found))


if __name__ == "__main__":
    main()
