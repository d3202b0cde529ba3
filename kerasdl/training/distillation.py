"""Knowledge distillation: confidences of a teacher, one network or several, as targets beside the labels.

After G. Hinton and others, "Distilling the Knowledge in a Neural Network", 2015; that teacher and student see the same
warped picture, and many of them, after L. Beyer and others, "Knowledge Distillation: A Good Teacher Is Patient and
Consistent", 2022.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import keras
import numpy as np
from keras import ops

from kerasdl import backend
from kerasdl.backend import TrainingSet, cross_entropy
from kerasdl.backend.hardware import multiplies_bfloat16
from kerasdl.config import CLASSES, TrainConfig
from kerasdl.errors import TrainingError
from kerasdl.evaluation.calibration import temper
from kerasdl.evaluation.report import confidences
from kerasdl.files import atomic_file
from kerasdl.lecture.losses import SMALLEST
from kerasdl.models.folder import open_model
from kerasdl.training.teachers import missing_teachers
from kerasdl.training.view_plan import View, plan_views
from kerasdl.training.views import Views


def taught_cross_entropy(share: float, temperature: float) -> Callable[[Any, Any], Any]:
    """The loss of a student: (1 - share) · C(labels, z) + share · T² · D(answers, z / T).

    C is the cross-entropy, D the Kullback-Leibler divergence, which is 0 where a student answers as its teachers do. T²
    makes up for the gradient, which z / T makes 1 / T² as large.

    Args:
        share: of the teacher.
        temperature: T, at which the answers are given.

    Returns:
        What `backend.training_loop` takes: from targets (batch, 2 · classes), labels, then answers, and logits (batch,
        classes) to (batch,).
    """

    def loss(targets: Any, logits: Any) -> Any:
        labels, answers = targets[:, :CLASSES], targets[:, CLASSES:]
        own, taught = cross_entropy(labels, logits), cross_entropy(answers, logits / temperature)
        least = -ops.sum(answers * ops.log(ops.maximum(answers, 1e-30)), axis=-1)
        return (1 - share) * own + share * temperature**2 * (taught - least)

    return loss


class Lessons:
    """What each epoch shows to a student: a warped view of the training pictures, with its teachers' answers."""

    def __init__(
        self,
        config: TrainConfig,
        learned: TrainingSet,
        student: keras.Sequential,
        device: str,
        kept: Path | None = None,
    ) -> None:
        """Load the teachers.

        Args:
            config: the settings.
            learned: the pictures as they are, and what they are.
            student: who learns.
            device: where the warps and the answers are computed.
            kept: a folder in which the teachers' answers are kept: they take longer than the student's training. Another
                training of the same pictures finds them there. None to keep none.

        Raises:
            TrainingError: a teacher is yet to be trained, or takes other pictures than the student.
        """
        if missing := missing_teachers(config):
            raise TrainingError(
                "Teachers must be trained first, as `kerasdl train` does by itself. "
                f"Received: {', '.join(str(teacher.folder) for teacher in missing)}, not there yet"
            )
        self.config, self.learned = config, learned
        self.teachers = [_Teacher(name, student, device) for name in config.teachers]
        self.plan = plan_views(config)
        self.views = Views(config, learned.images, device)
        self.kept = kept and kept / _fingerprint(learned.images.tobytes(), repr(self.views.strengths).encode())
        self._shown: tuple[View, TrainingSet] | None = None

    def at(self, epoch: int) -> TrainingSet:
        """The lesson of an epoch; its targets are (n, 2 · classes): those of the labels, then the teachers' answers."""
        view = self.plan.at(epoch)
        if self._shown is None or self._shown[0] != view:
            pictures = self.views.at(view)
            each = [
                temper(self._answers(teacher, view, pictures), self.config.temperature) for teacher in self.teachers
            ]
            targets = np.concatenate([self.learned.targets, np.mean(each, axis=0)], axis=1, dtype=np.float32)
            self._shown = view, TrainingSet(pictures, self.learned.labels, targets)
        return self._shown[1]

    def answer_all(self) -> Iterator[View]:
        """Have the teachers answer all views, and keep the answers; each view is given when that is done."""
        for view in self.plan.views():
            pictures = None
            for teacher in self.teachers:
                if self._find(teacher, view) is None:
                    pictures = self.views.at(view) if pictures is None else pictures
                    self._answers(teacher, view, pictures)
            yield view

    def _answers(self, teacher: _Teacher, view: View, pictures: np.ndarray) -> np.ndarray:
        """A teacher's confidences for a view: float32, (n, classes)."""
        found = self._find(teacher, view)
        if found is not None:
            return found
        answers = confidences(teacher.forward, pictures)
        if self.kept is not None:
            file = self._file(self.kept, teacher, view)
            with atomic_file(file) as part, part.open("wb") as opened:
                np.save(opened, np.log(np.maximum(answers, SMALLEST)).astype(np.float16))
        return answers

    def _find(self, teacher: _Teacher, view: View) -> np.ndarray | None:
        """The answers that were kept; None where there are none, or damaged ones."""
        if self.kept is not None:
            with suppress(OSError, ValueError):
                logs = np.load(self._file(self.kept, teacher, view), allow_pickle=False)
                if logs.shape == (len(self.learned), CLASSES) and np.isfinite(logs).all():
                    return np.exp(logs, dtype=np.float32)
        return None

    @staticmethod
    def _file(kept: Path, teacher: _Teacher, view: View) -> Path:
        return kept / teacher.fingerprint / f"{view.number}-{view.left:.4f}.npy"


@dataclass
class _Teacher:
    """A trained network, opened by its name or folder."""

    name: str
    student: keras.Sequential
    device: str

    def __post_init__(self) -> None:
        self.folder = open_model(self.name)
        network = self.folder.load()
        shapes = (network.input_shape, network.output_shape)
        if shapes != (self.student.input_shape, self.student.output_shape):
            raise TrainingError(
                f"`teacher` must take {self.student.input_shape} and give {self.student.output_shape}. "
                f"Received: {self.name}, from {shapes[0]} to {shapes[1]}"
            )
        on_processor = keras.backend.backend() == "tensorflow" and self.device.startswith("cpu")
        if on_processor and multiplies_bfloat16():
            network = _narrowed(network)
        self.forward = backend.compile_forward(network, self.device)

    @functools.cached_property
    def fingerprint(self) -> str:
        return _fingerprint(self.folder.keras_file.read_bytes())


def _narrowed(network: keras.Model) -> keras.Model:
    """The network as it answers fastest on TensorFlow's processor: its products before the last layer in bfloat16.

    All else stays float32. Answers differ by about a hundredth at most. A network that is no Sequential stays as it is.
    """
    if not isinstance(network, keras.Sequential):
        return network
    settings = network.get_config()
    for layer in settings["layers"][:-1]:
        if layer["class_name"] in ("Conv2D", "Dense"):
            layer["config"]["dtype"] = "mixed_bfloat16"
    narrow = keras.Sequential.from_config(settings)
    narrow.set_weights(network.get_weights())
    return narrow


def _fingerprint(*parts: bytes) -> str:
    return hashlib.sha256(b"".join(parts)).hexdigest()[:16]
