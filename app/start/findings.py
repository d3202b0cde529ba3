"""Findings of the history's claims in words: the page's sentences with the evidence's numbers in them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kerasdl.history.claims.finding import percent

from ..state.language import Texts

Evidence = dict[str, Any]


def statement(texts: Texts, year: str, found: Evidence) -> str:
    """What was found when a claim was tried, in one or two sentences."""
    return texts(f"found_{year}", **NUMBERS[year](texts, found))


def _perceptron(texts: Texts, found: Evidence) -> dict[str, str]:
    return {
        "points": str(len(found["points"])),
        "mistakes": f"{found['mistakes']:,}",
        "bound": f"{found['bound']:,.0f}",
        "last": percent(found["mnist_accuracy"]),
        "mean": percent(found["mnist_accuracy_of_mean"]),
    }


def _limitation(texts: Texts, found: Evidence) -> dict[str, str]:
    return {
        "ways": str(len(found["ways"])),
        "best": str(found["best_right"]),
        "mistakes": f"{found['rule_mistakes']:,}",
    }


def _multilayer(texts: Texts, found: Evidence) -> dict[str, str]:
    return {
        "tries": str(len(found["solved_with_4"])),
        "two": str(sum(found["solved_with_2"])),
        "four": str(sum(found["solved_with_4"])),
        "then": percent(found["accuracy_then"][-1]),
        "now": percent(found["accuracy_now"][-1]),
    }


def _depth(texts: Texts, found: Evidence) -> dict[str, str]:
    by_depth = {int(depth): share for depth, share in found["accuracy"].items()}
    deepest = max(by_depth)
    sizes = found["gradient_size"][str(deepest)]
    return {
        "few": percent(max(share for depth, share in by_depth.items() if depth <= 3)),
        "many": percent(max(share for depth, share in by_depth.items() if depth > 3)),
        "deepest": percent(by_depth[deepest]),
        "faded": f"{sizes[-1] / max(sizes[0], 1e-300):,.0f}",
    }


def _width(texts: Texts, found: Evidence) -> dict[str, str]:
    parameters, fold = found["parameters"]["deep"], found["fold"]
    return {
        **{key: percent(found["digits"][key]) for key in ("shallow", "deep")},
        **{f"{key}_missed": percent(found["tree_unexplained"][key][-1]) for key in ("shallow", "deep")},
        "parameters": f"{parameters[0]:,}",
        "tree_parameters": f"{parameters[1]:,}",
        "pieces": str(fold["pieces"]),
        "folded": str(fold["deep_parameters"]),
        "flat": str(fold["flat_parameters"]),
    }


def _rbm(texts: Texts, found: Evidence) -> dict[str, str]:
    return {start: percent(found[f"accuracy_{start}"][-1]) for start in ("random", "rbm", "wide")}


def _parallel(texts: Texts, found: Evidence) -> dict[str, str]:
    rates, ratios = found["operations_a_second"], found["ratio_to_one_core"]
    accelerated = texts("no_accelerator")
    if found["accelerator"]:
        accelerated = texts("accelerator", name=found["accelerator"], times=f"{ratios['accelerator']:,.1f}")
    return {
        "core": f"{rates['vectorised'] / 1e9:,.1f}",
        "core_zh": f"{rates['vectorised'] / 1e8:,.0f}",  # in units of 10⁸, as Chinese counts
        "threads": str(found["threads"]),
        "faster": f"{ratios['threads']:.1f}",
        "accelerated": accelerated,
        "slower": f"{1 / ratios['loops']:,.0f}",
    }


def _after(texts: Texts, found: Evidence) -> dict[str, str]:
    last = {name: percent(curve[-1]) for name, curve in found["accuracy"].items()}
    return {
        "depth": str(found["depth"]),
        "before": last["as in 1986"],
        "relu": last["ReLU"],
        "better": last["better initialisation"],
        "normalised": last["normalisation"],
        "adam": last["Adam"],
        "together": last["all together"],
    }


NUMBERS: dict[str, Callable[[Texts, Evidence], dict[str, str]]] = {
    "1958": _perceptron,
    "1969": _limitation,
    "1980s": _multilayer,
    "1986": _depth,
    "1989": _width,
    "2006": _rbm,
    "2009": _parallel,
    "after": _after,
}
