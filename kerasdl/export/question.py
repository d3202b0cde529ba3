"""What a comparison asks: a model as Keras loads it, some inputs, and what Keras answers to them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kerasdl.backend.quiet_tensorflow import quiet_tensorflow
from kerasdl.errors import ModelError
from kerasdl.export.runtimes import Inputs, Outputs
from kerasdl.models.folder import ModelFolder, open_model

if TYPE_CHECKING:
    from kerasdl.export.reference import Reference


@dataclass(frozen=True)
class Question:
    """A model, its reference, and inputs with Keras's answers.

    Attributes:
        opened: the model's folder.
        reference: the model as Keras loads it.
        inputs: arrays by the inputs' names, (count, …).
        expected: what Keras answers, by the outputs' names.
    """

    opened: ModelFolder
    reference: Reference
    inputs: Inputs
    expected: Outputs

    @property
    def count(self) -> int:
        """How many inputs there are."""
        return len(next(iter(self.inputs.values())))

    @property
    def formats(self) -> Sequence[str]:
        """The formats that the model was exported to."""
        return (self.opened.card.get("export") or {}).get("formats") or []

    @property
    def quantize(self) -> str | None:
        """How the weights of TF.js are stored."""
        return (self.opened.card.get("export") or {}).get("quantize")

    @property
    def compared(self) -> Outputs:
        """The answers that count: a reader's confidences; of any other model all."""
        return {"confidences": self.expected["confidences"]} if self.reference.with_ink else self.expected

    @contextmanager
    def unchanged(self) -> Iterator[None]:
        """See that the model's folder stays as it is while it is compared.

        Raises:
            ModelError: it was written meanwhile.
        """
        try:
            yield
        finally:
            if open_model(self.opened.path).card != self.opened.card:
                raise ModelError(
                    "A model must stay as it is while it is verified. "
                    f"Received: {self.opened.path}, which was written meanwhile"
                )


def ask_keras(
    opened: ModelFolder,
    *,
    count: int | None,
    inputs: Path | None,
    custom: str | None,
    run_lambda: bool,
    digits: int | None = None,
    say: Callable[[str], None],
) -> Question:
    """Load an exported model with Keras alone, and have it answer.

    Args:
        digits: of a model that takes digits, how many it gets where `count` does not say; None for all.
        opened, count, inputs, custom, run_lambda, say: as in `verify`.

    Raises:
        ConfigError, ModelError, ParityError: as `verify`.
    """
    if (opened.card.get("export") or {}).get("formats") is None:
        raise ModelError(f"A model must be exported before it is verified. Received: {opened.path}")
    opened.check_files()
    with quiet_tensorflow():
        from kerasdl.export.reference import load_reference
    say("loading the model")
    reference = load_reference(opened, custom=custom, run_lambda=run_lambda)
    if count is None and inputs is None and reference.takes_digits:
        count = digits
    given = reference.inputs(count, inputs)
    say("asking Keras")
    return Question(opened, reference, given, reference.answer(given))
