"""Plots of the historical claims' findings, drawn from their evidence alone."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from kerasdl.evaluation.plots import BLUE, GREY, ORANGE
from kerasdl.files import atomic_file
from kerasdl.history.claims import Finding

Evidence = dict[str, Any]
DIVERGING = "PuOr"  # weights and answers: orange below, white at 0, purple above


def save_finding(finding: Finding, file: Path) -> None:
    """Draw a finding: its claim above, its evidence, its statement below.

    Args:
        finding: of a claim's `run`.
        file: the PNG to write, replaced as a whole.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure
    from matplotlib.layout_engine import ConstrainedLayoutEngine

    figure = Figure(figsize=(10, 5.8), layout=ConstrainedLayoutEngine(w_pad=0.12, h_pad=0.08), facecolor="white")
    FigureCanvasAgg(figure)
    upper, lower = figure.subfigures(2, 1, height_ratios=[5, 1])  # type: ignore[misc]
    verdict = "holds" if finding.holds else "does not hold"
    upper.suptitle(textwrap.fill(f"{finding.year}: {finding.claim}", 84), fontsize=13, weight="bold")
    PLOTS[finding.year](upper, finding.evidence)
    lower.text(
        0.5, 0.5, textwrap.fill(f"It {verdict}. {finding.statement}", 112), ha="center", va="center", fontsize=10.5
    )
    with atomic_file(file) as part:
        figure.savefig(part, dpi=110)


def _perceptron(figure: Any, found: Evidence) -> None:
    left, right = figure.subfigures(1, 2, width_ratios=[1, 1.35])
    axes = left.subplots()
    x, sign, w = np.array(found["points"]), np.array(found["signs"]), np.array(found["weights"])
    for side, color, marker in ((1, BLUE, "o"), (-1, ORANGE, "^")):
        axes.scatter(*x[sign == side].T, s=14, c=color, marker=marker)
    ends = np.array([-1.0, 1.0])
    if abs(w[1]) > abs(w[0]):
        axes.plot(ends, -(w[0] * ends + w[2]) / w[1], c="black")
    else:
        axes.plot(-(w[1] * ends + w[2]) / w[0], ends, c="black")
    axes.set(xlim=(-1.05, 1.05), ylim=(-1.05, 1.05), xticks=[], yticks=[], aspect="equal")
    axes.set_title(f"the line found after {found['mistakes']} mistakes", fontsize=10)
    _pictures(right, np.array(found["mnist_weights"]), 2, "what each of ten perceptrons looks for", range(10))


def _limitation(figure: Any, found: Evidence) -> None:
    counts = np.bincount(list(found["right"].values()), minlength=5)
    left, right = figure.subplots(1, 2, width_ratios=[1, 1.3])
    for corner, answer in zip(((0, 0), (0, 1), (1, 0), (1, 1)), (0, 1, 1, 0), strict=True):
        left.scatter(*corner, s=420, c=BLUE if answer else ORANGE, marker="o" if answer else "^")
        left.annotate(str(answer), corner, ha="center", va="center", color="white", weight="bold")
    left.set(xlim=(-0.4, 1.4), ylim=(-0.4, 1.4), xticks=[0, 1], yticks=[0, 1], aspect="equal", xlabel="x₁", ylabel="x₂")
    left.set_title("XOR: no line has the 1s on one side", fontsize=10)
    _bars(right, [f"{n} of 4" for n in range(5)], counts, "{:.0f}")
    right.set(xlabel="right answers to XOR", ylabel="ways")
    right.set_title(f"the {len(found['ways'])} ways in which perceptrons can answer", fontsize=10)


def _multilayer(figure: Any, found: Evidence) -> None:
    left, right = figure.subplots(1, 2)
    plane = np.array(found["xor_plane"])
    left.imshow(plane, cmap=DIVERGING, vmin=0, vmax=1, extent=(-0.25, 1.25, -0.25, 1.25), interpolation="bilinear")
    for corner, answer in zip(((0, 0), (0, 1), (1, 0), (1, 1)), (0, 1, 1, 0), strict=True):
        left.annotate(str(answer), corner, ha="center", va="center", color="white", weight="bold", fontsize=14)
    left.set(xticks=[0, 1], yticks=[0, 1], xlabel="x₁", ylabel="x₂")
    left.set_title("what a net with 4 hidden neurons answers", fontsize=10)
    _curves(
        right, {"784-64-10 as in the 1980s": found["accuracy_then"], "784-256-128-10 as today": found["accuracy_now"]}
    )


def _depth(figure: Any, found: Evidence) -> None:
    left, right = figure.subplots(1, 2)
    _bars(left, list(found["accuracy"]), [100 * a for a in found["accuracy"].values()], "{:.0f}")
    left.set(xlabel="hidden layers", ylabel="test digits right, %", ylim=(0, 108))
    shades = np.linspace(0.25, 1, len(found["gradient_size"]))
    for shade, (depth, sizes) in zip(shades, found["gradient_size"].items(), strict=True):
        right.semilogy(range(1, len(sizes) + 1), sizes, "o-", ms=4, color=BLUE, alpha=shade)
        right.annotate(depth, (1, sizes[0]), xytext=(-10, 0), textcoords="offset points", va="center", fontsize=8)
    right.set(xlabel="layer, the last one is the output", ylabel="size of the gradient at the start")
    right.set_title("each layer back, the gradient shrinks (a line a net)", fontsize=10)
    right.margins(x=0.1)


def _width(figure: Any, found: Evidence) -> None:
    left, middle, right = figure.subplots(1, 3, width_ratios=[1, 1.5, 1])
    digits, fold = found["digits"], found["fold"]
    _bars(left, ["1 hidden", "3 hidden"], [100 * digits["shallow"], 100 * digits["deep"]], "{:.1f}")
    left.set(
        ylabel="test digits right, %", ylim=(0, 108), title=f"digits\n{found['parameters']['deep'][0]:,} parameters"
    )
    for name, color, text in (("shallow", ORANGE, "1 hidden layer"), ("deep", BLUE, "3 hidden layers")):
        curve = 100 * np.array(found["tree_unexplained"][name])
        middle.semilogy(range(1, len(curve) + 1), curve, color=color, label=text)
    middle.legend(frameon=False)
    middle.set(xlabel="epochs", ylabel="variance missed, %")
    middle.set_title(f"a function composed step by step\n{found['parameters']['deep'][1]:,} parameters")
    _bars(right, ["flat", "deep"], [fold["flat_parameters"], fold["deep_parameters"]], "{:.0f}")
    right.set(ylabel="parameters", title=f"a line folded\ninto {fold['pieces']} pieces")
    for axes in (left, middle, right):
        axes.title.set_fontsize(10)


def _rbm(figure: Any, found: Evidence) -> None:
    left, right = figure.subfigures(1, 2, width_ratios=[1.1, 1])
    axes = left.subplots()
    named = {"from RBMs": "rbm", "from wide random weights": "wide", "from small random weights": "random"}
    _curves(axes, {name: found[f"accuracy_{key}"] for name, key in named.items()})
    _pictures(right, np.array(found["first_layer"]), 4, "what the first RBM looks for, before any label")


def _parallel(figure: Any, found: Evidence) -> None:
    axes = figure.subplots()
    names = {
        "loops": "Python loops",
        "vectorised": "NumPy, one thread",
        "threads": f"NumPy, {found['threads']} threads",
        "accelerator": found["accelerator"] or "",
    }
    rates = found["operations_a_second"]
    axes.barh([names[name] for name in rates], list(rates.values()), color=BLUE)
    for row, rate in enumerate(rates.values()):
        axes.annotate(f" {_engineering(rate)}/s", (rate, row), va="center")
    axes.set(xscale="log", xlabel="multiplications and additions a second", xlim=(None, 8 * max(rates.values())))
    axes.invert_yaxis()
    if not found["accelerator"]:
        axes.set_title("no accelerator on this machine", fontsize=10, color=GREY)


def _after(figure: Any, found: Evidence) -> None:
    axes = figure.subplots()
    last = {name: 100 * curve[-1] for name, curve in found["accuracy"].items()}
    colors = [GREY, *[BLUE] * (len(last) - 2), ORANGE]
    axes.barh(list(last), list(last.values()), color=colors)
    for row, value in enumerate(last.values()):
        axes.annotate(f" {value:.1f} %", (value, row), va="center")
    axes.set(xlim=(0, 110), xlabel=f"test digits right, %, with {found['depth']} hidden layers of {found['width']}")
    axes.invert_yaxis()


def _bars(axes: Any, names: list[str], values: Any, form: str) -> None:
    axes.bar(names, values, color=BLUE)
    for column, value in enumerate(values):
        axes.annotate(form.format(value), (column, value), xytext=(0, 3), textcoords="offset points", ha="center")
    axes.margins(y=0.15)


def _curves(axes: Any, curves: dict[str, list[float]]) -> None:
    for (name, curve), color, marker in zip(curves.items(), (ORANGE, BLUE, GREY), ("^", "o", "s"), strict=False):
        axes.plot(range(1, len(curve) + 1), 100 * np.array(curve), marker=marker, color=color, label=name)
    axes.set(xlabel="epochs", ylabel="test digits right, %", xticks=range(1, len(curve) + 1))
    axes.legend(frameon=False)


def _pictures(figure: Any, pictures: np.ndarray, rows: int, title: str, names: Any = None) -> None:
    grid = figure.subplots(rows, len(pictures) // rows)
    for n, axes in enumerate(grid.ravel()):
        most = np.abs(pictures[n]).max() or 1.0
        axes.imshow(pictures[n], cmap=DIVERGING, vmin=-most, vmax=most)
        axes.set(xticks=[], yticks=[])
        if names is not None:
            axes.set_title(names[n], fontsize=9)
    figure.suptitle(title, fontsize=10)


def _engineering(rate: float) -> str:
    power, name = next(
        ((p, n) for p, n in ((1e12, "trillion"), (1e9, "billion"), (1e6, "million")) if rate >= p), (1.0, "")
    )
    return f"{rate / power:,.0f} {name}".strip()


PLOTS: dict[str, Callable[[Any, Evidence], None]] = {
    "1958": _perceptron,
    "1969": _limitation,
    "1980s": _multilayer,
    "1986": _depth,
    "1989": _width,
    "2006": _rbm,
    "2009": _parallel,
    "after": _after,
}
