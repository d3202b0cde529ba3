import numpy as np
import pytest

from kerasdl import pen
from kerasdl.config import TrainConfig
from kerasdl.errors import TrainingError
from kerasdl.lessons import Lessons, targets
from kerasdl.networks import cnn, mlp
from kerasdl.training import choose_device, train

DEVICE = choose_device()[0]
SETTINGS = {"augmentation": 1.0, "elastic": 1.0, "stroke": 0.5, "pen_digits": 40, "non_digits": 30}


@pytest.fixture(scope="module")
def teacher():
    return mlp([8], seed=1)


def test_targets_are_one_hot_smoothed_and_even_for_what_is_no_digit():
    found = targets(np.array([3, pen.NOT_A_DIGIT]), 0.1)
    assert found[0, 3] == pytest.approx(0.91)
    assert found[0, 0] == pytest.approx(0.01)
    assert np.allclose(found[1], 0.1)


def test_drawn_digits_and_non_digits_come_after_mnists(few):
    lessons = Lessons(TrainConfig(**SETTINGS), few.train, None, DEVICE)
    lesson = lessons.at(0)
    assert len(lessons) == len(lesson.images) == 2_070
    assert np.array_equal(lesson.images[:2_000], few.train.images)
    assert (lesson.labels[2_000:2_040] < 10).all()
    assert (lesson.labels[2_040:] == pen.NOT_A_DIGIT).all()
    assert not lesson.images[-1].any()  # an empty canvas is no digit either


def test_without_a_teacher_one_lesson_lasts(few):
    lessons = Lessons(TrainConfig(), few.train, None, DEVICE)
    assert lessons.at(0) is not None
    assert lessons.at(1) is None
    assert np.array_equal(lessons.of(3).images, few.train.images)


def test_a_taught_lesson_holds_warped_pictures_with_the_teachers_answers_to_them(few, teacher):
    config = TrainConfig(**SETTINGS, distillation=0.75)
    lesson = Lessons(config, few.train, teacher, DEVICE).at(0)
    changed = (lesson.images[:2_000] != few.train.images).any((1, 2)).mean()
    assert 0.6 < changed < 0.9
    answers = np.asarray(teacher(lesson.images[:2_000].astype(np.float32) / 255))
    expected = 0.75 * answers + 0.25 * targets(few.train.labels, 0.0)
    assert np.abs(lesson.targets[:2_000] - expected).max() < 0.01
    assert np.allclose(lesson.targets[2_040:], 0.1)


def test_a_taught_lesson_lasts_for_as_many_epochs_as_are_set_and_can_be_had_again(few, teacher):
    config = TrainConfig(**SETTINGS, distillation=0.5, lesson=3)
    lessons = Lessons(config, few.train, teacher, DEVICE)
    first, fourth = lessons.at(0), lessons.at(3)
    assert lessons.at(1) is None
    assert lessons.at(2) is None
    assert not np.array_equal(first.images, fourth.images)
    again = Lessons(config, few.train, teacher, DEVICE).of(5)
    assert np.array_equal(again.images, fourth.images)
    assert np.array_equal(again.targets, fourth.targets)


def test_a_student_learns_from_its_teachers_answers_alone(few):
    sure = train(TrainConfig(hidden_units=(64,), epochs=8, learning_rate=5e-3, batch_size=50), data=few).model
    config = TrainConfig(hidden_units=(24,), epochs=6, learning_rate=5e-3, batch_size=50, distillation=1.0, lesson=2)
    trained = train(config, data=few, teacher=sure)
    assert trained.history[-1]["validation_accuracy"] > 0.75
    resembles = np.asarray(trained.model(few.test.images / 255)).argmax(1) == np.asarray(sure(few.test.images / 255)).argmax(1)
    assert resembles.mean() > 0.85


def test_a_teacher_comes_with_distillation_and_not_without(few, teacher):
    with pytest.raises(TrainingError, match="Received: distillation=0.5, no teacher"):
        train(TrainConfig(distillation=0.5), data=few)
    with pytest.raises(TrainingError, match=r"Received: distillation=0.0, a teacher"):
        train(TrainConfig(), data=few, teacher=teacher)


def test_a_convolutional_network_learns_too(few):
    config = TrainConfig(filters=(4, 8), hidden_units=(), epochs=2, batch_size=50, learning_rate=5e-3, dropout=0.1)
    trained = train(config, data=few)
    assert trained.history[-1]["validation_accuracy"] > 0.6
    assert cnn([4, 8]).count_params() == trained.model.count_params()
