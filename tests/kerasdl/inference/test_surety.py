import numpy as np
import pytest

from kerasdl.inference.surety import surety


@pytest.mark.parametrize(
    ("confidences", "expected"), [([1, 0, 0, 0], 1), ([0.5, 0.5, 0, 0], 0.25), ([0.25] * 4, 1 / 16)]
)
def test_it_is_the_highest_confidence_by_the_number_of_classes_between_which_an_answer_wavers(confidences, expected):
    assert surety(np.array([confidences], np.float32)) == pytest.approx([expected])


def test_what_looks_a_little_like_many_is_less_sure_than_what_could_be_one_of_two():
    of_two, of_many = [0.6, 0.4, 0, 0, 0], [0.6, 0.1, 0.1, 0.1, 0.1]
    two, many = surety(np.array([of_two, of_many]))
    assert many < two


def test_more_of_the_highest_confidence_is_surer():
    answers = np.array([[high, 1 - high, 0] for high in np.linspace(0.5, 1, 20)])
    assert (np.diff(surety(answers)) > 0).all()


def test_no_answer_gives_none():
    assert surety(np.empty((0, 10), np.float32)).shape == (0,)
