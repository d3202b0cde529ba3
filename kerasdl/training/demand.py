"""Memory, disk space and time that a training takes, estimated from its settings before Keras is loaded."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from kerasdl.config import CLASSES, IMAGE_SIDE, TrainConfig
from kerasdl.errors import ConfigError, TrainingError
from kerasdl.networks.cost import count_multiply_adds, count_parameters, layer_values
from kerasdl.training.teachers import missing_teachers, teacher_settings

DIGITS = 55_000  # of MNIST's training set
WEEK = 7 * 86_400.0  # seconds: longer than that no training is meant to take
SMALL = 1_000_000_000  # bytes: so little is always tried, whatever the machine says
PROGRAM = 600_000_000  # bytes of Keras, its backend and MNIST
DEFAULT_MEMORY = 8_000_000_000  # bytes, where the machine does not say

# Bytes of each parameter: weight, gradient and two moments on the device, and what a checkpoint copies.
PARAMETER_BYTES = 44
# Bytes of each number that a layer gives for a digit: with what the backward pass keeps, its normalisation and gradient.
VALUE_BYTES = 16
WARPED_VALUES = 8 * IMAGE_SIDE**2  # numbers that warps compute for a digit
JUDGED = 5_000  # digits that are judged at once
# Bytes of a training digit: its pixels and its target, in NumPy, joined, and on the device.
DIGIT_BYTES = 2 * (IMAGE_SIDE**2 + 4 * CLASSES)
CHECKPOINT_BYTES = 12  # of each parameter: itself and two moments

# Time on one core, so that twice as many give what the shipped networks took, within a factor of two.
PASSES = 3  # a training step computes the forward pass, and twice as much backwards
MULTIPLY_ADD = 1 / 60e9  # seconds, in dense layers
CONVOLVED = 1 / 24e9  # in convolutions
WARPED = 1 / 150_000  # a digit
DRAWN = 1 / 2_000  # a pen digit; on one core
STARTING = 2.0  # seconds of compiling
STEP, UPDATE = 2e-4, 5e-9  # a step, and of it each parameter; on one core


@dataclass(frozen=True)
class Demand:
    """What a training takes: bytes of memory, bytes on the disk, seconds on this machine's processor."""

    memory: int
    disk: int
    seconds: float


def estimate(config: TrainConfig, digits: int = DIGITS) -> Demand:
    """What a training takes, within about a factor of two.

    Args:
        config: the settings.
        digits: how many training digits there are, before they are repeated and drawings are added.
    """
    drawn = config.pen_digits + config.non_digits
    learned = config.repeats * digits + drawn
    batch, shown = min(config.batch_size, learned), config.epochs * learned
    parameters, values = count_parameters(config), layer_values(config)
    warped = bool(config.augmentation or config.elastic or config.stroke)
    in_batch = batch * VALUE_BYTES * (sum(values) + warped * WARPED_VALUES)
    memory = PROGRAM + PARAMETER_BYTES * parameters + DIGIT_BYTES * learned + max(in_batch, JUDGED * 8 * max(values))
    each = PASSES * count_multiply_adds(config) * (CONVOLVED if config.filters else MULTIPLY_ADD) + warped * WARPED
    seconds = STARTING + shown * each / available_cores() + shown / batch * (STEP + UPDATE * parameters) + drawn * DRAWN
    taught = _taught_seconds(config, learned)
    return Demand(memory, CHECKPOINT_BYTES * parameters, seconds + taught)


def _taught_seconds(config: TrainConfig, learned: int) -> float:
    """How long the teachers take to answer, and those that are yet to be trained to learn."""
    answered = learned * min(config.views or config.epochs, config.epochs) * CONVOLVED / available_cores()
    answering = sum(answered * count_multiply_adds(settings) for settings in teacher_settings(config))
    return answering + sum(estimate(teacher.config).seconds for teacher in missing_teachers(config))


def check_demand(config: TrainConfig, digits: int = DIGITS, *, processes: int = 1) -> Demand:
    """Check that a training fits into this machine's free memory and takes at most a week on its processor.

    Args:
        config, digits: as in `estimate`.
        processes: how many such trainings run at once, each with cores of its own.

    Raises:
        ConfigError: it does not; with what it would take.
    """
    demand, free = estimate(config, digits), free_memory()
    memory, many = processes * demand.memory, f", {processes:,} at once," if processes > 1 else ""
    if memory > max(free, SMALL):
        raise ConfigError(
            "A training must fit into the memory that is free; ask for less, or insist with --yes. "
            f"Received: settings that{many} need about {_size(memory)} of memory, where {_size(free)} are free"
        )
    if demand.seconds > WEEK:
        raise ConfigError(
            "A training must end within a week on this machine's processor; ask for less, or insist with --yes. "
            f"Received: settings that take about {_duration(demand.seconds)}"
        )
    return demand


@contextmanager
def memory_errors(config: TrainConfig) -> Iterator[None]:
    """Turn what NumPy or a backend raises for want of memory, each an error of its own, into one line.

    Raises:
        TrainingError: there is too little memory after all.
    """
    try:
        yield
    except Exception as error:
        if not is_out_of_memory(error):
            raise
        raise TrainingError(
            "A training must fit into the device's memory; take fewer units, or a smaller batch. Received: "
            f"hidden_units={config.hidden_units}, filters={config.filters}, batch_size={config.batch_size} ({error})"
        ) from None


def is_out_of_memory(error: Exception) -> bool:
    """Whether an error says that there was no memory."""
    signs = ("RESOURCE_EXHAUSTED", "ResourceExhausted", "ut of memory", "OOM when")
    return isinstance(error, MemoryError) or any(sign in f"{type(error).__name__} {error}" for sign in signs)


def free_memory() -> int:
    """Bytes of memory that a new process can have, within the limits of its control group and its own."""
    found = [_meminfo(), _control_group("memory.max", "memory.current"), _process_limit()]
    found.append(_control_group("memory/memory.limit_in_bytes", "memory/memory.usage_in_bytes"))
    return min((each for each in found if each is not None), default=DEFAULT_MEMORY)


def _meminfo() -> int | None:
    with suppress(OSError, ValueError, IndexError):
        text = Path("/proc/meminfo").read_text(encoding="ascii")
        return 1024 * int(text.partition("MemAvailable:")[2].split()[0])
    with suppress(
        AttributeError, OSError, ValueError
    ):  # macOS says what it has, not what is free of it; Windows neither
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return None


def _control_group(limit: str, used: str) -> int | None:
    with suppress(OSError, ValueError):  # no group, or one without a limit, which says "max"
        group = Path("/sys/fs/cgroup")
        return max(0, int((group / limit).read_text()) - int((group / used).read_text()))
    return None


def _process_limit() -> int | None:
    with suppress(ImportError):  # on Windows
        import resource

        limit = resource.getrlimit(resource.RLIMIT_AS)[0]
        return None if limit == resource.RLIM_INFINITY else limit
    return None


def available_cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _size(count: int) -> str:
    return f"{count / 1e9:,.1f} GB" if count < 1e13 else f"{count / 1e12:,.0f} TB"


def _duration(seconds: float) -> str:
    days = seconds / 86_400
    return f"{days:,.0f} days" if days < 1_000 else f"{days / 365:,.0f} years"
