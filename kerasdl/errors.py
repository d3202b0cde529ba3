"""Error classes: each message is one line that states the rule and the value received."""

from __future__ import annotations

LONGEST_MESSAGE = 500
_KEPT_AT_THE_END = 120  # where the value received stands


def printable(text: object) -> str:
    """A text that a terminal shows and does not obey: every character that is not printable, but the ends of lines, escaped.

    Control characters, directions of writing and lone surrogates come from file names, cards and labels of other people.
    """
    return "".join(c if c.isprintable() or c == "\n" else c.encode("unicode_escape").decode() for c in str(text))


def one_line(text: object, longest: int = LONGEST_MESSAGE) -> str:
    """A text as one printable line of at most `longest` characters, what is too much left out before its end."""
    line = printable(" ".join(str(text)[: 20 * longest].split()))
    if len(line) <= longest:
        return line
    end = min(_KEPT_AT_THE_END, longest // 3)
    return f"{line[: longest - end - 3]} … {line[-end:]}"


class KerasdlError(Exception):
    """Base of every error that kerasdl raises on purpose; the command prints it and exits with status 1."""

    def __init__(self, message: object = "") -> None:
        super().__init__(one_line(message))


class DataError(KerasdlError):
    """Digits, the bundled or custom ones, are missing or damaged."""


class RoomError(KerasdlError):
    """A room in which a class writes is missing, damaged, closed or full."""


class PictureError(KerasdlError):
    """A picture cannot be read as ink."""


class ConfigError(KerasdlError):
    """A setting breaks its rule."""


class TrainingError(KerasdlError):
    """Training cannot start, continue, or be resumed."""


class ModelError(KerasdlError):
    """A model folder, or something in it, is missing, damaged or of the wrong kind."""


class ExportError(KerasdlError):
    """A model cannot be written in the format asked for."""


class ParityError(KerasdlError):
    """An exported model does not answer as its Keras original does."""


class HistoryError(KerasdlError):
    """The claims of history cannot be tried."""


class SearchError(KerasdlError):
    """A search for structures cannot continue."""
