"""Plots as PNG files: evaluation report, loss landscape, pen styles."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image

from kerasdl.files import atomic_file

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kerasdl.data.synthetic import Style
    from kerasdl.evaluation.report import Report
    from kerasdl.lecture.landscape import Landscape
    from kerasdl.lecture.landscape import Path as TrainingPath

BLUE, ORANGE, GREY = "#0072B2", "#D55E00", "#888888"  # from M. Okabe and K. Ito's palette, safe for colour-blind eyes


def save_report(report: Report, images: np.ndarray, file: Path, title: str = "") -> None:
    """Draw a report.

    Args:
        report: of `evaluate`.
        images: the digits that it judged, uint8, (n, 28, 28).
        file: the PNG to write, replaced as a whole.
        title: a line above the picture.
    """
    # The object-oriented interface draws without a screen and without pyplot's global state.
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(12, 8.6), layout="constrained", facecolor="white")
    FigureCanvasAgg(figure)
    parts: Any = figure.subfigures(2, 1, height_ratios=[1.75, 1])
    upper, lower = parts
    matrix, side = upper.subfigures(1, 2, width_ratios=[1.25, 1])
    _confusion(matrix.subplots(), report)
    recall, calibration = side.subplots(2, 1)
    _per_digit(recall, report)
    _calibration(calibration, report)
    _hardest(lower, report, images)
    figure.suptitle(
        f"{title + ': ' if title else ''}{100 * report.accuracy:.2f} % of {report.count:,} digits, "
        f"mean loss {report.mean_loss:.4f}",
        fontsize=15,
    )
    with atomic_file(file) as part:
        figure.savefig(part, dpi=110)


def _confusion(axes: Any, report: Report) -> None:
    counts = np.array(report.confusion_matrix)
    wrong = counts - np.diag(np.diag(counts))
    # Only mistakes are coloured: the right answers would drown them.
    axes.imshow(np.ma.masked_equal(wrong, 0), cmap="Oranges", vmin=0, vmax=max(1, wrong.max()))
    for (row, column), count in np.ndenumerate(counts):
        if count:
            strong = row != column and count > 0.6 * wrong.max()
            weight = "bold" if row == column else "normal"
            colour = "white" if strong else "black"
            axes.text(column, row, f"{count}", ha="center", va="center", fontsize=9, weight=weight, color=colour)
    axes.set(
        xticks=range(len(counts)), yticks=range(len(counts)), xlabel="answer", ylabel="digit", title="Confusion matrix"
    )


def _per_digit(axes: Any, report: Report) -> None:
    digits = np.arange(len(report.per_digit))
    recall = [100 * d["recall"] for d in report.per_digit]
    precision = [100 * d["precision"] for d in report.per_digit]
    axes.bar(digits - 0.2, recall, 0.38, color=BLUE, label="recall")
    axes.bar(digits + 0.2, precision, 0.38, color=ORANGE, label="precision")
    low = min(*recall, *precision)
    axes.set(xticks=digits, ylim=(max(0, low - (100 - low) * 0.5 - 0.5), 100), ylabel="%", title="Digit by digit")
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.1), ncols=2, fontsize=9, frameon=False)


def _calibration(axes: Any, report: Report) -> None:
    confidence = [100 * b["confidence"] for b in report.calibration]
    accuracy = [100 * b["accuracy"] for b in report.calibration]
    size = [20 + 180 * b["count"] / report.count for b in report.calibration]
    axes.plot([0, 100], [0, 100], color=GREY, linewidth=1, linestyle="--", label="confidence = accuracy")
    axes.scatter(confidence, accuracy, size, color=BLUE, label="digits (size: how many)")
    error = 100 * report.expected_calibration_error
    axes.set(xlim=(0, 104), ylim=(0, 108), xlabel="confidence, %", ylabel="right, %")
    axes.set_title(f"Calibration (expected error {error:.2f} %)")
    axes.legend(loc="upper left", fontsize=9)


def _hardest(figure: Any, report: Report, images: np.ndarray) -> None:
    figure.suptitle("The hardest digits", fontsize=12)
    grid = figure.subplots(2, 10).ravel()
    for axes in grid:
        axes.axis("off")
    for axes, hard in zip(grid, report.hardest, strict=False):
        axes.imshow(images[hard.index], cmap="gray_r", vmin=0, vmax=255)
        axes.set_title(f"{hard.label} read as {hard.answer}\n{100 * hard.confidence:.0f} %", fontsize=8)


def save_landscape(
    landscape: Landscape, file: Path, *, path: TrainingPath | None = None, title: str = "", label: str = "loss"
) -> None:
    """Draw a loss landscape, as lines of equal loss on a logarithmic scale, with the path of a training run on it.

    Args:
        landscape: of `lecture.landscape.landscape`.
        file: the PNG to write, replaced as a whole.
        path: of `lecture.landscape.principal_plane`, on the same plane.
        title: a line above the picture.
        label: what the colours stand for.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7.2, 5.6), layout="constrained", facecolor="white")
    FigureCanvasAgg(figure)
    axes = figure.subplots()
    losses = np.log10(np.maximum(landscape.losses, 1e-12))
    filled = axes.contourf(landscape.first, landscape.second, losses, levels=24, cmap="viridis")
    axes.contour(landscape.first, landscape.second, losses, levels=24, colors="white", linewidths=0.3)
    bar = figure.colorbar(filled, ax=axes, label=label)
    ticks = np.linspace(losses.min(), losses.max(), 6)
    bar.set_ticks(ticks, labels=[f"{10**tick:.2g}" for tick in ticks])
    labels = ["first direction", "second direction"]
    if path is not None:
        axes.plot(*path.coordinates.T, "o-", color="white", ms=3.5, lw=1.2)
        axes.plot(*path.coordinates[-1], "*", color=ORANGE, ms=15, mec="white")
        axes.annotate("start", path.coordinates[0], xytext=(6, 6), textcoords="offset points", color="white")
        labels = [
            f"{label}: {100 * share:.0f} % of the squared distance"
            for label, share in zip(labels, path.explained, strict=True)
        ]
    axes.set(xlabel=labels[0], ylabel=labels[1])
    axes.set_title(title, fontsize=12)
    with atomic_file(file) as part:
        figure.savefig(part, dpi=110)


def save_pen_page(styles: Sequence[Style], file: Path, *, seed: int = 0, columns: int = 3, each: int = 12) -> None:
    """Draw a page of pen styles: a line for each family, with its name and some drawings, dark on light.

    Args:
        styles: which to draw, such as `synthetic.DIGIT_STYLES`.
        file: the PNG to write, replaced as a whole.
        seed: seeds the drawings.
        columns: columns of families.
        each: drawings of a family.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    families: dict[str, list[Style]] = {}
    for style in styles:
        families.setdefault(str(replace(style, name=style.family)), []).append(style)
    lines = [_line_of(family, each, np.random.default_rng([seed, n])) for n, family in enumerate(families.values())]
    names, tall = list(families), -(-len(lines) // columns)
    figure = Figure(figsize=(4.9 * columns, 0.275 * tall + 0.2), layout="constrained", facecolor="white")
    FigureCanvasAgg(figure)
    for n, axes in enumerate(np.atleast_1d(figure.subplots(1, columns))):
        axes.axis("off")
        part = lines[n * tall : (n + 1) * tall]
        if not part:
            continue
        # A column that is shorter than the others is filled up with paper.
        paper = np.zeros(((tall - len(part)) * 28, each * 28), np.uint8)
        axes.imshow(np.concatenate([*part, paper]), cmap="gray_r", vmin=0, vmax=255, interpolation="antialiased")
        for k, name in enumerate(names[n * tall : (n + 1) * tall]):
            axes.text(-6, 28 * k + 14, name, ha="right", va="center", fontsize=9)
    with io.BytesIO() as drawn, atomic_file(file) as whole:
        figure.savefig(drawn, dpi=100)
        # Sixteen greys look the same in a third of the bytes.
        Image.open(drawn).convert("L").quantize(16).save(whole, format="png", optimize=True)


def _line_of(family: Sequence[Style], each: int, rng: np.random.Generator) -> np.ndarray:
    """Some drawings of a family's styles side by side, uint8 (28, each * 28)."""
    from kerasdl.data.synthetic import write_many
    from kerasdl.data.synthetic.ink import draw

    return np.concatenate(list(draw(write_many(family, each, rng)[0], rng)), axis=1)
