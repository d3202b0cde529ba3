"""Pareto fronts of a search as a table and a plot."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from kerasdl.evaluation.plots import BLUE, GREY, ORANGE
from kerasdl.files import atomic_file
from kerasdl.search.results import SearchResults
from kerasdl.search.space import describe_structure

COLORS = {"evolution": BLUE, "random": ORANGE}
COST_NAMES = {"multiply-adds": "multiply-adds", "bytes": "bytes on the wire"}


def front_table(found: SearchResults) -> str:
    """The fronts as text, a line a structure, with how many candidates each method has tried."""
    lines = []
    for method in found.methods:
        tried = [c for c in found.candidates if c.method == method]
        early = sum(c.error is None for c in tried)
        seconds = sum(c.seconds for c in tried)
        often = sum(c.trainings > 1 for c in tried)
        lines += [
            f"{method}: {len(tried)} candidates in {seconds / 60:.1f} minutes of work, {early} of them stopped early, "
            f"{often} trained more than once",
            f"{'trial':>10}  {COST_NAMES[found.goal]:>17}  {'error':>7}  structure",
        ]
        lines += [
            f"{c.trial:>10}  {c.cost(found.goal):>17,}  {100 * (c.error or 0.0):>5.2f} %  {describe_structure(c.config)}"
            for c in found.front(method)
        ]
        lines.append("")
    return "\n".join(lines).rstrip()


def save_front(found: SearchResults, file: Path) -> None:
    """Draw every candidate and the fronts: validation error against cost, both logarithmic.

    Args:
        found: of a search that has finished a candidate.
        file: the PNG to write, replaced as a whole.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(9, 5.6), layout="constrained", facecolor="white")
    FigureCanvasAgg(figure)
    axes: Any = figure.subplots()
    for method in found.methods:
        tried = [c for c in found.candidates if c.method == method and c.error is not None]
        color = COLORS.get(method, GREY)
        axes.scatter(
            [c.cost(found.goal) for c in tried], [100 * (c.error or 0) for c in tried], s=9, color=color, alpha=0.3
        )
        front = found.front(method)
        axes.step(
            [c.cost(found.goal) for c in front],
            [100 * (c.error or 0) for c in front],
            where="post",
            color=color,
            marker="o",
            markersize=4.5,
            label=f"{method}: front of {len(tried)} candidates",
        )
    axes.set(
        xscale="log",
        yscale="log",
        xlabel=f"{COST_NAMES[found.goal]} of one answer" if found.goal == "multiply-adds" else COST_NAMES[found.goal],
        ylabel="validation digits read wrong, %",
        title="Structures that were tried, and the best for what they cost",
    )
    _plain_ticks(axes)
    axes.grid(True, which="major", color="#dddddd")
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(frameon=False)
    with atomic_file(file) as part:
        figure.savefig(part, dpi=120)


def _plain_ticks(axes: Any) -> None:
    """Numbers as people write them, where a logarithmic axis would write powers of ten."""
    from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

    axes.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    axes.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    axes.xaxis.set_major_formatter(
        FuncFormatter(lambda value, _: f"{value / 1000:,g}k" if value < 1e6 else f"{value / 1e6:g}M")
    )
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_minor_formatter(NullFormatter())
