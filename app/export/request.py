"""Export request: a function, formats and weights; its folder, and the task that makes it."""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import dataclass
from pathlib import Path

from kerasdl.export import DEFAULT_FORMATS, QUANTIZATIONS
from kerasdl.export.extras import RUNTIMES, WRITERS, is_installed
from kerasdl.models.store import TFJS, TFJS_LAYERS

from ..jobs.commands import TaskStatus
from ..state import server
from ..state.functions import Function

# What writes and what runs the formats that are kerasdl's extras: only what can be verified here is offered.
EXTRAS = tuple(RUNTIMES)
FORMATS = (*DEFAULT_FORMATS, *(name for name in EXTRAS if is_installed(*WRITERS[name], *RUNTIMES[name])))
QUANTIZED = {TFJS, TFJS_LAYERS}  # formats whose weights can be stored in fewer bits
WEIGHTS = ("none", *QUANTIZATIONS)
HOME = ".exports"
MOST_KEPT = 8  # exported models; the oldest ones make room
DIGITS = 1_000  # test digits that go through every format


@dataclass(frozen=True)
class ExportRequest:
    """A function in some formats. The same request is the same export for all visitors.

    Attributes:
        function: a finished one.
        formats: of `FORMATS`, in their order.
        quantize: of `WEIGHTS`.
    """

    function: Function
    formats: tuple[str, ...]
    quantize: str

    @property
    def key(self) -> str:
        said = f"{self.function.key} {','.join(self.formats)} {self.quantize}"
        return hashlib.sha256(said.encode()).hexdigest()[:16]

    @property
    def folder(self) -> Path:
        """A folder of its own, away from the model's: what is shipped stays as it is."""
        return server.folder(HOME) / self.key

    @property
    def model(self) -> Path:
        return self.folder / "model"

    @property
    def answers(self) -> Path:
        return self.folder / "answers.npz"

    @property
    def there(self) -> bool:
        """Whether the files still are where they were written."""
        return self.answers.is_file() and (self.model / "card.json").is_file()

    def status(self) -> TaskStatus | None:
        """How it stands; None if nobody has asked for it."""
        return server.jobs().commands.status(self._task)

    @property
    def _task(self) -> str:
        return f"export {self.key}"

    def submit(self) -> None:
        """Export and verify it as soon as its turn comes.

        Raises:
            ConfigError: too much waits.
        """
        assert self.function.folder is not None
        export = ["export", str(self.function.folder), "--out", str(self.model), "--formats", ",".join(self.formats)]
        if self.quantize != "none":
            export += ["--quantize", self.quantize]
        verify = ["verify", str(self.model), "--count", str(DIGITS), "--answers", str(self.answers)]
        server.jobs().commands.submit(self._task, tuple(export), tuple(verify))
        make_room()


def make_room() -> None:
    """Remove the oldest exports, but for those that are being made."""
    folders = sorted((f for f in server.folder(HOME).iterdir() if f.is_dir()), key=lambda f: -f.stat().st_mtime)
    for folder in folders[MOST_KEPT:]:
        status = server.jobs().commands.status(f"export {folder.name}")
        if status is None or not status.state.active:
            shutil.rmtree(folder, ignore_errors=True)
