"""Progress bars and tables of the command."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kerasdl.export.verify import Parity
    from kerasdl.training.loop import Progress as Step
    from kerasdl.webpage.browsers.verify import BrowserParity


@contextmanager
def training_progress() -> Iterator[Callable[[Step], None]]:
    """A progress bar on standard error: epoch, loss, accuracy, time left. Without a terminal, one line an epoch."""
    if not sys.stderr.isatty():
        yield _print_epoch
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
    )
    console = Console(stderr=True)
    with Progress(*columns, console=console) as bars:
        task = bars.add_task("getting ready", total=None)

        def show(step: Step) -> None:
            text = f"epoch {step.epoch}/{step.epochs}  loss {step.loss:.4f}  accuracy {100 * step.accuracy:.2f} %"
            if step.validation is not None:
                text += f"  validation {100 * step.validation['validation_accuracy']:.2f} %"
            done = (step.epoch - 1) * step.steps + step.step
            bars.update(task, description=text, completed=done, total=step.epochs * step.steps)

        yield show


def _print_epoch(step: Step) -> None:
    if step.validation is not None:
        left = step.seconds / step.epoch * (step.epochs - step.epoch)
        print(
            f"epoch {step.epoch}/{step.epochs}  loss {step.loss:.4f}  accuracy {100 * step.accuracy:.2f} %  "
            f"validation {100 * step.validation['validation_accuracy']:.2f} %  {step.seconds:.1f} s, {left:.0f} s left",
            file=sys.stderr,
            flush=True,
        )


@contextmanager
def history_progress() -> Iterator[Callable[[str, float], None]]:
    """A progress bar on standard error: the claim that is being tried, the share done. Nothing without a terminal."""
    if not sys.stderr.isatty():
        yield lambda year, share: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    # On a terminal, what is printed meanwhile appears above the bar; in a file, as it is.
    shown = Progress(*columns, console=Console(stderr=True), transient=True, redirect_stdout=sys.stdout.isatty())
    with shown as bars:
        task = bars.add_task("", total=1.0)
        yield lambda year, share: bars.update(task, description=f"trying {year}", completed=share)


@contextmanager
def step_progress() -> Iterator[Callable[[str], None]]:
    """A spinner on standard error with the step that is being taken. Nothing without a terminal."""
    if not sys.stderr.isatty():
        yield lambda line: None
        return
    from rich.console import Console

    with Console(stderr=True).status("") as status:
        yield lambda line: status.update(f"{line} …")


def parity_table(parity: Parity) -> str:
    """A parity as text, a line a format."""
    width = max(12, *(2 + len(head) for f in parity.formats for head in f.heads), 0)
    lines = [
        f"{parity.count:,} inputs through Keras and …",
        f"{'':<{width}} {'weights':<8} {'from input':>11} {'from digit':>11}  changed",
    ]
    for f in parity.formats:
        start = f"{f.format:<{width}} {f.quantize or 'float32':<8}"
        if f.error is not None:
            lines.append(f"{start} {'-':>11} {'-':>11}  {'-':>7}  FAILS: {f.error}")
            continue
        digit = "-" if f.from_digit is None else f"{f.from_digit:.1e}"
        verdict = "agrees" if f.passed else "DIFFERS"
        lines.append(f"{start} {f.from_input:>11.1e} {digit:>11}  {f.changed:>7}  {verdict}")
        lines += [f"{'  ' + head:<{width}} {'':<8} {difference:>11.1e}" for head, difference in f.heads.items()]
    return "\n".join(lines)


def browser_table(parity: BrowserParity) -> str:
    """A parity in browsers as text, a line a run."""
    lines = [f"{parity.count:,} inputs through Keras and …"]
    head = f"  {'':<13} {'difference':>10} {'changed':>7} {'first answer':>12} {'a call':>10} {'over the wire':>13}"
    browser = None
    for run in parity.runs:
        if run.browser != browser:
            browser = run.browser
            lines += [head if browser == "-" else f"{browser}\n{head}"]
        start = f"  {run.format + ' ' + run.backend:<13}"
        if run.error is not None:
            lines.append(f"{start} {'not there' if run.passed is None else 'FAILS'}: {run.error}")
            continue
        lines.append(
            f"{start} {run.difference:>10.1e} {run.changed:>7} {run.first_ms:>9,.0f} ms {run.call_ms:>7.3g} ms "
            f"{run.bytes:>7,} bytes  {'agrees' if run.passed else 'DIFFERS'}"
        )
    return "\n".join(lines)
