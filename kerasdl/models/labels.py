"""Class labels: read from a text or a file, and checked."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from kerasdl.errors import ExportError

LONGEST = 40


def read_labels(given: str) -> list[str]:
    """The labels that a text names.

    Args:
        given: names with commas between, or a file with one a line.

    Raises:
        ExportError: it is neither.
    """
    file = Path(given)
    try:
        if "," in given and not file.is_file():
            return [label.strip() for label in given.split(",")]
        return [line.strip() for line in file.read_text(encoding="utf-8-sig").splitlines() if line.strip()]
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ExportError(
            f"`labels` must be names with commas between, or a file with one a line. Received: {given} ({reason})"
        ) from None


def check_labels(labels: Any, output_shape: Sequence[int | None]) -> None:
    """Check that each output has a name of its own.

    Raises:
        ExportError: one breaks the rule; it is named.
    """
    if len(output_shape) != 2 or len(labels) != output_shape[1]:
        raise ExportError(
            f"`labels` must be one for each of the network's outputs, shape {tuple(output_shape)}. "
            f"Received: {len(labels)} labels"
        )
    for label in labels:
        if not isinstance(label, str) or not label.strip() or not label.isprintable() or len(label) > LONGEST:
            raise ExportError(f"A label must have 1 to {LONGEST} printable characters. Received: {label!r}")
        if labels.count(label) > 1:
            raise ExportError(f"Each label must differ from the others. Received: {label} {labels.count(label)} times")
