"""Class labels: read from a text or a file, and checked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from kerasdl.errors import ExportError, KerasdlError

LONGEST = 40
MAX_FILE_CHARACTERS = 1_000_000


def read_labels(given: str) -> list[str]:
    """The labels that a text names.

    Args:
        given: names with commas between, or a file with one a line.

    Raises:
        ExportError: it is neither.
    """
    if "," in given and not _is_file(given):
        return [label.strip() for label in given.split(",")]
    try:
        with Path(given).open(encoding="utf-8-sig") as file:
            content = file.read(MAX_FILE_CHARACTERS + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ExportError(
            f"`labels` must be names with commas between, or a file with one a line. Received: {given} ({reason})"
        ) from None
    if len(content) > MAX_FILE_CHARACTERS:
        raise ExportError(
            f"A file of labels must have at most {MAX_FILE_CHARACTERS:,} characters. Received: {given}, which has more"
        )
    return [line.strip() for line in content.splitlines() if line.strip()]


def _is_file(text: str) -> bool:
    try:
        return Path(text).is_file()
    except (OSError, ValueError):  # it is too long to be a file's name, or has characters that none may have
        return False


def check_labels(labels: Sequence[str], output_shape: Sequence[int | None]) -> None:
    """Check that each output has a name of its own.

    Raises:
        ExportError: one breaks the rule; it is named.
    """
    if len(output_shape) != 2 or len(labels) != output_shape[1]:
        raise ExportError(
            f"`labels` must be one for each of the network's outputs, shape {tuple(output_shape)}. "
            f"Received: {len(labels)} labels"
        )
    check_names(labels, ExportError)


def check_names(labels: Sequence[str], error: type[KerasdlError]) -> None:
    """Check the labels themselves.

    Raises:
        KerasdlError: `error`: a label is empty, too long, not printable, or there twice; it is named.
    """
    for label in labels:
        if not isinstance(label, str) or not label.strip() or not label.isprintable() or len(label) > LONGEST:
            raise error(f"A label must have 1 to {LONGEST} printable characters. Received: {label!r}")
    for label, count in Counter(labels).most_common(1):
        if count > 1:
            raise error(f"Each label must differ from the others. Received: {label} {count} times")
