"""Devices and numeric precision of a training run."""

from __future__ import annotations

import functools
import os
import platform
from dataclasses import dataclass
from pathlib import Path

import keras

from kerasdl import backend
from kerasdl.config import NARROW_PRODUCTS, TrainConfig
from kerasdl.errors import ConfigError, TrainingError

# Hidden units from which on `mixed_precision="auto"` is worth it: narrower products take less time than what it adds.
WIDE_ON_GPU, WIDE_ON_CPU = 1024, 512


@dataclass(frozen=True)
class Hardware:
    """What ran where: the Keras backend, the (first) device, what it is, the arithmetic, and how many devices it were."""

    backend: str
    device: str
    description: str
    precision: str
    devices: int = 1

    def __str__(self) -> str:
        return f"{self.backend} on {describe_devices(self.device, self.devices)} ({self.description}), {self.precision}"


def describe_devices(device: str, devices: int) -> str:
    """For people: the device, or how many devices from which one on."""
    return device if devices == 1 else f"{devices} devices from {device} on"


def choose_device(name: str = "auto") -> tuple[str, str]:
    """The device to train on: its name and what it is.

    Args:
        name: "auto" (a GPU when the Keras backend sees one), "cpu", "gpu", or with an index, "gpu:1".

    Raises:
        TrainingError: the backend has no such device.
    """
    found = backend.devices()
    if name == "auto":
        return found[0]
    for device, description in found:
        if device == name or device.split(":")[0] == name:
            return device, description
    if name == "cpu":
        return "cpu:0", "cpu"
    raise TrainingError(
        f"`device` must be auto or one of {', '.join(d for d, _ in found)} "
        f"(what Keras's {keras.backend.backend()} backend sees here). Received: device={name}"
    )


def choose_devices(name: str = "auto", count: int = 1) -> tuple[list[str], str]:
    """The devices to train on, all of one kind: their names and what they are.

    Args:
        name: as for `choose_device`; without an index where `count` is more than 1.
        count: how many.

    Raises:
        ConfigError: `count` is no positive integer, or the backend or `name` allows one device only.
        TrainingError: the backend has no such device, or too few of its kind.
    """
    if not isinstance(count, int) or isinstance(count, bool) or count < 1:
        raise ConfigError(f"`devices` must be a positive integer. Received: devices={count}")
    backend = keras.backend.backend()
    if count > 1 and backend != "jax":
        raise ConfigError(
            f"`devices` must be 1 on Keras's {backend} backend; only jax trains on several. Received: devices={count}"
        )
    if count > 1 and ":" in name:
        raise ConfigError(
            f"`device` must be auto, cpu or gpu where `devices` is more than 1. Received: device={name}, devices={count}"
        )
    first, description = choose_device(name)
    if count == 1:
        return [first], description
    kind = first.split(":")[0]
    found = keras.distribution.list_devices(kind)
    if count > len(found):
        raise TrainingError(
            f"`devices` must be at most the number of {kind} devices that JAX sees here, {len(found)}. "
            f"Received: devices={count}"
        )
    return found[:count], description


def check_batch_split(batch: int, devices: int) -> None:
    """Check that a batch can be shared out equally.

    Raises:
        ConfigError: it cannot.
    """
    if batch % devices:
        raise ConfigError(
            f"`batch_size` must be divisible by `devices`. Received: batch_size={batch}, devices={devices}"
        )


def precision_for(config: TrainConfig, device: str) -> str:
    """What `mixed_precision` stands for on a device: a Keras dtype policy, or `NARROW_PRODUCTS`.

    On a processor that multiplies bfloat16 by itself, only the products are narrow: of dense layers on JAX, see
    `NarrowDense`; of convolutions on TensorFlow.
    """
    widest = max(config.hidden_units, default=0)
    on = config.mixed_precision == "on"
    if config.mixed_precision == "off":
        return "float32"
    if device.startswith("cpu") and multiplies_bfloat16():
        if keras.backend.backend() == "jax":
            return NARROW_PRODUCTS if on or widest >= WIDE_ON_CPU else "float32"
        if keras.backend.backend() == "tensorflow" and config.filters:
            return NARROW_PRODUCTS
    return "mixed_bfloat16" if on or (device.startswith("gpu") and widest >= WIDE_ON_GPU) else "float32"


@functools.cache
def multiplies_bfloat16() -> bool:
    """Whether this machine's processor multiplies bfloat16 numbers by itself, as Linux tells.

    With matrix units (Intel's AMX), or in its vectors (AVX-512 BF16, as AMD has it from Zen 4 on).
    """
    try:
        flags = set(Path("/proc/cpuinfo").read_text(encoding="utf-8").split())
    except OSError:
        return False
    return not flags.isdisjoint({"amx_bf16", "avx512_bf16"})


def hardware_of(devices: list[str], description: str, precision: str) -> Hardware:
    """The hardware's record, from what `choose_devices` and `precision_for` answered."""
    if devices[0].startswith("cpu"):
        description = f"{platform.machine()}, {os.cpu_count()} cores"
    return Hardware(keras.backend.backend(), devices[0], description, precision, len(devices))
