"""The pictures of surfaces show the engine's walks."""

from __future__ import annotations

import numpy as np
import pytest

from app.charts.surface_map import CLICKS, FRAMES, map_from_above
from app.charts.surfaces import Walk, legend, losses_of_walks, surface
from app.state.language import Texts
from app.step_3 import descent_walk
from app.step_3.descent_walk import Settings
from kerasdl.lecture.surfaces import BOWL, SURFACES

TEXTS = Texts("step_3_descent")
SETTINGS = Settings("bowl", "gradient descent", 0.1, 0.9, 10, BOWL.start)
GROUND = descent_walk.ground("bowl")


def walk_of(settings: Settings, name: str = "walk") -> Walk:
    path = descent_walk.path(settings)
    return Walk(name, path, settings.ground.of(path))


def test_the_surface_is_the_engine_s_loss_on_its_grid() -> None:
    drawn, walk = surface(GROUND, [walk_of(SETTINGS)]).data
    z = np.array(drawn.z)
    assert z[3, 5] == BOWL.of(np.array([GROUND.axis[5], GROUND.axis[3]]))
    assert len(walk.x) == 11
    assert (np.array(walk.z) > walk_of(SETTINGS).losses).all()  # a hair above the ground


@pytest.mark.parametrize("step", [0, 4, 10])
def test_the_walk_is_drawn_up_to_the_present_step_and_all_of_it_palely(step: int) -> None:
    pale, _, done, _, walker, counter = map_from_above(TEXTS, GROUND, [walk_of(SETTINGS)], step).data[2:]
    path = descent_walk.path(SETTINGS)
    assert len(pale.x) == 11
    assert [*zip(done.x, done.y, strict=True)] == [tuple(theta) for theta in path[: step + 1]]
    assert (walker.x[0], walker.y[0]) == tuple(path[step])
    assert counter.text[0] == f"step {step}"


def test_a_map_that_plays_moves_every_walker_from_start_to_end() -> None:
    walks = [walk_of(SETTINGS), walk_of(SETTINGS.with_(rate=2.5))]  # the second one is over sooner, and waits
    figure = map_from_above(TEXTS, GROUND, walks, 10)
    assert len(figure.frames) == 11
    for k, frame in enumerate(figure.frames):
        assert [figure.data[n].mode for n in frame.traces] == ["markers", "markers", "text"]
        for walk, place in zip(walks, frame.data, strict=False):
            assert (place.x[0], place.y[0]) == tuple(walk.path[min(k, len(walk.path) - 1)])


def test_a_long_walk_plays_in_few_pictures_from_start_to_end() -> None:
    frames = map_from_above(TEXTS, GROUND, [walk_of(SETTINGS.with_(steps=150))], 0).frames
    assert len(frames) <= FRAMES + 1
    assert (frames[0].name, frames[-1].name) == ("0", "150")


def test_what_lies_off_the_surface_is_not_drawn_in_space() -> None:
    far = SETTINGS.with_(rate=2.5)
    walk = surface(GROUND, [walk_of(far)]).data[1]
    seen = ~np.isnan(np.array(walk.x))
    assert seen[0]
    assert not seen[-1]
    assert (np.abs(np.array(walk.x)[seen]) <= BOWL.bound).all()


def test_a_click_anywhere_on_the_map_is_near_a_point_that_can_be_selected() -> None:
    points = map_from_above(TEXTS, GROUND, [walk_of(SETTINGS)], 0).data[CLICKS]
    places = np.stack([points.x, points.y], axis=-1)
    for click in np.random.default_rng(0).uniform(-BOWL.bound, BOWL.bound, (20, 2)):
        assert np.linalg.norm(places - click, axis=1).min() < 0.05 * BOWL.bound


def test_losses_are_drawn_for_each_walk_with_a_dot_at_the_present_step() -> None:
    walks = [walk_of(SETTINGS), walk_of(SETTINGS.with_(rate=2.5))]  # the second one is over sooner
    first, dot, second, last_dot = losses_of_walks(TEXTS, GROUND, walks, 10).data
    assert list(first.y) == list(walks[0].losses)
    assert list(second.y) == list(walks[1].losses)
    assert list(dot.x) == [10]
    assert list(last_dot.x) == [len(walks[1].path) - 1]


def test_the_legend_s_names_cannot_bring_in_html() -> None:
    assert "<script>" not in legend([("<script>", "<script>")])


@pytest.mark.parametrize("name", SURFACES)
def test_every_surface_is_known_to_the_texts(name: str) -> None:
    assert f"surface_{name.replace(' ', '_')}" in TEXTS
