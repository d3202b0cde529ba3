"""Draws the manual's pictures of what kerasdl computes: `python docs/draw_pictures.py [NAME …]`, from the checkout's root.

Names: training_path, history, activations, optimizers, dense_layers, misread; without one, all.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure
from PIL import Image

DOCS = Path(__file__).parent
PICTURES = DOCS / "pictures"
sys.path.insert(0, str(DOCS.parent))

from benchmarks.dense_layers import BY_DEPTH, BY_DIGITS_SEEN, BY_WEIGHTS, Kept, count_weights, ways  # noqa: E402
from benchmarks.support.dense_recipe import dense_recipe  # noqa: E402
from kerasdl.backend.fast_import import load_keras  # noqa: E402
from kerasdl.backend.selection import choose_backend  # noqa: E402

choose_backend("jax")
load_keras()

import kerasdl  # noqa: E402
from kerasdl.evaluation.plots import save_landscape  # noqa: E402
from kerasdl.history.run import CLAIMS, run_history  # noqa: E402
from kerasdl.lecture import ACTIVATIONS  # noqa: E402
from kerasdl.lecture.backprop import total_loss_function  # noqa: E402
from kerasdl.lecture.landscape import grid_around, landscape, principal_plane  # noqa: E402
from kerasdl.lecture.losses import one_hot  # noqa: E402
from kerasdl.lecture.optimizers import OPTIMIZERS, take_steps  # noqa: E402
from kerasdl.lecture.surfaces import SADDLE, TWO_VALLEYS, VALLEY  # noqa: E402
from kerasdl.models.folder import open_model  # noqa: E402


def training_path() -> None:
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
    """The picture of each claim."""
    with TemporaryDirectory() as folder:
        for year, kept in zip(CLAIMS, run_history(tuple(CLAIMS), out=Path(folder)), strict=True):
            save_small(Image.open(kept.picture), f"history-{year}")


def activations() -> None:
    """Four activations."""
    with in_both_themes("activations", width=7, height=2.4) as figure:
        z = np.linspace(-5, 5, 400)
        for place, name in zip(figure.subplots(1, 4), ("sigmoid", "tanh", "relu", "softplus"), strict=True):
            place.plot(z, ACTIVATIONS[name].of(z))
            place.set_title(name, fontsize=10)
            place.set_xlabel("z")


def optimizers() -> None:
    """Each optimizer's way with η = 0.1 on three surfaces, 60 steps."""
    with in_both_themes("optimizers", width=9, height=3.3) as figure:
        places = figure.subplots(1, 3)
        for place, surface in zip(places, (VALLEY, SADDLE, TWO_VALLEYS), strict=True):
            side = np.linspace(-surface.bound, surface.bound, 161)
            grid = np.stack(np.meshgrid(side, side), axis=-1)
            place.contour(side, side, surface.of(grid), levels=18, colors="#8888aa", linewidths=0.5)
            for name, method in OPTIMIZERS.items():
                way = take_steps(method(surface.gradient, np.array(surface.start), 0.1), 60)
                place.plot(way[:, 0], way[:, 1], marker=".", markersize=4, linewidth=1.2, label=name)
            place.plot(*np.array(surface.minima).T, "*", color="#d4a017", markersize=10)
            place.set(title=surface.name, xlim=(-surface.bound, surface.bound), ylim=(-surface.bound, surface.bound))
        figure.legend(*places[0].get_legend_handles_labels(), loc="outside lower center", ncols=4, frameon=False)


def dense_layers() -> None:
    """Error of dense layers against digits seen, weights and depth, as `benchmarks/dense_layers.py` measured it."""
    kept = Kept(**json.loads((DOCS / "dense_layers.json").read_text(encoding="utf-8")))
    found = ways(dense_recipe(",".join(map(str, kept.units)), kept.epochs))
    curves = {
        "digits seen, millions": [(found[name].digits_seen / 1e6, name) for name in BY_DIGITS_SEEN],
        "weights, millions": [(count_weights(found[name].config.hidden_units) / 1e6, name) for name in BY_WEIGHTS],
        "hidden layers, of as many weights": [(len(found[name].config.hidden_units), name) for name in BY_DEPTH],
    }
    with in_both_themes("dense_layers", width=9, height=3) as figure:
        for place, (label, curve) in zip(figure.subplots(1, 3, sharey=True), curves.items(), strict=True):
            errors = np.array([list(kept.errors[name].values()) for _, name in curve])
            places = [number for number, _ in curve]
            place.errorbar(places, errors.mean(1), errors.std(1, ddof=1), marker="o", capsize=3, linewidth=1.2)
            place.set(xscale="log", yscale="log", xlabel=label)
            place.set_xticks(places, [f"{each:.2g}" for each in places])
            place.set_yticks(ticks := [0.6, 0.7, 0.8, 1, 1.2, 1.4], [f"{tick:g}" for tick in ticks])
            place.minorticks_off()
        figure.axes[0].set(ylabel="held-out digits read wrong, %")


def misread() -> None:
    """The test digits that all networks misread that learned MNIST alone: what they are, and what each takes them for."""
    digits = kerasdl.load_mnist().test
    pictures = digits.images.astype(np.float32) / 255
    answers = np.stack(
        [
            open_model(name).load().predict(pictures, batch_size=1000, verbose=0).argmax(1)
            for name in ("record", "cnn", "teacher-0", "teacher-1")
        ]
    )
    wrong = np.flatnonzero((answers != digits.labels).all(axis=0))
    columns = 9
    rows = -(-len(wrong) // columns)
    with in_both_themes("misread", width=8, height=1.25 * rows) as figure:
        for place in figure.subplots(rows, columns, squeeze=False).flat:
            place.axis("off")
        for place, number in zip(figure.axes, wrong, strict=False):
            place.imshow(digits.images[number], cmap="gray")
            place.set_title(f"{digits.labels[number]}: {' '.join(map(str, answers[:, number]))}", fontsize=8)
    print(
        f"misread by all: {len(wrong)}, numbers {wrong.tolist()}; by each: {(answers != digits.labels).sum(1).tolist()}"
    )


@contextmanager
def in_both_themes(name: str, *, width: float, height: float) -> Iterator[Figure]:
    """A figure on no ground, in greys that are read on a light page and on a dark one."""
    grey = dict.fromkeys(("text.color", "axes.edgecolor", "axes.labelcolor", "xtick.color", "ytick.color"), "#808488")
    with plt.rc_context({**grey, "font.size": 9}):
        figure = plt.figure(figsize=(width, height), layout="constrained")
        yield figure
        with BytesIO() as shot:
            figure.savefig(shot, dpi=150, transparent=True)
            save_small(Image.open(shot), name)
        plt.close(figure)


def save_small(picture: Image.Image, name: str) -> None:
    """A picture as WebP, at most 1,100 pixels wide."""
    picture.thumbnail((1100, 2000))
    picture.save(PICTURES / f"{name}.webp", quality=80, method=6)


DRAWN = {drawn.__name__: drawn for drawn in (training_path, history, activations, optimizers, dense_layers, misread)}


def main() -> None:
    PICTURES.mkdir(exist_ok=True)
    for name in sys.argv[1:] or DRAWN:
        DRAWN[name]()


if __name__ == "__main__":
    main()
