"""What a training learns from: MNIST's digits and drawn ones, what is no digit, and the targets, a teacher's too."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
import numpy as np

from kerasdl import engine, pen
from kerasdl.augmentation import NUMBERS, GivenWarp
from kerasdl.config import TrainConfig
from kerasdl.data import Digits
from kerasdl.engine import Lesson
from kerasdl.networks import CLASSES

# Pictures that the teacher answers in one call; the last call is filled up, so that one shape is compiled.
BATCH = 1000


class Lessons:
    """The lessons of a training; the same settings and seed give the same lessons.

    Without a teacher there is one lesson, which the training step warps anew each time. With a teacher, a lesson holds
    pictures that are warped already, with the teacher's answers to just these pictures, and lasts for
    `config.lesson` epochs: a student that sees what its teacher sees learns most (L. Beyer and others, "Knowledge
    distillation: A good teacher is patient and consistent", 2022).

    Args:
        config: the settings.
        digits: what is learned beside the drawings.
        teacher: a network from (batch, 28, 28) to confidences (batch, 10), where `config.distillation` asks for one.
        device: where the teacher answers.
    """

    def __init__(self, config: TrainConfig, digits: Digits, teacher: keras.Sequential | None, device: str) -> None:
        self._config = config
        parts = [digits]
        if config.pen_digits:
            parts.append(pen.drawings(config.pen_digits, [config.seed, 1]))
        if config.non_digits:
            blank = max(1, config.non_digits // 100)
            parts.append(pen.drawings(config.non_digits - blank, [config.seed, 2], pen.SEEN))
            empty = np.zeros((blank, *digits.images.shape[1:]), np.uint8)
            parts.append(Digits(empty, np.full(blank, pen.NOT_A_DIGIT, np.uint8)))
        self.images = np.concatenate([part.images for part in parts])
        self.labels = np.concatenate([part.labels for part in parts]).astype(np.int32)
        self._ask = None if teacher is None else _teacher(teacher, config, device)

    def __len__(self) -> int:
        return len(self.labels)

    def at(self, epoch: int) -> Lesson | None:
        """The lesson that begins with an epoch, counted from 0; None where the one before goes on."""
        config = self._config
        hard = targets(self.labels, config.label_smoothing)
        if self._ask is None:
            return Lesson(self.images, self.labels, hard) if epoch == 0 else None
        if epoch % config.lesson:
            return None
        return self._taught(np.random.default_rng([config.seed, 3, epoch]), hard)

    def of(self, epoch: int) -> Lesson:
        """The lesson that an epoch learns from, also where it began earlier."""
        begun = 0 if self._ask is None else epoch - epoch % self._config.lesson
        lesson = self.at(begun)
        assert lesson is not None
        return lesson

    def _taught(self, rng: np.random.Generator, hard: np.ndarray) -> Lesson:
        assert self._ask is not None
        images, soft = np.empty_like(self.images), np.empty_like(hard)
        for i in range(0, len(self.images), BATCH):
            part = self.images[i : i + BATCH]
            full = np.zeros((BATCH, *part.shape[1:]), np.float32)
            full[: len(part)] = part / np.float32(255)
            drawn = rng.uniform(-1, 1, (BATCH, NUMBERS)).astype(np.float32)
            answer = self._ask([full, drawn])
            images[i : i + BATCH] = np.rint(255 * answer["pictures"][: len(part)]).astype(np.uint8)
            soft[i : i + BATCH] = answer["confidences"][: len(part)]
        share = np.float32(self._config.distillation)
        # What is no digit has its own target, whatever the teacher thinks.
        share = np.where(self.labels[:, None] < CLASSES, share, np.float32(0))
        return Lesson(images, self.labels, share * soft + (1 - share) * hard)


def targets(labels: np.ndarray, smoothing: float) -> np.ndarray:
    """One-hot targets with a share spread over all classes; equal shares for what is no digit: float32, (n, 10)."""
    table = np.concatenate([np.eye(CLASSES), np.full((1, CLASSES), 1 / CLASSES)])
    smooth = (1 - smoothing) * table + smoothing / CLASSES
    return smooth.astype(np.float32)[np.minimum(labels, CLASSES)]


def _teacher(teacher: keras.Sequential, config: TrainConfig, device: str) -> Callable[[Any], Any]:
    """Warp pictures by random numbers and answer them: one compiled call."""
    pictures, drawn = keras.Input(teacher.input_shape[1:]), keras.Input((NUMBERS,))
    warped = GivenWarp(config.augmentation, config.elastic, config.stroke)(pictures, drawn)
    model = keras.Model([pictures, drawn], {"pictures": warped, "confidences": teacher(warped)})
    return engine.compile_forward(model, device)
