"""What a training runs on: the device and its name for people, the arithmetic."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass

import keras

from kerasdl import engine
from kerasdl.config import TrainConfig
from kerasdl.errors import TrainingError


@dataclass(frozen=True)
class Hardware:
    """What ran where: the Keras backend, the device, and the arithmetic."""

    backend: str
    device: str
    description: str
    precision: str

    def __str__(self) -> str:
        return f"{self.backend} on {self.device} ({self.description}), {self.precision}"


def choose_device(name: str = "auto") -> tuple[str, str]:
    """The device to train on: its name and what it is.

    Args:
        name: "auto" (a GPU when the Keras backend sees one), "cpu", "gpu", or with an index, "gpu:1".

    Raises:
        TrainingError: the backend has no such device.
    """
    found = engine.devices()
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


def precision_for(config: TrainConfig, device: str) -> str:
    """The Keras dtype policy that `mixed_precision` stands for on a device."""
    wide = max(config.hidden_units, default=0) >= 1024
    mixed = config.mixed_precision == "on" or (config.mixed_precision == "auto" and device.startswith("gpu") and wide)
    return "mixed_bfloat16" if mixed else "float32"


def hardware_of(device: str, description: str, precision: str) -> Hardware:
    """The hardware's record, from what `choose_device` and `precision_for` answered."""
    if device.startswith("cpu"):
        description = f"{platform.machine()}, {os.cpu_count()} cores"
    return Hardware(keras.backend.backend(), device, description, precision)
