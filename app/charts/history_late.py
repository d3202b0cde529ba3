"""Figures of the claims from width to what is used today, each from its finding alone."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ..state.language import Texts
from . import style
from .history_marks import Picture, curves, percent_bars, plain, tiles

Evidence = dict[str, Any]
RECIPES = {
    "as in 1986": "recipe_1986",
    "ReLU": "recipe_relu",
    "better initialisation": "recipe_better",
    "normalisation": "recipe_normalised",
    "Adam": "recipe_adam",
    "all together": "recipe_together",
}


def width_1989(texts: Texts, found: Evidence) -> list[Picture]:
    """One hidden layer beside three: on digits, on a composed function, on a folded line."""
    parameters, fold = found["parameters"]["deep"], found["fold"]
    names = {key: texts(key) for key in ("shallow", "deep")}
    digits = percent_bars(
        plain(),
        list(names.values()),
        [found["digits"][key] for key in names],
    )
    digits.update_yaxes(title_text=texts("read_right"))
    tree = curves(
        plain(),
        {name: found["tree_unexplained"][key] for key, name in names.items()},
        texts("epoch"),
    )
    tree.update_yaxes(title_text=texts("missed"), rangemode="tozero")
    folded = plain()
    counts = [fold["flat_parameters"], fold["deep_parameters"]]
    folded.add_bar(
        x=[texts("fold_shallow"), texts("fold_deep")],
        y=counts,
        text=counts,
        textposition="outside",
        marker_color=style.BLUE,
        cliponaxis=False,
        hoverinfo="skip",
    )
    folded.update_yaxes(title_text=texts("parameters"), range=[0, 1.18 * max(counts)])
    return [
        (texts("on_digits", count=f"{parameters[0]:,}"), digits),
        (texts("on_tree", count=f"{parameters[1]:,}"), tree),
        (texts("on_fold", count=fold["pieces"]), folded),
    ]


def rbm_2006(texts: Texts, found: Evidence) -> list[Picture]:
    """How a deep sigmoid network learns from three starts; what its first layer looked for before any label."""
    starts = {texts(f"from_{start}"): found[f"accuracy_{start}"] for start in ("rbm", "random", "wide")}
    learned = curves(plain(), starts, texts("epoch"))
    weights = tiles(plain(), np.array(found["first_layer"]), 5)
    return [(texts("read_right"), learned), (texts("rbm_looks_for"), weights)]


def gpu_2009(texts: Texts, found: Evidence) -> list[Picture]:
    """Operations a second by ever more parallel means, on a logarithmic axis."""
    names = {
        "loops": texts("loops"),
        "vectorised": texts("vectorised"),
        "threads": texts("threads", count=found["threads"]),
        "accelerator": str(found["accelerator"]),
    }
    rates = found["operations_a_second"]
    figure = plain(220)
    figure.add_bar(
        x=list(rates.values()),
        y=[names[name] for name in rates],
        orientation="h",
        marker_color=style.BLUE,
        text=[_power(rate) for rate in rates.values()],
        textposition="outside",
        cliponaxis=False,
        hoverinfo="skip",
    )
    most = math.log10(max(rates.values()))
    figure.update_xaxes(type="log", range=[6, most + 1], dtick=1, exponentformat="power", showexponent="all")
    return [(texts("rate"), figure.update_yaxes(autorange="reversed", type="category"))]


def _power(rate: float) -> str:
    power = math.floor(math.log10(rate))
    return f"{rate / 10**power:.1f} · 10<sup>{power}</sup>"


def after(texts: Texts, found: Evidence) -> list[Picture]:
    """The same depth by every recipe."""
    last = {texts(RECIPES[name]): curve[-1] for name, curve in found["accuracy"].items()}
    return [(texts("read_right"), percent_bars(plain(), list(last), list(last.values()), across=True))]
