"""Runs of the historical claims, and their findings' files: a JSON file and a plot each."""

from __future__ import annotations

import inspect
import textwrap
import time
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import asdict, dataclass
from pathlib import Path
from types import ModuleType
from typing import Any, TypedDict

from threadpoolctl import threadpool_limits

from kerasdl import __version__
from kerasdl.data.mnist import Mnist, load_mnist
from kerasdl.errors import HistoryError, KerasdlError
from kerasdl.files import atomic_file, locked_folder, writable_folder
from kerasdl.history.claims import CLAIMS, Finding, gpu_2009, load_claim
from kerasdl.json_files import from_json, json_text, read_json

# Called with the claim that is tested and the share of all work that is done.
OnProgress = Callable[[str, float], None]


class _Saved(TypedDict):
    """What a finding's file holds beside the finding itself."""

    version: str
    seconds: float


@dataclass(frozen=True)
class StoredFinding:
    """A finding and its files.

    Attributes:
        finding: the result.
        seconds: duration of the run.
        version: of kerasdl in that run.
        cached: whether it was read from the files of an earlier run.
        file: its JSON file.
        picture: its PNG.
    """

    finding: Finding
    seconds: float
    version: str
    cached: bool
    file: Path
    picture: Path

    def to_dict(self) -> dict[str, Any]:
        """The finding and its files as plain JSON values."""
        return {**asdict(self), "file": str(self.file), "picture": str(self.picture)}

    def text(self, width: int = 100) -> str:
        """Claim, verdict and finding, in lines of at most so many characters."""
        found = self.finding
        verdict = "holds" if found.holds else "does not hold"
        parts = (f"{found.year:>5}  {found.claim}", f"       It {verdict}. {found.statement}")
        return "\n".join(textwrap.fill(part, width, subsequent_indent=" " * 7) for part in parts)


def run_history(
    years: Sequence[str] = tuple(CLAIMS),
    *,
    out: Path,
    seed: int = 0,
    again: bool = False,
    mnist: Mnist | None = None,
    on_progress: OnProgress | None = None,
    on_finding: Callable[[StoredFinding], None] | None = None,
) -> list[StoredFinding]:
    """Test claims, or read the findings of an earlier run with the same seed and version of kerasdl.

    Args:
        years: keys of `claims.CLAIMS`.
        out: the folder for `<year>-seed-<seed>.json` and `.png`.
        seed: of all that is random.
        again: test them again even if there are findings.
        mnist: the digits; None for the bundled ones.
        on_progress: see `OnProgress`.
        on_finding: called with each finding.

    Raises:
        ConfigError: no claim is of such a year, or the folder cannot be written.
        HistoryError: another process is writing to the folder.
    """
    modules = {year: load_claim(year) for year in years}
    with locked_folder(writable_folder(out), error=HistoryError):
        return _run(modules, out, seed, again, mnist, on_progress, on_finding)


def _run(
    modules: dict[str, ModuleType],
    out: Path,
    seed: int,
    again: bool,
    mnist: Mnist | None,
    on_progress: OnProgress | None,
    on_finding: Callable[[StoredFinding], None] | None,
) -> list[StoredFinding]:
    kept = []
    for done, (year, module) in enumerate(modules.items()):
        file = out / f"{year}-seed-{seed}.json"
        found = None if again else read_finding(year, out=out, seed=seed)
        if found is None:
            mnist = mnist or load_mnist()

            def tell(share: float, year: str = year, done: int = done) -> None:
                if on_progress is not None:
                    on_progress(year, (done + share) / len(modules))

            tell(0.0)
            found = _try(module.run, mnist, seed, tell, file)
        kept.append(found)
        if on_finding is not None:
            on_finding(found)  # before it is written: what was found is said, whatever the disk does
        if not found.cached:
            _write(found)
    return kept


def read_finding(year: str, *, out: Path, seed: int = 0) -> StoredFinding | None:
    """The finding that `run_history` would read instead of a new run; None if there is none.

    Args:
        year, out, seed: as in `run_history`.
    """
    return _read(out / f"{year}-seed-{seed}.json", year, seed)


def _try(
    run: Callable[..., Finding], mnist: Mnist, seed: int, tell: Callable[[float], None], file: Path
) -> StoredFinding:
    started = time.perf_counter()
    steps = {"on_part": tell} if "on_part" in inspect.signature(run).parameters else {}
    # These products are too small for several threads, which would wait for each other; 2009 sees to its own.
    with nullcontext() if file.name.startswith(gpu_2009.YEAR) else threadpool_limits(1, "blas"):
        finding = run(mnist, seed, **steps)
    seconds = round(time.perf_counter() - started, 2)
    return StoredFinding(finding, seconds, __version__, False, file, file.with_suffix(".png"))


def _write(kept: StoredFinding) -> None:
    from kerasdl.history.plots import save_finding

    save_finding(kept.finding, kept.picture)
    content = {"version": kept.version, "seconds": kept.seconds, **asdict(kept.finding)}
    with atomic_file(kept.file) as part:
        part.write_text(json_text(content), encoding="utf-8")


def _read(file: Path, year: str, seed: int) -> StoredFinding | None:
    """The finding of an earlier run; None if there is none, or one of another version, or the file is damaged.

    The measurement of a machine is never read: this may be another machine.
    """
    if year == gpu_2009.YEAR:
        return None
    try:
        saved = read_json(file, _Saved, "A finding")
        kept = {name: value for name, value in saved.items() if name not in ("version", "seconds")}
        finding = from_json(kept, Finding, "A finding", str(file))
    except KerasdlError:
        return None
    picture = file.with_suffix(".png")
    if (saved["version"], finding.year, finding.seed) != (__version__, year, seed) or not picture.exists():
        return None
    return StoredFinding(finding, saved["seconds"], saved["version"], True, file, picture)
