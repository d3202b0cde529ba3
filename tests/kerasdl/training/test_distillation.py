from dataclasses import replace

import keras
import numpy as np
import pytest

from kerasdl.backend import accuracy, cross_entropy
from kerasdl.config import TrainConfig
from kerasdl.data.mnist import Digits, load_mnist
from kerasdl.errors import ModelError, TrainingError
from kerasdl.networks.build import mlp
from kerasdl.training.distillation import Teacher, load_teacher
from kerasdl.training.loop import train

CONFIG = TrainConfig(hidden_units=(12,), epochs=2, batch_size=50, dropout=0.1, augmentation=0.5)


@pytest.fixture(scope="module")
def data():
    mnist = load_mnist()
    return replace(mnist, train=Digits(mnist.train.images[:1_000], mnist.train.labels[:1_000]))


@pytest.fixture
def teacher(tmp_path):
    """A network with dropout and normalisation, whose answers training must not change."""
    model = mlp([16], dropout=0.5, batch_normalization=True, seed=5)
    (tmp_path / "teacher").mkdir()
    model.save(tmp_path / "teacher" / "model.keras")
    return model, str(tmp_path / "teacher")


def test_a_teachers_confidences_count_as_much_as_the_targets(rng):
    targets = np.eye(3, dtype="float32")[[0, 2]]
    taught = np.array([[0.2, 0.5, 0.3], [0.0, 1.0, 0.0]], "float32")
    logits = rng.standard_normal((2, 3)).astype("float32")
    both = (np.asarray(cross_entropy(targets, logits)) + np.asarray(cross_entropy(taught, logits))) / 2
    assert np.allclose(cross_entropy(targets, (logits, taught)), both, atol=1e-6)
    labels = logits.argmax(1).astype("int32")
    assert float(accuracy(labels, (logits, taught))) == 1.0


def test_a_teacher_answers_as_it_does_after_training_and_has_nothing_to_learn(teacher, rng):
    model, _ = teacher
    pictures = rng.random((4, 28, 28)).astype("float32")
    layer = Teacher([model])
    assert np.allclose(layer(pictures, training=True), model.predict(pictures, verbose=0), atol=1e-6)
    assert layer.trainable_variables == []


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


def test_several_teachers_teach_their_average(teacher, rng, tmp_path):
    model, folder = teacher
    other = keras.models.clone_model(model)  # with initial weights of its own
    (tmp_path / "other").mkdir()
    other.save(tmp_path / "other" / "model.keras")
    pictures = rng.random((5, 28, 28), np.float32)
    both = load_teacher(replace(CONFIG, teacher=f"{folder}, {tmp_path / 'other'}").teachers, model)
    one, two = (np.asarray(network(pictures, training=False)) for network in (model, other))
    assert np.abs(one - two).max() > 0.01
    assert np.allclose(np.asarray(both(pictures)), (one + two) / 2, atol=1e-6)
    assert both.trainable_variables == []
