"""Pictures of the claims' evidence, against what the engine found."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest

from app.charts import history
from app.start import findings
from app.start.history import ENTRIES, TAKES
from app.state.language import LANGUAGES, Texts
from kerasdl.data.mnist import Digits, Mnist, load_mnist
from kerasdl.history.claims import CLAIMS, Finding, load_claim

TEXTS = Texts("start")
# Small enough for a test; the claims have tests of their own.
SMALL: dict[str, dict[str, Any]] = {
    "1958": {"count": 200, "passes": 1},
    "1969": {"passes": 10},
    "1986": {"count": 100, "epochs": 1, "depths": (1, 4)},
    "1989": {"count": 100, "epochs": 1, "tree_epochs": 2},
    "2006": {"count": 100, "epochs": 2, "rbm_epochs": 1},
    "2009": {"size": (64, 64, 64), "rounds": 1},
    "after": {"count": 100, "epochs": 1},
}


@cache
def found(year: str) -> Finding:
    mnist = load_mnist()
    few = [Digits(part.images[:200], part.labels[:200]) for part in (mnist.train, mnist.validation, mnist.test)]
    module = load_claim(year)
    if year == "1980s":  # XOR takes its 3000 steps; its evidence is of a simple kind
        return Finding(year, module.CLAIM, True, "", _multilayer(), 0)
    return module.run(Mnist(*few), 0, **SMALL[year])


def _multilayer() -> dict[str, Any]:
    return {
        "solved_with_2": [True, False, True],
        "solved_with_4": [True, True, True],
        "xor_plane": np.linspace(0, 1, 25).reshape(5, 5).tolist(),
        "accuracy_then": [0.5, 0.9],
        "accuracy_now": [0.75, 0.95],
    }


def test_every_claim_has_a_line_a_picture_a_time_and_words() -> None:
    assert set(CLAIMS) == set(history.DRAWN) == set(findings.NUMBERS) == set(TAKES) == set(CLAIMS) & set(ENTRIES)
    assert len(ENTRIES) == 13  # the slide's twelve, and what came after
    for year in ENTRIES:
        assert f"entry_{year}" in TEXTS
        assert all(
            f"{kind}_{year}" in TEXTS for kind in (("claim", "how", "found") if year in CLAIMS else ("happened",))
        )


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("year", CLAIMS)
def test_a_claim_is_drawn_and_said_in_each_language(year: str, lang: str) -> None:
    texts = Texts("start", lang)
    pictures = history.evidence(texts, year, found(year).evidence)
    assert pictures and all(title and len(figure.data) for title, figure in pictures)
    assert all(len(figure.data) <= 9 for _, figure in pictures)
    said = findings.statement(texts, year, found(year).evidence)
    assert "{" not in said and any(character.isdigit() for character in said)


@pytest.mark.parametrize("year", ["1958", "1969", "1986", "1989", "2006", "after"])
def test_what_is_said_has_the_numbers_of_the_engines_own_statement(year: str) -> None:
    own = found(year).statement
    numbers = [v for k, v in findings.NUMBERS[year](TEXTS, found(year).evidence).items() if k != "pieces"]
    assert numbers and all(number in own for number in numbers)


def test_the_line_of_the_perceptron_lies_where_its_weights_say() -> None:
    evidence = found("1958").evidence
    (_, plane), (_, weights) = history.evidence(TEXTS, "1958", evidence)
    a, b, c = evidence["weights"]
    for x, y in zip(plane.data[2].x, plane.data[2].y, strict=True):
        assert abs(a * x + b * y + c) < 1e-9
    assert sum(len(trace.x) for trace in plane.data[:2]) == len(evidence["points"])
    first = np.array(evidence["mnist_weights"][0])
    np.testing.assert_allclose(np.array(weights.data[0].z, float)[:28, :28], first / np.abs(first).max(), atol=0.006)


def test_xors_answers_are_counted() -> None:
    (_, plane), (_, bars) = history.evidence(TEXTS, "1969", found("1969").evidence)
    assert list(plane.data[0].text) == ["<b>0</b>", "<b>1</b>", "<b>1</b>", "<b>0</b>"]
    assert sum(bars.data[0].y) == len(found("1969").evidence["ways"]) and bars.data[0].y[4] == 0


def test_the_plane_of_xor_stands_as_it_was_computed_first_row_on_top() -> None:
    (_, plane), (_, learned) = history.evidence(TEXTS, "1980s", _multilayer())
    assert plane.data[0].y[0] > plane.data[0].y[-1]
    assert [list(trace.y) for trace in learned.data] == [[50, 90], [75, 95]]


def test_gradients_and_accuracies_are_those_of_the_finding() -> None:
    evidence = found("1986").evidence
    (_, bars), (_, sizes) = history.evidence(TEXTS, "1986", evidence)
    assert list(bars.data[0].y) == [100 * share for share in evidence["accuracy"].values()]
    assert [list(trace.y) for trace in sizes.data] == list(evidence["gradient_size"].values())


def test_width_recipes_and_rates_are_those_of_the_finding() -> None:
    width, rates, recipes = (found(year).evidence for year in ("1989", "2009", "after"))
    (_, digits), (_, tree), (_, fold) = history.evidence(TEXTS, "1989", width)
    assert list(digits.data[0].y) == [100 * width["digits"][key] for key in ("shallow", "deep")]
    assert list(tree.data[1].y) == [100 * share for share in width["tree_unexplained"]["deep"]]
    assert list(fold.data[0].y) == [width["fold"]["flat_parameters"], width["fold"]["deep_parameters"]]
    ((_, bars),) = history.evidence(TEXTS, "2009", rates)
    assert list(bars.data[0].x) == list(rates["operations_a_second"].values())
    ((_, last),) = history.evidence(TEXTS, "after", recipes)
    assert list(last.data[0].x) == [100 * curve[-1] for curve in recipes["accuracy"].values()]


def test_an_accelerator_is_told_by_its_name() -> None:
    evidence = {**found("2009").evidence, "accelerator": "NVIDIA H100"}
    evidence["operations_a_second"] = {**evidence["operations_a_second"], "accelerator": 5e13}
    evidence["ratio_to_one_core"] = {**evidence["ratio_to_one_core"], "accelerator": 500.0}
    assert "NVIDIA H100" in findings.statement(TEXTS, "2009", evidence)
    ((_, bars),) = history.evidence(TEXTS, "2009", evidence)
    assert bars.data[0].y[-1] == "NVIDIA H100" and bars.data[0].text[-1] == "5.0 · 10<sup>13</sup>"
