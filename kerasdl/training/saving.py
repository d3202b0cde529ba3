"""Training into a model folder: the network, its card, its test figures."""

from __future__ import annotations

import platform
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kerasdl.config import TrainConfig
from kerasdl.data.mnist import Mnist, load_mnist
from kerasdl.errors import TrainingError
from kerasdl.files import LEAST_FREE, locked_folder, writable_folder, write_or_rescue
from kerasdl.handwriting.training_data import TrainingData
from kerasdl.models.card import Card
from kerasdl.models.store import ANSWERS, CHECKPOINT_FILE, KERAS_FILE, write_card
from kerasdl.training.demand import estimate
from kerasdl.training.kept import check_unfinished, finished_card, plain_settings
from kerasdl.training.loop import Progress, Trained, train

if TYPE_CHECKING:
    from kerasdl.evaluation.report import Report


def train_and_save(
    folder: Path,
    config: TrainConfig,
    *,
    data: Mnist | TrainingData | None = None,
    preset: str | None = None,
    device: str = "auto",
    devices: int = 1,
    resume: bool = False,
    overwrite: bool = False,
    insist: bool = False,
    on_progress: Callable[[Progress], None] | None = None,
) -> Card:
    """Train a network, judge it on the test digits, and keep it with its card.

    The folder is locked meanwhile.

    Args:
        folder: the model's folder; made if it is missing.
        config: the settings.
        data: the digits; None for the bundled ones. Of custom ones, the card says what they were.
        preset: the preset's name, for the card.
        device, devices: see `training.train`.
        resume: continue an unfinished training run in the folder; a finished one with the same settings is left as it is.
        overwrite: start again although an unfinished training lies in the folder.
        insist: see `training.train`.
        on_progress: called a few times an epoch.

    Returns:
        The card.

    Raises:
        ConfigError: the folder cannot be written, or the disk is full.
        TrainingError: an unfinished training lies in the folder and neither `resume` nor `overwrite` was given; another
            process is writing to it; or what was trained cannot be written there, and is kept elsewhere.
    """
    writable_folder(folder, needed=LEAST_FREE + estimate(config).disk)
    given = data if isinstance(data, TrainingData) else TrainingData(data or load_mnist())
    with locked_folder(folder, error=TrainingError):
        checkpoint = folder / CHECKPOINT_FILE
        check_unfinished(folder, resume=resume, overwrite=overwrite)
        if resume and (finished := finished_card(folder, config, given.sources)):
            return finished
        trained = train(
            config,
            data=given.digits,
            device=device,
            devices=devices,
            checkpoint=checkpoint,
            answers=folder.parent / ANSWERS,
            resume=resume,
            on_progress=on_progress,
            insist=insist,
        )
        card = save_trained(trained, folder, given, preset=preset)
        checkpoint.unlink(missing_ok=True)
        return card


def save_trained(trained: Trained, folder: Path, data: Mnist | TrainingData, *, preset: str | None = None) -> Card:
    """Write a trained network and its card; exports of the network that was there before go away.

    Returns:
        The card, with the figures on the test digits.

    Raises:
        TrainingError: the network cannot be written there; the message says where it is.
    """
    from kerasdl.evaluation.report import evaluate
    from kerasdl.models.half_precision import round_kernels, save_network
    from kerasdl.models.store import remove_exports

    given = data if isinstance(data, TrainingData) else TrainingData(data)
    round_kernels(trained.model)
    judged = evaluate(
        trained.model, given.digits.test, device=trained.hardware.device, not_sure_below=trained.not_sure_below
    )
    write_or_rescue(folder / KERAS_FILE, lambda file: save_network(trained.model, file), error=TrainingError)
    remove_exports(folder)
    return write_card(
        folder,
        preset=preset,
        config=plain_settings(trained.config),
        parameters=trained.model.count_params(),
        test={
            "accuracy": judged.accuracy,
            "mean_loss": judged.mean_loss,
            "expected_calibration_error": judged.expected_calibration_error,
        },
        not_sure_below=trained.not_sure_below,
        data=list(given.sources),
        also=_judged_beside(trained, given),
        refused=_refused(trained, judged),
        **_held_out(trained),
        validation={k: trained.history[-1][k] for k in ("validation_accuracy", "validation_loss")},
        history=trained.history,
        training_seconds=trained.seconds,
        ran_on={**asdict(trained.hardware), "machine": platform.machine(), "system": platform.system()},
        versions=_versions(),
        export=None,
    )


def _judged_beside(trained: Trained, given: TrainingData) -> dict[str, Any] | None:
    """What the network reaches on the held-out part of the digits that were learned beside the others."""
    from kerasdl.evaluation.report import evaluate

    if given.also is None:
        return None
    judged = evaluate(trained.model, given.also, device=trained.hardware.device)
    return {"accuracy": judged.accuracy, "mean_loss": judged.mean_loss, "count": judged.count}


def _refused(trained: Trained, judged: Report) -> dict[str, float]:
    """The share of the test digits that are refused as not sure, and of non-digits of kinds learned and never seen."""
    from kerasdl.evaluation.calibration import non_digit_rejection

    shares = {"test": judged.refused}
    if trained.config.non_digits:
        shares |= non_digit_rejection(trained.model, trained.not_sure_below, device=trained.hardware.device)
    return shares


def _held_out(trained: Trained) -> dict[str, float]:
    """How well a network that learned from drawings reads those of the pen styles that were kept from it."""
    from kerasdl.evaluation.calibration import held_out_accuracy

    if not trained.config.pen_digits:
        return {}
    return {"held_out_styles": held_out_accuracy(trained.model, device=trained.hardware.device)}


def _versions() -> dict[str, str]:
    from importlib.metadata import version

    import keras

    packages = {"jax": "jax", "tensorflow": "tensorflow", "torch": "torch"}
    backend = packages[keras.backend.backend()]
    return {"python": platform.python_version(), **{p: version(p) for p in ("kerasdl", "keras", "numpy", backend)}}
