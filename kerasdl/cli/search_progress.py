"""Live progress and Pareto front of `kerasdl search`."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from kerasdl.search.report import COST_NAMES
from kerasdl.search.run import SearchStatus
from kerasdl.search.space import describe_structure

if TYPE_CHECKING:
    from rich.console import RenderableType

MOST_ROWS = 12  # of the front on the screen
EVERY = 30.0  # seconds between two lines, without a terminal


@contextmanager
def search_progress() -> Iterator[Callable[[SearchStatus], None]]:
    """A progress bar with the front below it, on standard error; without a terminal, a line every half minute."""
    if not sys.stderr.isatty():
        yield _lines()
        return
    from rich.console import Console
    from rich.live import Live

    with Live(console=Console(stderr=True), refresh_per_second=4, transient=True) as live:
        yield lambda status: live.update(_screen(status))


def _screen(status: SearchStatus) -> RenderableType:
    from rich.console import Group
    from rich.progress_bar import ProgressBar
    from rich.table import Table
    from rich.text import Text

    bar = Table.grid(padding=(0, 1))
    bar.add_row(ProgressBar(total=1.0, completed=status.share, width=40), Text(status_line(status)))
    return Group(bar, *(_front(status, method) for method in status.found.methods))


def _front(status: SearchStatus, method: str) -> RenderableType:
    from rich.table import Table

    found = status.found
    front = found.front(method)
    left_out = f", the {MOST_ROWS} most accurate" if len(front) > MOST_ROWS else ""
    table = Table(title=f"{method}: the front so far{left_out}", title_justify="left", box=None, pad_edge=False)
    table.add_column("trial", justify="right")
    table.add_column(COST_NAMES[found.goal], justify="right")
    table.add_column("error", justify="right")
    table.add_column("structure", no_wrap=True, overflow="ellipsis")
    for each in front[-MOST_ROWS:]:
        error = f"{100 * (each.error or 0.0):.2f} %"
        table.add_row(each.trial, f"{each.cost(found.goal):,}", error, describe_structure(each.config))
    return table


def status_line(status: SearchStatus) -> str:
    """A search's status in one line."""
    tried = status.found.candidates
    early = sum(candidate.error is None for candidate in tried)
    return (
        f"{100 * status.share:.0f} %  {len(tried)} tried, {early} of them stopped early, {status.running} under way "
        f"({status.workers} workers here)"
    )


def _lines() -> Callable[[SearchStatus], None]:
    last_shown = float("-inf")

    def show(status: SearchStatus) -> None:
        nonlocal last_shown
        if time.monotonic() - last_shown < EVERY:
            return
        last_shown = time.monotonic()
        fronts = [
            f"{method} reaches {100 * (front[-1].error or 0.0):.2f} %"
            for method in status.found.methods
            if (front := status.found.front(method))
        ]
        print(", ".join([status_line(status), *fronts]), file=sys.stderr, flush=True)

    return show
