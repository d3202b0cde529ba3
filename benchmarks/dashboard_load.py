"""How is the dashboard with many people at once? Everybody draws digits, stroke by stroke, and has each stroke read.

    python benchmarks/dashboard_load.py [--sessions 30] [--seconds 30] [--pause 1.5] [--page read] [--url URL --pid PID]
    python benchmarks/dashboard_load.py --pages / step-1 step-2 [--rounds 5]

Each session is a real one, over a websocket, without a browser. A hand waits for about `--pause` seconds after a stroke,
and for the answer; then it adds the next stroke, or clears the canvas and draws another digit. Before anything is measured,
all sessions have opened the page and had one stroke read. Prints percentiles of the time from sending a stroke to the last
message of the rerun that it caused, and how many went wrong: a lost rerun, an error on the page, no answer, or an answer
that is not the shipped network's for this very ink, somebody else's for example. With `--pages`, prints how long each page
takes in a fresh session instead. One JSON object on the last line.

Without `--url`, a dashboard of its own is started and stopped. Client and server share the machine: the processor time of
both is printed (the server's only where there is /proc), and the machine's load.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import socket
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from benchmarks.support.digit_drawings import Drawing, draw_digits
from benchmarks.support.streamlit_client import Rerun, VisitError, Visitor
from kerasdl.cli.demo import start_dashboard

CANVAS = "kerasdl_ink"
ANSWER = re.compile(r'id="answer"[^>]*>\s*([0-9?])\s*<')
START_PATIENCE = 120.0  # seconds until a server that does not answer counts as one that never will
DIGITS = 100  # different drawings in one run


@contextmanager
def dashboard(url: str | None, pid: int | None) -> Iterator[tuple[str, int | None]]:
    """The address and the process of the dashboard at `url`, or of one that lives as long as the block."""
    if url:
        yield url.rstrip("/"), pid
        return
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = int(listener.getsockname()[1])
    process = start_dashboard(port, "127.0.0.1")
    try:
        url, end = f"http://127.0.0.1:{port}", time.monotonic() + START_PATIENCE
        while not answers(url):
            if process.poll() is not None or time.monotonic() > end:
                raise SystemExit(f"The dashboard must start within {START_PATIENCE:g} s. Received: no answer at {url}")
            time.sleep(0.2)
        yield url, process.pid
    finally:
        process.terminate()
        process.wait(20)


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/_stcore/health", timeout=5) as response:
            return bool(response.status == 200)
    except OSError:
        return False


def cpu_seconds(pid: int | None) -> float | None:
    """Processor time of a process so far; None where nobody can say."""
    file = Path(f"/proc/{pid}/stat")
    if pid is None or not file.exists():
        return None
    fields = file.read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory_mb(pid: int | None) -> float | None:
    """Resident memory of a process; None where nobody can say."""
    file = Path(f"/proc/{pid}/status")
    found = re.search(r"VmRSS:\s*(\d+) kB", file.read_text()) if pid is not None and file.exists() else None
    return int(found[1]) / 1024 if found else None


@dataclass
class Record:
    """What all sessions of a run have seen."""

    check: bool
    opened: list[float] = field(default_factory=list)
    reads: list[float] = field(default_factory=list)
    clears: list[float] = field(default_factory=list)
    received: int = 0
    waited: int = 0  # strokes that came later than the hand's pause, because the last answer had
    errors: Counter[str] = field(default_factory=Counter)

    def fail(self, kind: str, why: object) -> None:
        self.errors[kind] += 1
        if self.errors[kind] <= 3:
            print(f"{kind}: {why}", flush=True)

    def judge(self, rerun: Rerun, expected: str | None) -> None:
        """Count what is wrong with a rerun; `expected` is None for a canvas that was cleared."""
        for error in rerun.errors:
            self.fail("error on the page", error)
        found = [match[1] for element in rerun.elements if (match := ANSWER.search(element.html.body))]
        if expected is None:
            if found:
                self.fail("answer without ink", found)
        elif not found:
            self.fail("no answer", sorted({str(element.WhichOneof("type")) for element in rerun.elements}))
        elif self.check and found[-1] != expected:
            self.fail("wrong answer", f"{found[-1]} instead of {expected}")


@dataclass
class Hand:
    """One session, and the drawings that it makes, each a list of states of the canvas that ends empty."""

    visitor: Visitor
    digits: Sequence[Sequence[Drawing]]
    rng: np.random.Generator
    record: Record

    async def open(self, page: str, option: str | None) -> None:
        """Open the page, and have one stroke read."""
        rerun = await self.visitor.open(page)
        self.record.opened.append(rerun.seconds)
        for error in rerun.errors:
            self.record.fail("error on the page", error)
        if option:
            await self.visitor.choose(option)
        await self.show(self.digits[0][0])
        await self.show(self.digits[0][-1])

    async def show(self, drawing: Drawing) -> Rerun:
        rerun = await self.visitor.set_state(self.visitor.component(CANVAS), {"drawing": drawing.state})
        self.record.judge(rerun, drawing.answer)
        return rerun

    async def draw(self, until: float, pause: float) -> None:
        """Draw digit after digit until a time of the clock."""
        due = time.perf_counter() + self.rng.uniform(0, pause)
        while True:
            for drawing in self.digits[self.rng.integers(len(self.digits))]:
                if max(due, time.perf_counter()) >= until:
                    return
                await asyncio.sleep(max(0.0, due - time.perf_counter()))
                due = time.perf_counter() + pause * self.rng.uniform(0.5, 1.5)
                try:
                    rerun = await self.show(drawing)
                except VisitError as error:
                    self.record.fail("lost rerun", error)
                    return
                (self.record.clears if drawing.answer is None else self.record.reads).append(rerun.seconds)
                self.record.received += rerun.received
                self.record.waited += time.perf_counter() > due


async def load(url: str, pid: int | None, given: argparse.Namespace) -> dict[str, Any]:
    """All sessions at once: warm up, then measure."""
    digits = draw_digits(DIGITS, given.seed)
    record = Record(given.check)
    async with AsyncExitStack() as stack:
        hands = []
        for number in range(given.sessions):
            visitor = await stack.enter_async_context(Visitor(url))
            rng = np.random.default_rng((given.seed, number))
            hands.append(Hand(visitor, [digits[k] for k in rng.permutation(len(digits))], rng, record))
        await hands[0].open(given.page, given.choose)  # what the server loads once is not the others' waiting
        record.opened.clear()
        await asyncio.gather(*(hand.open(given.page, given.choose) for hand in hands))
        print(f"{given.sessions} sessions are ready", flush=True)
        own, server, start = time.process_time(), cpu_seconds(pid), time.perf_counter()
        await asyncio.gather(*(hand.draw(start + given.seconds, given.pause) for hand in hands))
        own, seconds, server_now = time.process_time() - own, time.perf_counter() - start, cpu_seconds(pid)
        memory = memory_mb(pid)
    reruns = len(record.reads) + len(record.clears)
    used = None if server is None or server_now is None else server_now - server
    return {
        "sessions": given.sessions,
        "seconds": seconds,
        "reads": len(record.reads),
        "reads_per_s": len(record.reads) / seconds,
        "read_s": percentiles(record.reads),
        "clear_s": percentiles(record.clears),
        "open_s": percentiles(record.opened),
        "errors": sum(record.errors.values()),
        "errors_by_kind": dict(record.errors),
        "waited": record.waited,
        "bytes_per_rerun": record.received / max(1, reruns),
        "client_cpu_share": own / seconds,
        "server_cpu_s": used,
        "server_cpu_share": None if used is None else used / seconds,
        "server_cpu_s_per_rerun": None if used is None else used / max(1, reruns),
        "server_memory_mb": memory,
        "load_average": os.getloadavg()[0],
    }


def percentiles(seconds: list[float]) -> dict[str, float]:
    names = ("p50", "p95", "p99", "max")
    return dict(zip(names, map(float, np.percentile(seconds or [np.nan], (50, 95, 99, 100))), strict=True))


def print_load(found: dict[str, Any]) -> None:
    for title, name in (("stroke to answer", "read_s"), ("clear", "clear_s"), ("page, all at once", "open_s")):
        print(f"{title:<18}" + "".join(f"  {p} {1e3 * s:7,.0f} ms" for p, s in found[name].items()))
    print(f"{found['reads']:,} reads, {found['reads_per_s']:.1f} a second; {found['errors']} errors")
    print(f"{found['waited']:,} strokes had to wait for the last answer; {found['bytes_per_rerun']:,.0f} bytes a rerun")
    print(f"client: {100 * found['client_cpu_share']:.0f} % of a core; load average {found['load_average']:.1f}")
    if found["server_cpu_s"] is not None:
        print(
            f"server: {100 * found['server_cpu_share']:.0f} % of a core, {1e3 * found['server_cpu_s_per_rerun']:.1f} ms "
            f"a rerun; {found['server_memory_mb']:,.0f} MB"
        )


async def pages(url: str, given: argparse.Namespace) -> dict[str, Any]:
    """Each page in fresh sessions, one after another, after a visit that does not count."""
    rows = []
    print(f"{'page':<16} {'median':>10} {'slowest':>10} {'bytes':>10} {'elements':>9} {'errors':>7}")
    for page in given.pages:
        reruns = []
        for _ in range(1 + given.rounds):
            async with Visitor(url) as visitor:
                reruns.append(await visitor.open(page))
        times = [rerun.seconds for rerun in reruns[1:]]
        row = {
            "page": page,
            "s": median(times),
            "slowest_s": max(times),
            "first_visit_s": reruns[0].seconds,
            "bytes": reruns[-1].received,
            "elements": len(reruns[-1].elements),
            "errors": sum(len(rerun.errors) for rerun in reruns),
        }
        rows.append(row)
        print(
            f"{page:<16} {1e3 * row['s']:>7,.0f} ms {1e3 * row['slowest_s']:>7,.0f} ms {row['bytes']:>10,} "
            f"{row['elements']:>9} {row['errors']:>7}",
            flush=True,
        )
        for error in sorted({error for rerun in reruns for error in rerun.errors}):
            print(f"  {error}", flush=True)
    return {"pages": rows, "load_average": os.getloadavg()[0]}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sessions", type=int, default=30)
    parser.add_argument("--seconds", type=float, default=30.0, help="how long is measured")
    parser.add_argument(
        "--pause", type=float, default=1.5, help="a hand's mean pause, in seconds; each is 50 to 150 %% of it"
    )
    parser.add_argument("--page", default="read", help="the url path of the page with the canvas")
    parser.add_argument("--choose", metavar="OPTION", help="an option to choose first, Shipped for example")
    parser.add_argument("--no-check", dest="check", action="store_false", help="take any answer for right")
    parser.add_argument("--pages", nargs="+", metavar="PAGE", help="time these pages instead; / is the start page")
    parser.add_argument("--rounds", type=int, default=5, help="visits of each page")
    parser.add_argument("--url", help="a server that runs already")
    parser.add_argument("--pid", type=int, help="its process")
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    with dashboard(given.url, given.pid) as (url, pid):
        try:
            found = asyncio.run(pages(url, given) if given.pages else load(url, pid, given))
        except VisitError as error:
            raise SystemExit(str(error)) from None
    if not given.pages:
        print_load(found)
    print(json.dumps(found))


if __name__ == "__main__":
    main()
