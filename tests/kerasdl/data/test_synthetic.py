import numpy as np
import pytest
from PIL import Image, ImageDraw

from kerasdl.data import synthetic
from kerasdl.data.synthetic.hand import POINTS, Paths, catmull_rom, write
from kerasdl.data.synthetic.ink import CANVAS, PenInk, draw, on_canvas
from kerasdl.data.synthetic.shapes import Hand, Style, Styles, arc, between, line


@pytest.fixture(scope="module")
def some() -> synthetic.Digits:
    return synthetic.drawings(1000, 3)


def test_a_curve_runs_through_its_points_and_two_points_are_a_line(rng):
    controls = rng.random((5, 4, 2))
    curve = catmull_rom(controls, 6)
    assert curve.shape == (5, 19, 2)
    assert np.allclose(curve[:, ::6], controls)
    straight = catmull_rom(controls[:, :2], 6)
    assert np.allclose(straight, np.linspace(controls[:, 0], controls[:, 1], 7, axis=1))


def test_an_arc_of_a_quarter_goes_from_the_right_to_below():
    points = arc((1.0, 2.0), (3.0, 4.0), 0, 90, 3)
    assert np.allclose(points[0], (4.0, 2.0))
    assert np.allclose(points[-1], (1.0, 6.0))


def test_a_point_between_two_lies_aside_to_the_left_of_the_way():
    assert between((0.0, 0.0), (1.0, 0.0), 0.25) == (0.25, 0.0)
    assert between((0.0, 0.0), (1.0, 0.0), 0.5, 0.1) == (0.5, -0.1)


@pytest.mark.parametrize(
    "style", [*synthetic.DIGIT_STYLES, *synthetic.HELD_OUT_STYLES, *synthetic.SEEN[::5], *synthetic.UNSEEN], ids=str
)
def test_a_style_is_written_within_its_box_by_a_pen_that_writes(style, rng):
    paths = write(style, 50, rng)
    assert paths.points.shape == (50, POINTS, 2)
    assert paths.down.shape == (50, POINTS - 1)
    assert np.isfinite(paths.points).all()
    assert np.abs(paths.points).max() <= 0.5 + 1e-6
    assert (np.ptp(paths.points, axis=1).max(1) > 0.99).all()
    assert (paths.down.sum(1) >= 1).all()
    assert len(np.unique(paths.points.reshape(50, -1), axis=0)) == 50


def test_every_digit_has_several_styles_with_names_of_their_own():
    for digit in range(10):
        names = [s.name for s in synthetic.DIGIT_STYLES if s.label == digit]
        assert len(names) >= 4
        assert len(set(names)) == len(names)


def test_a_family_of_each_digit_is_kept_from_training():
    learned = {(style.label, style.family) for style in synthetic.DIGIT_STYLES}
    held_out = {(style.label, style.family) for style in synthetic.HELD_OUT_STYLES}
    assert sorted(label for label, _ in held_out) == list(range(10))
    assert not learned & held_out


def test_what_is_never_seen_is_not_among_what_is():
    assert not {s.name for s in synthetic.UNSEEN} & {s.name for s in synthetic.SEEN}
    assert all(s.label == synthetic.NOT_A_DIGIT for s in (*synthetic.SEEN, *synthetic.UNSEEN))


def test_drawings_are_pictures_like_mnists(some, mnist):
    assert some.images.shape == (1000, 28, 28)
    assert some.images.dtype == np.uint8
    assert (some.images.max((1, 2)) == 255).all()
    ink = some.images.mean((1, 2))
    # From a hairline to a marker: MNIST's pens lie between.
    thin, thick = np.quantile(ink, [0.05, 0.95])
    assert thin < 0.5 * np.median(mnist.train.images.mean((1, 2))) < np.median(mnist.train.images.mean((1, 2))) < thick
    rows = (some.images.sum(2) @ (np.arange(28) + 0.5)) / some.images.sum((1, 2))
    assert np.abs(rows - 14.5).max() < 0.7


def test_every_label_is_drawn_about_equally_often(some):
    assert set(some.labels) == set(range(10))
    assert np.bincount(some.labels).min() > 60


def test_a_seed_gives_its_drawings_and_another_gives_others(some):
    again = synthetic.drawings(1000, 3)
    assert np.array_equal(again.images, some.images)
    assert np.array_equal(again.labels, some.labels)
    assert not np.array_equal(synthetic.drawings(1000, 4).images, some.images)


def test_a_network_that_knows_mnist_alone_reads_most_of_what_the_pen_draws(some, mnist):
    from kerasdl.config import TrainConfig
    from kerasdl.evaluation.report import evaluate
    from kerasdl.training.loop import train

    model = train(TrainConfig(epochs=2, learning_rate=4e-3, augmentation=1.0), data=mnist).model
    assert evaluate(model, some).accuracy > 0.7


def test_the_brush_covers_what_pillow_covers():
    paths = np.zeros((1, POINTS, 4), np.float32)
    corners = [(8.0, 9.0), (33.0, 14.0), (20.0, 36.0)]
    paths[0, :3, :2], paths[0, 3:, :2] = corners, corners[-1]
    paths[0, :, 2], paths[0, :2, 3] = 3.0, 1.0
    ours = np.asarray(PenInk()(paths))[0]
    fine = 16
    image = Image.new("L", (CANVAS * fine, CANVAS * fine))
    pencil = ImageDraw.Draw(image)
    scaled = [(x * fine, y * fine) for x, y in corners]
    pencil.line(scaled, fill=255, width=6 * fine)
    for x, y in scaled:
        pencil.ellipse([x - 3 * fine, y - 3 * fine, x + 3 * fine, y + 3 * fine], fill=255)
    theirs = np.asarray(image.resize((CANVAS, CANVAS), Image.BOX), np.float32)
    assert np.abs(ours - theirs).mean() < 2
    assert np.abs(ours - theirs).max() < 80


def test_a_lifted_pen_leaves_no_ink():
    points = np.zeros((1, POINTS, 2), np.float32)
    points[0, :, 0] = np.linspace(-0.5, 0.5, POINTS)
    down = np.ones((1, POINTS - 1), np.float32)
    down[0, 20:44] = 0
    broken = Paths(points, down, np.full((1, POINTS), 0.05, np.float32))
    columns = draw(broken, np.random.default_rng(0))[0].max(0)
    assert (columns[6:9] > 100).all()
    assert (columns[13:16] == 0).all()
    assert (columns[20:23] > 100).all()


def test_every_path_lies_on_the_canvas_with_its_brush(rng):
    paths, _ = synthetic.write_many(synthetic.DIGIT_STYLES, 500, rng)
    strokes = on_canvas(paths, rng)
    low, high = strokes[..., :2] - strokes[..., 2:3], strokes[..., :2] + strokes[..., 2:3]
    assert low.min() > 0
    assert high.max() < CANVAS


def test_a_shape_of_too_many_points_is_refused(rng):
    long = Style(0, "too long", 1.0, lambda u: [line(*[(0.0, 0.01 * k) for k in range(POINTS + 2)])])
    with pytest.raises(ValueError, match=f"at most {POINTS} points"):
        write(long, 2, rng)


def test_a_line_thinner_than_a_pixel_is_as_faint_as_it_is_thin():
    paths = np.zeros((1, POINTS, 4), np.float32)
    paths[0, :, 0], paths[0, 0, 1], paths[0, 1:, 1] = 20.5, 10.0, 30.0
    paths[0, :, 2], paths[0, :-1, 3] = 0.2, 1.0
    row = np.asarray(PenInk()(paths))[0, 20]
    assert row[20] == pytest.approx(0.4 * 255, abs=1)
    assert (np.delete(row, 20) == 0).all()


def test_styles_combined_of_parts_are_named_by_them_and_share_what_is_theirs():
    styles = Styles()
    styles.combine(
        2,
        6.0,
        {"round": 0.1, "flat": 0.2},
        {"": 1.0, "loop": 2.0, "wave": 3.0},
        join=lambda a, b: lambda u: [line((a, b), (1.0, 0.0))],
    )
    assert [s.name for s in styles] == ["round", "round, loop", "round, wave", "flat", "flat, loop", "flat, wave"]
    assert [s.share for s in styles] == [1.0] * 6
    assert {s.family for s in styles} == {"round", "flat"}
    assert styles[4].shape(Hand(np.random.default_rng(0), 1))[0][0][0] == (0.2, 2.0)


def test_one_person_writes_with_the_same_habits(rng):
    style = next(s for s in synthetic.DIGIT_STYLES if str(s) == "open 4")
    alike, different = write(style, 60, rng, one_person=True).points, write(style, 60, rng).points
    assert alike.std(0).mean() < different.std(0).mean()
    assert len(np.unique(alike.reshape(60, -1), axis=0)) == 60


def test_a_hand_draws_each_parameter_for_every_drawing(rng):
    hand = Hand(rng, 2000)
    assert hand(2.0, 3.0).shape == (2000,)
    assert hand.either(0.25, 1.0, 0.0).mean() == pytest.approx(0.25, abs=0.04)
