from dataclasses import replace

import keras
import numpy as np
import pytest

from kerasdl.backend import cross_entropy
from kerasdl.backend.hardware import choose_device
from kerasdl.config import TrainConfig
from kerasdl.data.mnist import Digits, load_mnist
from kerasdl.data.training_set import build_training_set
from kerasdl.errors import ModelError, TrainingError
from kerasdl.evaluation.calibration import temper
from kerasdl.evaluation.report import confidences
from kerasdl.lecture.losses import softmax
from kerasdl.networks.build import mlp
from kerasdl.training.distillation import Lessons, _narrowed, taught_cross_entropy
from kerasdl.training.loop import build, train

CONFIG = TrainConfig(hidden_units=(12,), epochs=2, batch_size=50, dropout=0.1, augmentation=0.5)


@pytest.fixture(scope="module")
def data():
    mnist = load_mnist()
    return replace(mnist, train=Digits(mnist.train.images[:1_000], mnist.train.labels[:1_000]))


def lessons(config, data, kept=None):
    """What a student would be shown, one of the right shapes."""
    device = choose_device("cpu")[0]
    return Lessons(config, build_training_set(config, data.train), mlp([4]), device, kept)


@pytest.fixture
def teacher(tmp_path):
    """A network with dropout and normalisation, whose answers training must not change."""
    model = mlp([16], dropout=0.5, batch_normalization=True, seed=5)
    (tmp_path / "teacher").mkdir()
    model.save(tmp_path / "teacher" / "model.keras")
    return model, str(tmp_path / "teacher")


@pytest.mark.parametrize(("share", "temperature"), [(0.0, 3.0), (0.5, 1.0), (0.8, 4.0)])
def test_labels_and_answers_count_by_their_share_and_the_answers_at_a_temperature(rng, share, temperature):
    labels = np.eye(10, dtype="float32")[[0, 2]]
    answers = rng.dirichlet(np.ones(10), 2).astype("float32")
    logits = rng.standard_normal((2, 10)).astype("float32")
    loss = np.asarray(taught_cross_entropy(share, temperature)(np.hstack([labels, answers]), logits))
    student = softmax(logits / temperature)
    taught = temperature**2 * (answers * np.log(answers / student)).sum(axis=1)  # the Kullback-Leibler divergence
    expected = (1 - share) * np.asarray(cross_entropy(labels, logits)) + share * taught
    assert np.allclose(loss, expected, rtol=1e-4)


def test_a_student_that_answers_as_its_teacher_loses_nothing(rng):
    logits = rng.standard_normal((3, 10)).astype("float32")
    targets = np.hstack([np.eye(10, dtype="float32")[:3], softmax(logits / 2)]).astype("float32")
    assert np.allclose(taught_cross_entropy(1.0, 2.0)(targets, logits), 0, atol=1e-5)
    sure = np.eye(10, dtype="float32")[:3]
    assert np.isfinite(taught_cross_entropy(1.0, 1.0)(np.hstack([sure, sure]), logits)).all()


def test_a_lesson_is_a_view_with_the_teachers_answers_to_it(teacher, data):
    model, folder = teacher
    lesson = lessons(replace(CONFIG, teacher=folder, temperature=2.0), data).at(0)
    shown = lesson.images.astype("float32") / 255
    assert lesson.images.dtype == np.uint8 and (lesson.images != data.train.images).mean() > 0.05
    assert np.array_equal(lesson.labels, data.train.labels)
    assert np.array_equal(lesson.targets[:, :10], np.eye(10)[data.train.labels])
    assert np.allclose(lesson.targets[:, 10:], temper(model.predict(shown, verbose=0), 2.0), atol=1e-5)


def test_the_epochs_take_the_views_in_turn_and_fade_at_the_end(teacher, data):
    taught = lessons(replace(CONFIG, teacher=teacher[1], epochs=8, views=4, fade=0.5), data)
    shown = [taught.at(epoch).images for epoch in range(8)]
    assert np.array_equal(shown[0], shown[2]) and not np.array_equal(shown[0], shown[1])
    moved = [np.abs(pictures - data.train.images.astype(float)).mean() for pictures in shown]
    assert moved[4] == moved[5] and moved[0] > 1.2 * moved[4] > 0 and moved[6] == moved[7] == 0


def test_answers_are_kept_and_found_again(teacher, data, tmp_path, monkeypatch):
    config = replace(CONFIG, teacher=teacher[1], epochs=3, views=2)
    first = [lessons(config, data, tmp_path / "kept").at(epoch) for epoch in range(2)]
    files = sorted((tmp_path / "kept").rglob("*.npy"))
    assert len(files) == 2
    files[0].write_bytes(b"damaged")
    asked = []
    monkeypatch.setattr(
        "kerasdl.training.distillation.confidences", lambda f, images: asked.append(1) or confidences(f, images)
    )
    again = [lessons(config, data, tmp_path / "kept").at(epoch) for epoch in range(2)]
    assert len(asked) == 1
    for one, other in zip(first, again, strict=True):
        assert np.array_equal(one.images, other.images)
        assert np.allclose(one.targets, other.targets, atol=1e-2)


def test_another_teacher_other_digits_and_other_warps_have_answers_of_their_own(teacher, data, tmp_path):
    config, kept = replace(CONFIG, teacher=teacher[1], epochs=1), tmp_path / "kept"
    lessons(config, data, kept).at(0)
    lessons(config, replace(data, train=Digits(255 - data.train.images, data.train.labels)), kept).at(0)
    lessons(replace(config, augmentation=0.6), data, kept).at(0)
    teacher[0].get_layer("logits").bias.assign(np.arange(10))
    teacher[0].save(f"{teacher[1]}/model.keras")
    lessons(config, data, kept).at(0)
    assert len(list(kept.rglob("*.npy"))) == 4


def test_a_pupil_takes_over_what_its_teacher_thinks(teacher, data):
    model, folder = teacher
    model.get_layer("logits").bias.assign([0, 0, 0, 9, 0, 0, 0, 0, 0, 0])  # it thinks that everything is a 3
    model.save(f"{folder}/model.keras")
    others = data.validation.labels != 3
    digits, labels = data.validation.images[others][:500].astype("float32") / 255, data.validation.labels[others][:500]

    def three_is_the_likeliest_mistake(trained):
        wrong = trained.model.predict(digits, verbose=0)
        wrong[np.arange(len(labels)), labels] = 0
        return (wrong.argmax(1) == 3).mean()

    assert three_is_the_likeliest_mistake(train(CONFIG, data=data)) < 0.4
    assert three_is_the_likeliest_mistake(train(replace(CONFIG, teacher=folder), data=data)) > 0.95


def test_a_taught_training_that_was_interrupted_ends_as_if_it_had_not_been(teacher, data, tmp_path):
    config = replace(CONFIG, teacher=teacher[1])
    whole = train(config, data=data)
    asked = iter([False, True])
    train(config, data=data, checkpoint=tmp_path / "c.npz", should_stop=lambda: next(asked, True), steps_per_call=5)
    resumed = train(config, data=data, checkpoint=tmp_path / "c.npz", resume=True, steps_per_call=5)
    assert [w.shape for w in resumed.model.get_weights()] == [w.shape for w in whole.model.get_weights()]
    assert resumed.history[-1]["validation_loss"] == pytest.approx(whole.history[-1]["validation_loss"], rel=1e-3)


def test_a_teacher_that_is_not_there_or_does_not_fit_is_an_error(data, tmp_path):
    with pytest.raises(ModelError, match="A model must be a folder with model.keras"):
        train(replace(CONFIG, teacher=str(tmp_path / "none")), data=data)
    other = keras.Sequential([keras.Input((14, 14)), keras.layers.Flatten(), keras.layers.Dense(10, "softmax")])
    (tmp_path / "other").mkdir()
    other.save(tmp_path / "other" / "model.keras")
    with pytest.raises(
        TrainingError, match=r"`teacher` must take \(None, 28, 28\) and give \(None, 10\). Received: .*other, from"
    ):
        train(replace(CONFIG, teacher=str(tmp_path / "other")), data=data)


def test_several_teachers_teach_their_average(teacher, data, tmp_path):
    model, folder = teacher
    other = keras.models.clone_model(model)  # with initial weights of its own
    (tmp_path / "other").mkdir()
    other.save(tmp_path / "other" / "model.keras")
    lesson = lessons(replace(CONFIG, teacher=f"{folder}, {tmp_path / 'other'}"), data).at(0)
    one, two = (network.predict(lesson.images.astype("float32") / 255, verbose=0) for network in (model, other))
    assert np.abs(one - two).max() > 0.01
    assert np.allclose(lesson.targets[:, 10:], (one + two) / 2, atol=1e-5)


CONVOLVING = TrainConfig(filters=(4, 4), skips=True, batch_normalization=True)


@pytest.mark.parametrize("config", [CONVOLVING, TrainConfig(hidden_units=(9, 9), dropout=0.1)])
def test_a_teacher_with_narrow_products_answers_nearly_as_it_did(rng, config):
    network = build(config)
    narrow = _narrowed(network)
    pictures = rng.random((9, 28, 28), np.float32)
    answers = [np.asarray(each(pictures)) for each in (network, narrow)]
    assert narrow is not network and 0 < np.abs(answers[0] - answers[1]).max() < 0.02
