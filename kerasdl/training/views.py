"""Warped views of the training digits, each the same whenever it is asked for."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np

from kerasdl import backend
from kerasdl.config import TrainConfig
from kerasdl.layers.random_warp import PARAMETERS, warp
from kerasdl.training.view_plan import CHUNK, SEED, View


class Views:
    """Views of pictures, warped as `RandomWarp` warps, but by numbers of the view and not of the step."""

    def __init__(self, config: TrainConfig, pictures: np.ndarray, device: str) -> None:
        """Take the pictures, uint8, (n, height, width), and the warps' strengths."""
        self.pictures, self.strengths = pictures, config.strengths
        self._forward = backend.compile_forward(_warps(pictures.shape[1:], self.strengths), device)

    def at(self, view: View) -> np.ndarray:
        """The pictures as a view shows them: uint8, of the same shape."""
        if not any(self.strengths):
            return self.pictures
        rng = np.random.default_rng([SEED, view.number])
        shown = np.empty_like(self.pictures)
        for start in range(0, len(shown), CHUNK):
            # Always a whole chunk, so that it is compiled once.
            parameters = rng.uniform(-1, 1, (CHUNK, PARAMETERS)).astype(np.float32)
            parameters[:, :-1] *= view.left  # the last one says whether the picture is warped at all
            part = self.pictures[start : start + CHUNK]
            padded = np.concatenate([part, np.zeros((CHUNK - len(part), *part.shape[1:]), part.dtype)])
            warped = self._forward([padded.astype(np.float32) / 255, parameters])
            shown[start : start + CHUNK] = np.round(255 * warped[: len(part)])
        return shown


def _warps(shape: tuple[int, ...], strengths: tuple[float, float, float]) -> keras.Model:
    pictures, parameters = keras.Input(shape), keras.Input((PARAMETERS,))
    return keras.Model([pictures, parameters], _Warp(strengths)(pictures, parameters))


class _Warp(keras.layers.Layer):
    """Warps by numbers that are given; see `random_warp.warp`."""

    def __init__(self, strengths: tuple[float, float, float]) -> None:
        super().__init__()
        self.strengths = strengths

    def call(self, pictures: Any, parameters: Any) -> Any:
        return warp(pictures, parameters, *self.strengths)

    def compute_output_shape(self, pictures_shape: tuple, parameters_shape: tuple) -> tuple:
        return pictures_shape
