import keras
import numpy as np
import pytest

from kerasdl.errors import ConfigError
from kerasdl.networks.build import ACTIVATIONS, cnn, mlp


def test_an_mlp_is_a_plain_sequential_from_pictures_to_confidences():
    model = mlp([32, 16])
    assert type(model) is keras.Sequential
    assert model.input_shape == (None, 28, 28)
    assert [layer.name for layer in model.layers] == ["flatten", "hidden_1", "hidden_2", "logits", "confidences"]
    answers = np.asarray(model(np.zeros((2, 28, 28), "float32")))
    assert answers.shape == (2, 10)
    assert np.allclose(answers.sum(1), 1)


def test_parameters_are_counted_as_by_hand():
    assert mlp([512, 256]).count_params() == 785 * 512 + 513 * 256 + 257 * 10


def test_no_hidden_layer_gives_a_linear_classifier():
    assert mlp([]).count_params() == 785 * 10


def test_one_seed_gives_one_network_and_another_seed_another():
    first, again, other = (mlp([8], seed=s).get_weights()[0] for s in (1, 1, 2))
    assert np.array_equal(first, again)
    assert not np.allclose(first, other)


def test_initial_weights_have_the_deviation_of_their_distribution():
    relu, tanh = mlp([400], "relu", seed=0), mlp([400], "tanh", seed=0)
    assert relu.get_layer("hidden_1").kernel.numpy().std() == pytest.approx(np.sqrt(2 / 784), rel=0.02)
    assert tanh.get_layer("hidden_1").kernel.numpy().std() == pytest.approx(np.sqrt(2 / (784 + 400)), rel=0.02)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_every_activation_builds_and_answers_finitely(activation, rng):
    answers = np.asarray(mlp([16], activation, seed=0)(rng.random((3, 28, 28)).astype("float32")))
    assert np.isfinite(answers).all()


def test_a_saved_network_loads_without_kerasdl_code(tmp_path):
    model = mlp([8], dropout=0.1, batch_normalization=True)
    model.save(tmp_path / "m.keras")
    modules = {type(layer).__module__.split(".")[0] for layer in keras.saving.load_model(tmp_path / "m.keras").layers}
    assert modules == {"keras"}


def test_a_cnn_is_a_plain_sequential_with_fewer_parameters_than_the_mlp():
    model = cnn()
    assert type(model) is keras.Sequential
    assert (model.input_shape, model.output_shape) == ((None, 28, 28), (None, 10))
    assert model.count_params() < 100_000 < mlp().count_params()
    maps = [layer.output.shape[1:] for layer in model.layers if layer.name.startswith("maps_")]
    assert maps == [(28, 28, 16), (14, 14, 32), (14, 14, 32), (7, 7, 64), (7, 7, 64)]


def test_a_cnn_has_dense_layers_and_dropout_where_they_are_asked_for():
    names = [layer.name for layer in cnn((4, 6), [12], dropout=0.1).layers]
    after = [
        "dropout_maps_2",
        "average",
        "dense_1",
        "normalization_1",
        "hidden_1",
        "dropout_1",
        "logits",
        "confidences",
    ]
    assert names[names.index("dropout_maps_2") :] == after
    assert "dropout_maps_1" in names


def test_initial_kernels_of_a_convolution_count_their_patch():
    kernel = cnn((64, 64), seed=0).get_layer("convolution_2").kernel
    assert np.asarray(kernel).std() == pytest.approx(np.sqrt(2 / (9 * 64)), rel=0.02)


@pytest.mark.parametrize("stages", [(), (4, 4, 4, 4, 4)])
def test_a_cnn_has_one_to_four_stages(stages):
    with pytest.raises(ConfigError, match=r"`filters` must be for 1 to 4 stages. Received: filters=\("):
        cnn(stages)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"hidden_units": [0]}, r"`hidden_units` must be positive integers of at most 1,000,000. Received: .*=\[0\]"),
        ({"hidden_units": [1.5]}, "`hidden_units` must be positive integers"),
        ({"activation": "reluu"}, "`activation` must be one of relu, .* Received: activation='reluu'"),
        ({"dropout": 1.0}, "`dropout` must be at least 0 and less than 1. Received: dropout=1.0"),
    ],
)
def test_a_bad_structure_is_an_error_that_states_rule_and_value(settings, message):
    with pytest.raises(ConfigError, match=message):
        mlp(**settings)
