"""Words beside a chart's points."""

from __future__ import annotations

import pytest

from app.charts.labels import place_labels


def test_words_that_have_room_stand_below() -> None:
    assert place_labels([(0.5, 0.2), (0.5, 0.8)], ["256-128", "64"]) == ["bottom center"] * 2


def test_words_of_neighbours_stand_on_other_sides_and_those_that_come_first_choose_first() -> None:
    points = [(0.5, 0.5), (0.53, 0.5)]
    assert place_labels(points, ["256-128", "64-64-64"]) == ["bottom center", "top center"]


@pytest.mark.parametrize(
    ("point", "position"),
    [
        ((0.0, 0.5), "bottom right"),
        ((1.0, 0.5), "bottom left"),
        ((0.5, 0.0), "top center"),
        ((1.0, 0.0), "top left"),
    ],
)
def test_words_do_not_leave_the_chart(point: tuple[float, float], position: str) -> None:
    assert place_labels([point], ["544-256-256"]) == [position]


def test_words_do_not_lie_on_another_point() -> None:
    assert place_labels([(0.5, 0.5), (0.5, 0.46)], ["16", "32"]) == ["top center", "bottom center"]


def test_what_has_no_room_or_was_said_before_has_no_words() -> None:
    crowd = place_labels([(0.5, 0.5)] * 12, [f"{n}{n}-2000-1500-1000" for n in range(12)])
    assert crowd[0] == "bottom center"
    assert crowd[-1] is None
    assert place_labels([(0.2, 0.5), (0.8, 0.5)], ["64", "64"]) == ["bottom center", None]
    assert place_labels([(0.5, 0.5)], ["64" * 40]) == [None]
