"""The commands `train` and `evaluate`."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kerasdl.backend.selection import best_backend
from kerasdl.cli.common import (
    STARTED,
    Backend,
    Device,
    Insist,
    Json,
    Model,
    check_backend,
    comma_list,
    note,
    print_result,
    start_keras,
)
from kerasdl.cli.teaching import have_teachers_answer, teachers_answer_elsewhere, train_missing_teachers
from kerasdl.config import MAX_SEED
from kerasdl.errors import ConfigError, TrainingError
from kerasdl.files import atomic_file, check_unlocked, writable_file, writable_folder
from kerasdl.models.store import ANSWERS

if TYPE_CHECKING:
    from kerasdl.config import TrainConfig
    from kerasdl.data.mnist import Digits
    from kerasdl.handwriting.training_data import TrainingData
    from kerasdl.models.card import Card
    from kerasdl.models.folder import ModelFolder

DIGITS = "an .npz like MNIST's, a folder of pictures sorted by label, or a room's file"


def _units(text: str | None, option: str) -> tuple[int, ...] | None:
    if text is None:
        return None
    rule = f"`{option}` must be positive integers with commas between, such as 512,256"
    try:
        return tuple(int(part) for part in comma_list(text, rule))
    except ValueError:
        raise ConfigError(f"{rule}. Received: {text}") from None


def train(
    preset: Annotated[
        str | None,
        typer.Option(
            help="Settings to start from: quick (seconds), web (the page's, minutes), cnn (convolutions) or record (how far "
            "dense layers go; each an hour without a GPU), teacher (from whose answers these two learn).",
            show_default="quick",
        ),
    ] = None,
    search: Annotated[
        Path | None, typer.Option(help="Start from a structure that `kerasdl search` found: its folder, and --trial.")
    ] = None,
    trial: Annotated[
        str | None,
        typer.Option(
            help="Which structure of the search, such as 17 or random-17; in full: 10 epochs without --epochs."
        ),
    ] = None,
    out: Annotated[Path | None, typer.Option(help="The model's folder.", show_default="saved_models/<preset>")] = None,
    seed: Annotated[
        int | None, typer.Option(min=0, max=MAX_SEED, help="Seeds the weights, the order of the digits, the dropout.")
    ] = None,
    hidden_units: Annotated[str | None, typer.Option(help="Neurons of each hidden layer, such as 512,256.")] = None,
    filters: Annotated[
        str | None, typer.Option(help="Channels of each stage of convolutions before them, such as 16,32,64.")
    ] = None,
    skips: Annotated[
        bool | None,
        typer.Option("--skips/--no-skips", help="Add to each hidden layer what goes into it, where it fits."),
    ] = None,
    teacher: Annotated[
        str | None,
        typer.Option(
            help="Trained models whose averaged answers it learns, too: names or folders. A preset and a seed, such as "
            "teacher-0, is trained first where it is not there yet."
        ),
    ] = None,
    teacher_share: Annotated[
        float | None, typer.Option(help="How much the teachers count; the labels count the rest.")
    ] = None,
    temperature: Annotated[
        float | None, typer.Option(help="At which teachers answer: above 1, what they hold for unlikely counts more.")
    ] = None,
    views: Annotated[
        int | None,
        typer.Option(
            help="How many warped views of each digit the teachers answer, taken in turn; 0: new ones each epoch."
        ),
    ] = None,
    activation: Annotated[str | None, typer.Option(help="Of the hidden layers: relu, sigmoid, tanh, …")] = None,
    dropout: Annotated[float | None, typer.Option(help="Share of activations switched off while training.")] = None,
    augmentation: Annotated[
        float | None, typer.Option(help="Strength of random turns, shears, scales and shifts, 0 for none.")
    ] = None,
    elastic: Annotated[float | None, typer.Option(help="Strength of random bending.")] = None,
    stroke: Annotated[float | None, typer.Option(help="Strength of random changes of stroke width.")] = None,
    fade: Annotated[
        float | None, typer.Option(help="Share of the training, at its end, in which these strengths fall to nothing.")
    ] = None,
    repeats: Annotated[int | None, typer.Option(help="How often an epoch shows each of MNIST's digits.")] = None,
    pen_digits: Annotated[
        int | None, typer.Option(help="Digits in pen strokes, drawn and learned beside MNIST's.")
    ] = None,
    non_digits: Annotated[int | None, typer.Option(help="Drawings of non-digits, to be unsure of.")] = None,
    epochs: Annotated[int | None, typer.Option(min=1, help="Passes over the training digits.")] = None,
    batch_size: Annotated[int | None, typer.Option(min=1, help="Digits a step.")] = None,
    learning_rate: Annotated[float | None, typer.Option(help="The highest learning rate of the cycle.")] = None,
    data: Annotated[Path | None, typer.Option(help=f"Digits in MNIST's place: {DIGITS}.", show_default="MNIST")] = None,
    also: Annotated[
        Path | None, typer.Option(help="Digits to learn beside these, in the same forms; judged by themselves, too.")
    ] = None,
    schedule: Annotated[
        str | None, typer.Option(help="Of the learning rate: 'one cycle' (up, then down to nothing) or constant.")
    ] = None,
    mixed_precision: Annotated[str | None, typer.Option(help="auto, on or off.")] = None,
    device: Device = "auto",
    devices: Annotated[
        int,
        typer.Option(
            min=1, max=1_024, help="How many devices of that kind share each batch, in equal parts; only on jax."
        ),
    ] = 1,
    backend: Backend = None,
    as_code: Annotated[
        Path | None,
        typer.Option(help="Write this training as Keras code into a .py or .ipynb file, and train nothing."),
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with an interrupted training.")] = False,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Start again over an interrupted training.")] = False,
    yes: Insist = False,
    as_json: Json = False,
) -> None:
    """Train a network and keep it with its card (steps 1 to 3 of the lecture)."""
    from kerasdl.training.demand import check_demand
    from kerasdl.training.kept import check_unfinished, finished_card

    given: dict[str, Any] = {
        "seed": seed,
        "hidden_units": _units(hidden_units, "hidden_units"),
        "filters": _units(filters, "filters"),
        "skips": skips,
        "teacher": teacher,
        "teacher_share": teacher_share,
        "temperature": temperature,
        "views": views,
        "activation": activation,
        "dropout": dropout,
        "augmentation": augmentation,
        "elastic": elastic,
        "stroke": stroke,
        "fade": fade,
        "repeats": repeats,
        "pen_digits": pen_digits,
        "non_digits": non_digits,
        "epochs": epochs,
        "batch_size": batch_size,
        "learning_rate": learning_rate,
        "schedule": schedule,
        "mixed_precision": mixed_precision,
    }
    check_backend(backend)
    start, called = _start_from(preset, search, trial)
    config = replace(start, **{k: v for k, v in given.items() if v is not None})
    if config.teachers and teacher is None and (data is not None or also is not None):
        note(
            "kerasdl: learns from labels alone, for the preset's teachers know nothing but MNIST; --teacher has them teach"
        )
        config = replace(config, teacher="", views=0)
    if as_code is not None:
        if data is not None or also is not None:
            raise ConfigError(f"`as_code` must be of MNIST's digits. Received: data={data}, also={also}")
        _write_code(config, as_code, as_json)
        return
    folder = out or Path("saved_models") / called
    if not yes:
        check_demand(config)
    check_unlocked(writable_folder(folder), error=TrainingError)
    check_unfinished(folder, resume=resume, overwrite=overwrite)
    if not (resume and data is also is None and finished_card(folder, config)):
        train_missing_teachers(config, device=device, insist=yes)
        if teachers_answer_elsewhere(config, backend, device):
            have_teachers_answer(config, data, also, folder.parent / ANSWERS)
    learned = _load(
        data, also, lambda: start_keras(backend, best_backend(convolutions=bool(config.filters), devices=devices))
    )
    from kerasdl.backend.hardware import describe_devices
    from kerasdl.cli.progress import training_progress
    from kerasdl.training.saving import train_and_save

    with training_progress() as show:
        card = train_and_save(
            folder,
            config,
            data=learned,
            preset=None if search else called,
            device=device,
            devices=devices,
            resume=resume,
            overwrite=overwrite,
            insist=yes,
            on_progress=show,
        )
    seconds = time.perf_counter() - STARTED
    accuracy, ran = card["test"]["accuracy"], card["ran_on"]
    devices_used = ran.get("devices", 1)  # a card of an earlier version does not say
    result = {
        "folder": str(folder),
        "test_accuracy": accuracy,
        "validation_accuracy": card["validation"]["validation_accuracy"],
        "seconds": round(seconds, 3),
        "training_seconds": round(card["training_seconds"], 3),
        "parameters": card["parameters"],
        **({"also": card["also"]} if card.get("also") else {}),
        **{k: ran[k] for k in ("backend", "device", "description", "precision")},
        "devices": devices_used,
    }
    print_result(
        result,
        as_json,
        f"{100 * accuracy:.2f} % of the test digits right, after {seconds:.1f} s in all "
        f"(Keras on {ran['backend']}, {describe_devices(ran['device'], devices_used)}, {ran['precision']})\n"
        f"{_beside_text(card)}"
        f"kept in {folder}",
    )


def _write_code(config: TrainConfig, file: Path, as_json: bool) -> None:
    """Write a training as Keras code.

    Raises:
        ConfigError: the file's name ends otherwise, it cannot be written, or the training has no such code.
    """
    from kerasdl.training.code.notebook import as_notebook
    from kerasdl.training.code.script import keras_script

    if file.suffix not in (".py", ".ipynb"):
        raise ConfigError(f"`as_code` must be a .py or .ipynb file. Received: {file}")
    script = keras_script(config)
    writable_file(file, "as_code", file.suffix)
    with atomic_file(file) as part:
        part.write_text(script if file.suffix == ".py" else as_notebook(script), encoding="utf-8")
    print_result({"code": str(file)}, as_json, f"written to {file}")


def _load(data: Path | None, also: Path | None, start: Callable[[], None]) -> TrainingData:
    """The digits of a training; `start` loads Keras."""
    from kerasdl.handwriting.training_data import training_data

    if data is not None or also is not None:
        start()  # pictures are centred by Keras
        return training_data(data, also, note=note)
    # MNIST's digits unpack on one core while Keras loads on the other.
    with ThreadPoolExecutor(1) as pool:
        digits = pool.submit(training_data)
        start()
        return digits.result()


def _beside_text(card: Card) -> str:
    beside = card.get("also")
    return (
        "" if not beside else f"{100 * beside['accuracy']:.2f} % of {beside['count']} held-out digits of --also right\n"
    )


def _start_from(preset: str | None, search: Path | None, trial: str | None) -> tuple[TrainConfig, str]:
    """The settings that a training run starts from, and the network's default name."""
    from kerasdl.config import PRESETS, TrainConfig

    if (search is None) != (trial is None) or (search and preset):
        given = ", ".join(f"--{k} {v}" for k, v in (("preset", preset), ("search", search), ("trial", trial)) if v)
        raise ConfigError(f"A training starts from --preset, or from --search and --trial. Received: {given}")
    if search and trial:
        from kerasdl.search import config_of

        # A search tries each candidate for an epoch or two; `train` trains it in full.
        return replace(config_of(search, trial), epochs=TrainConfig.epochs), f"found-{trial}"
    preset = preset or "quick"
    if preset not in PRESETS:
        raise ConfigError(f"`preset` must be one of {', '.join(PRESETS)}. Received: preset={preset}")
    return PRESETS[preset], preset


def evaluate(
    model: Model = "web",
    part: Annotated[
        str | None,
        typer.Option(
            help="Which digits: test, validation, train or all.",
            show_default="test; all of --data that the network has not learned from",
        ),
    ] = None,
    data: Annotated[Path | None, typer.Option(help=f"Digits in MNIST's place: {DIGITS}.", show_default="MNIST")] = None,
    png: Annotated[Path | None, typer.Option(help="Draw the report into this PNG.")] = None,
    device: Device = "auto",
    backend: Backend = None,
    as_json: Json = False,
) -> None:
    """Judge a network: accuracy, loss, confusion matrix, calibration, the hardest digits."""
    from kerasdl.models.folder import open_model

    if part not in (None, "test", "validation", "train", "all"):
        raise ConfigError(f"`part` must be test, validation, train or all. Received: part={part}")
    folder = open_model(model)
    check_backend(backend)
    if png is not None:
        writable_file(png, "png", ".png")
    start_keras(backend)
    from kerasdl.evaluation import report as evaluation
    from kerasdl.training.loop import choose_device

    digits = _judged(folder, data, part)
    report = evaluation.evaluate(
        folder.load(), digits, device=choose_device(device)[0], not_sure_below=folder.rejection_threshold
    )
    print_result(report.to_dict(), as_json, report)
    if png is not None:
        from kerasdl.evaluation.plots import save_report

        save_report(report, digits.images, png, title=folder.name)
        note(f"drawn in {png}")


def _judged(folder: ModelFolder, data: Path | None, part: str | None) -> Digits:
    """The digits that a network is judged on: of those that it has learned from, the held-out part."""
    from kerasdl.data.mnist import load_mnist
    from kerasdl.handwriting.load import fingerprint, load_digits
    from kerasdl.handwriting.split import whole

    digits = load_mnist() if data is None else load_digits(data, note=note)
    if part is None and data is not None:
        known = [source["sha256"] for source in folder.card.get("data", [])]
        part = "test" if fingerprint(digits) in known else "all"
        note(f"kerasdl: {'the held-out digits' if part == 'test' else 'all digits'} of {data}")
    return whole(digits) if part == "all" else getattr(digits, part or "test")
