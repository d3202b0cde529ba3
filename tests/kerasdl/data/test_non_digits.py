import itertools

import numpy as np
import pytest

from kerasdl.data import synthetic
from kerasdl.data.synthetic import combined, letters, non_digits, scripts, skeletons
from kerasdl.data.synthetic.hand import POINTS, write
from kerasdl.data.synthetic.latin_capitals import CAPITALS
from kerasdl.data.synthetic.latin_small import SMALL
from kerasdl.data.synthetic.shapes import Hand

EVERY = [*synthetic.SEEN, *synthetic.UNSEEN]
# A person may take each of these for a digit.
LOOK_ALIKES = [
    *"OoQDIlJSsZzBbGgq",
    "Theta",
    "Phi",
    "phi",
    "ze",
    "che",
    "be",
    "hiragana ro",
    "katakana ra",
    "bopomofo j",
    "mouth",
]


def names(styles):
    return [str(style) for style in styles]


def test_a_skeleton_is_strokes_of_lines_curves_and_corners():
    plan = skeletons.parse("0,0>0,100>50,100|0,50 20,40 40,60 ; 40,60 40,100")
    assert [len(stroke) for stroke in plan] == [2, 2]
    assert plan[0] == [[(-0.25, 0.0), (-0.25, 1.0)], [(-0.25, 1.0), (0.25, 1.0)]]
    assert [len(piece) for piece in plan[1]] == [3, 3]


def test_an_arc_of_a_skeleton_lies_on_its_ellipse():
    ((piece,),) = skeletons.parse("@50,50,30,50,0,-270")
    across, down = np.array(piece).T
    assert len(piece) == 7
    assert piece[0][0] == max(across)
    assert down.min() == pytest.approx(0.0)
    centre = piece[0][0] - 0.3
    assert np.allclose(((across - centre) / 0.3) ** 2 + ((down - 0.5) / 0.5) ** 2, 1)


@pytest.mark.parametrize("text", ["0,0 1", "@0,0,1,1,90", "1,2,3 4,5"])
def test_a_skeleton_whose_points_are_none_is_refused(text):
    with pytest.raises(ValueError, match=r"point must be x,y, and an arc @x,y,a,b,start,turn\. Received: "):
        skeletons.parse(text)


def test_a_hand_departs_from_a_skeleton_each_time_otherwise_but_never_far(rng):
    plan = skeletons.parse("0,0>0,100>60,100")
    (stroke,) = skeletons.written(plan)(Hand(rng, 300))
    corner = np.stack([np.broadcast_to(c, 300) for c in stroke[0][-1]], axis=-1)
    assert len(np.unique(corner, axis=0)) == 300
    assert np.abs(corner - (-0.3, 1.0)).max() < 0.25
    assert np.array_equal(stroke[0][-1], stroke[1][0])  # the corner stays one


def test_the_ways_to_write_a_skeleton_change_what_they_say():
    plan = skeletons.parse("0,0>0,100>60,100|0,50>40,50")
    assert [len(stroke) for stroke in skeletons.rounded(plan)] == [1, 1]
    assert len(skeletons.joined(plan)) == 1
    assert len(skeletons.joined(plan)[0]) == 4
    serifs = skeletons.with_serifs(plan)[2:]
    assert len(serifs) == 1  # the one free upright end is at the top
    assert {y for x, y in serifs[0][0]} == {0.0}
    entered, left = skeletons.with_entry(plan), skeletons.with_exit(plan)
    assert entered[0][0][-1] == plan[0][0][0]
    assert entered[0][0][0][0] < plan[0][0][0][0]
    assert left[-1][-1][-1][0] > plan[-1][-1][-1][0]
    assert len(skeletons.with_both(plan)[0]) == len(skeletons.with_both(plan)[1]) + 1


def test_every_style_of_a_non_digit_has_a_name_of_its_own_and_room_on_a_path(rng):
    assert len(set(names(EVERY))) == len(EVERY)
    for style in EVERY:
        assert style.label == synthetic.NOT_A_DIGIT
        assert skeletons.spans(style.shape(Hand(rng, 1))) <= POINTS - 1
        assert 0 < style.width[0] < style.width[1]


@pytest.mark.parametrize("style", EVERY[::9], ids=str)
def test_a_non_digit_is_written_within_its_box_each_time_otherwise(style, rng):
    paths = write(style, 20, rng)
    assert np.isfinite(paths.points).all()
    assert np.abs(paths.points).max() <= 0.5 + 1e-6
    assert (paths.down.sum(1) >= 1).all()
    assert len(np.unique(paths.points.reshape(20, -1), axis=0)) == 20


def test_no_letter_that_looks_like_a_digit_is_among_them():
    known = (CAPITALS, SMALL, scripts.GREEK, scripts.CYRILLIC, scripts.CHINESE, scripts.KANA, scripts.BOPOMOFO)
    found = {letter.name for letter in itertools.chain(*known)}
    assert not found & set(LOOK_ALIKES)
    assert not found & set(letters.LOOK_ALIKES)
    # But those that a reader has to refuse are.
    assert found >= set("ACEFHKLMNPRTUVWXYacdefhjkmnprtuvwx")


def test_every_ring_that_is_no_digit_stays_open(rng):
    for style in letters.LATIN:
        if style.name.removeprefix("letter ").split()[0] not in "CcUu":
            continue
        if "with" in style.name:
            continue
        shape = style.shape(Hand(rng, 200))
        start, end = shape[0][0][0], shape[0][-1][-1]
        gap = np.hypot(start[0] - end[0], start[1] - end[1])
        assert gap.min() > 0.25, style.name


def test_whole_letters_and_a_whole_script_are_kept_from_the_training():
    seen, unseen = set(names(synthetic.SEEN)), set(names(synthetic.UNSEEN))
    assert not seen & unseen
    assert all(f"letter {letter}" in unseen for letter in letters.UNSEEN_LETTERS)
    assert not any(name.split()[:2] == ["letter", letter] for letter in letters.UNSEEN_LETTERS for name in seen)
    assert not any("bopomofo" in name for name in seen)
    assert len([name for name in unseen if "bopomofo" not in name]) > 10
    words = [name.removeprefix("word ") for name in names(combined.WORDS)]
    assert len(words) > 50
    assert not any(set(word) & letters.UNSEEN_LETTERS for word in words)


def test_kinds_are_drawn_by_their_weights_and_the_hands_of_a_letter_together_by_its_share():
    share = {style.name: style.share for style in synthetic.SEEN}
    latin = sum(share[style.name] for style in letters.LATIN)
    words = sum(share[style.name] for style in combined.WORDS)
    weight = {id(kind): weight for kind, weight in non_digits._SEEN_KINDS}
    assert latin / words == pytest.approx(weight[id(letters.LATIN)] / weight[id(combined.WORDS)])
    of = {n: sum(s for name, s in share.items() if name.split()[:2] == ["letter", n]) for n in "cm"}
    assert of["c"] == pytest.approx(3 * of["m"])


def test_two_digits_one_above_another_have_no_ring_on_a_ring_and_no_stroke():
    above = [name for name in names(combined.PAIRS) if " above " in name]
    assert len(above) > 30
    for name in above:
        assert not {name.split(" above ")[0].split()[-1], name.split()[-1]} & {"0", "1"}


def test_digits_are_about_equally_often_in_pairs_and_on_their_side():
    beside = [name.split(" beside ")[0].split()[-1] for name in names(combined.PAIRS) if " beside " in name]
    assert min(beside.count(digit) for digit in "0123456789") > 0.4 * len(beside) / 10
    turned = dict.fromkeys("235679", 0.0)
    for style in combined.TURNED:
        turned[str(style).removesuffix(" on its side")[-1]] += style.share
    assert np.allclose(list(turned.values()), 1)


def test_a_seed_gives_its_non_digits_and_another_gives_others():
    some = synthetic.drawings(300, 3, synthetic.SEEN)
    assert np.array_equal(some.images, synthetic.drawings(300, 3, synthetic.SEEN).images)
    assert not np.array_equal(some.images, synthetic.drawings(300, 4, synthetic.SEEN).images)
    assert (some.labels == synthetic.NOT_A_DIGIT).all()
