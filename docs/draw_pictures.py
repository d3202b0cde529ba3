"""Draws the pictures in README of what kerasdl computes: `python docs/draw_pictures.py`, from the checkout's root."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from kerasdl.backend.fast_import import load_keras
from kerasdl.backend.selection import choose_backend

choose_backend("jax")
load_keras()

import kerasdl  # noqa: E402
from kerasdl.evaluation.plots import save_landscape  # noqa: E402
from kerasdl.history.run import run_history  # noqa: E402
from kerasdl.lecture.backprop import total_loss_function  # noqa: E402
from kerasdl.lecture.landscape import grid_around, landscape, principal_plane  # noqa: E402
from kerasdl.lecture.losses import one_hot  # noqa: E402

DOCS = Path(__file__).parent


def way_of_a_training() -> None:
    """784-32-10, trained in Keras for 12 epochs; the mean loss of 1,000 validation digits around the path that it took."""
    mnist, path = kerasdl.load_mnist(), []
    config = replace(kerasdl.PRESETS["quick"], hidden_units=(32,), epochs=12, learning_rate=2e-3)
    trained = kerasdl.train(config, data=mnist, on_epoch=lambda m: path.append(kerasdl.lecture_network(m).theta))
    digits = mnist.validation.images[:1000].reshape(1000, -1) / 255.0
    total = total_loss_function(
        kerasdl.lecture_network(trained.model), digits, one_hot(mnist.validation.labels[:1000], 10)
    )
    found = principal_plane(np.array(path))
    seen = landscape(lambda theta: total(theta) / 1000, found.plane, *grid_around(found.coordinates, 41))
    title = "784-32-10 on digits: the loss around the path of its training"
    save_landscape(seen, DOCS / "landscape.png", path=found, title=title, label="mean loss")


def history() -> None:
    """The picture of 1986."""
    with TemporaryDirectory() as folder:
        (kept,) = run_history(["1986"], out=Path(folder))
        shutil.copy(kept.picture, DOCS / "history.png")


def main() -> None:
    way_of_a_training()
    history()


if __name__ == "__main__":
    main()
