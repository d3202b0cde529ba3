"""Files of large networks."""

import keras
import numpy as np
import pytest

from kerasdl.models import half_precision
from kerasdl.models.folder import open_model
from kerasdl.models.half_precision import round_kernels, save_network
from kerasdl.networks.build import mlp


@pytest.fixture
def network(monkeypatch):
    monkeypatch.setattr(half_precision, "LARGE", 50_000)
    model = mlp([64, 32], batch_normalization=True, seed=1)
    model.get_layer("normalization_1").moving_variance.assign(np.full(64, 1.2345e-7))
    return model


def test_a_large_networks_file_is_half_as_large_and_gives_the_same_network(network, tmp_path):
    network.save(tmp_path / "full.keras")
    before = network.get_weights()
    round_kernels(network)
    save_network(network, tmp_path / "model.keras")
    assert (tmp_path / "model.keras").stat().st_size < 0.65 * (tmp_path / "full.keras").stat().st_size
    for read in (keras.saving.load_model(tmp_path / "model.keras"), open_model(tmp_path).load()):
        assert read.dtype_policy.name == "float32"
        for old, rounded, again in zip(before, network.get_weights(), read.get_weights(), strict=True):
            assert again.dtype == np.float32 and np.array_equal(again, rounded)
            assert np.allclose(old, rounded, rtol=5e-4, atol=1e-7) and (old.ndim > 1 or np.array_equal(old, rounded))


def test_a_small_network_stays_as_it_is(tmp_path):
    model = mlp([8], seed=1)
    before = model.get_weights()
    round_kernels(model)
    save_network(model, tmp_path / "model.keras")
    again = keras.saving.load_model(tmp_path / "model.keras").get_weights()
    assert all(np.array_equal(a, b) for a, b in zip(before, again, strict=True))
