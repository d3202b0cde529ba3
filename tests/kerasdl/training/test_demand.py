"""Memory and time of a training, estimated from its settings."""

import json
import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kerasdl.config import PRESETS, TrainConfig
from kerasdl.errors import ConfigError, TrainingError
from kerasdl.models.store import shipped
from kerasdl.networks.build import cnn, mlp
from kerasdl.networks.cost import layer_values
from kerasdl.training import demand, loop
from kerasdl.training.demand import check_demand, estimate, free_memory, is_out_of_memory


@pytest.fixture
def machine(monkeypatch):
    """Two cores and 16 GB."""
    monkeypatch.setattr(demand, "available_cores", lambda: 2)
    monkeypatch.setattr(demand, "free_memory", lambda: 16_000_000_000)


@pytest.mark.parametrize("name", ["web", "record", "cnn", "quick"])
def test_the_time_is_that_of_the_shipped_networks_within_a_factor_of_two(name, machine):
    """On two cores, as their cards say, though `record` and `cnn` had one of them; without the teachers."""
    card = json.loads((shipped("saved_models").parent / "saved_models" / name / "card.json").read_text())
    assert card["ran_on"]["description"].endswith("2 cores")
    alone = replace(PRESETS[name], teacher="")
    assert 0.5 < estimate(alone).seconds / card["training_seconds"] < 2


@pytest.mark.parametrize(
    ("settings", "digits", "megabytes"),
    [
        # Resident memory of a process that trained so, with `resource.getrusage`.
        ({"epochs": 2}, 2_000, 630),
        ({"hidden_units": (4096, 4096)}, 2_000, 1_306),
        ({"hidden_units": (2048, 2048), "batch_size": 2048}, 4_000, 839),
        ({"hidden_units": (16,), "repeats": 20}, 55_000, 2_280),
        ({"hidden_units": (64,), "pen_digits": 100_000}, 5_000, 1_119),
        ({"hidden_units": (), "filters": (16, 32, 64), "batch_size": 1000}, 4_000, 1_531),
        ({"hidden_units": (), "filters": (64, 64)}, 2_000, 3_117),
    ],
)
def test_the_memory_is_what_was_measured_within_a_factor_of_two(settings, digits, megabytes):
    assert 0.5 < estimate(TrainConfig(**settings), digits).memory / 1e6 / megabytes < 2


MORE = {
    "epochs": lambda c: replace(c, epochs=2 * c.epochs),
    "repeats": lambda c: replace(c, repeats=2 * c.repeats),
    "pen_digits": lambda c: replace(c, pen_digits=c.pen_digits + 100_000),
    "non_digits": lambda c: replace(c, non_digits=c.non_digits + 100_000),
    "hidden_units": lambda c: replace(c, hidden_units=(*c.hidden_units, 512)),
    "filters": lambda c: replace(c, filters=tuple(2 * n for n in c.filters) or (8,)),
}


@given(
    config=st.builds(
        TrainConfig,
        hidden_units=st.lists(st.integers(1, 10_000), max_size=5),
        filters=st.lists(st.integers(1, 500), max_size=4),
        batch_size=st.integers(1, 10_000),
        repeats=st.integers(1, 100),
        pen_digits=st.integers(0, 10**6),
        epochs=st.integers(1, 10**4),
    ),
    more=st.sampled_from(list(MORE)),
)
def test_whoever_asks_for_more_needs_more(config, more):
    if more == "filters" and not config.filters:
        return  # convolutions in the place of a wide first layer
    less, most = estimate(config), estimate(MORE[more](config))
    assert math.isfinite(most.seconds) and most.seconds > less.seconds
    assert most.memory >= less.memory and most.disk >= less.disk


def test_the_layers_values_are_those_of_the_network():
    for config in (TrainConfig(hidden_units=(7, 5)), TrainConfig(filters=(4, 6), hidden_units=(3,))):
        model = cnn(config.filters, config.hidden_units) if config.filters else mlp(config.hidden_units)
        kernels = [layer for layer in model.layers if layer.weights and "norm" not in layer.name]
        assert layer_values(config) == [math.prod(layer.output.shape[1:]) for layer in kernels]


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"hidden_units": (1_000_000, 1_000_000)}, "that need about 44 TB of memory, where 16.0 GB are free"),
        ({"filters": (100_000,)}, "3,137.9 GB of memory, where"),
        ({"repeats": 10_000}, "GB of memory, where"),
        ({"pen_digits": 1_000_000_000}, "GB of memory, where"),
        ({"batch_size": 1_000_000, "hidden_units": (100_000,)}, "GB of memory, where"),
        ({"epochs": 1_000_000}, r"within a week .* that take about \d+ days"),
        ({"epochs": 1_000_000, "hidden_units": (5_000, 5_000)}, r"that take about \d+ years"),
        ({"batch_size": 1, "epochs": 20_000}, r"that take about \d+ days"),
    ],
)
def test_what_takes_too_much_is_refused_with_what_it_would_take(settings, message, machine):
    with pytest.raises(ConfigError, match=message) as error:
        check_demand(TrainConfig(**settings))
    assert "insist with --yes" in str(error.value)


def test_a_training_that_takes_too_much_is_not_begun_unless_someone_insists(machine, monkeypatch, few):
    wanted = TrainConfig(hidden_units=(1_000_000, 1_000_000))
    monkeypatch.setattr(loop._TrainingRun, "train", lambda run, resume: run.config)
    with pytest.raises(ConfigError, match="must fit into the memory that is free"):
        loop.train(wanted, data=few)
    assert loop.train(wanted, data=few, insist=True) is wanted


def test_every_preset_fits_and_a_small_training_fits_everywhere(monkeypatch, machine):
    for config in PRESETS.values():
        check_demand(config)
    monkeypatch.setattr(demand, "free_memory", lambda: 0)
    check_demand(PRESETS["quick"])
    with pytest.raises(ConfigError, match="where 0.0 GB are free"):
        check_demand(PRESETS["cnn"])


def test_the_free_memory_is_the_least_that_any_limit_leaves(monkeypatch):
    assert 1e6 < free_memory() < 1e15
    monkeypatch.setattr(demand, "_control_group", lambda limit, used: 12_345)
    assert free_memory() == 12_345
    monkeypatch.setattr(demand, "_control_group", lambda limit, used: None)
    monkeypatch.setattr(demand, "_meminfo", lambda: None)
    monkeypatch.setattr(demand, "_process_limit", lambda: None)
    assert free_memory() == demand.DEFAULT_MEMORY


def test_a_control_groups_limit_is_what_is_left_of_it(tmp_path, monkeypatch):
    monkeypatch.setattr(demand, "Path", lambda *_: tmp_path)
    for limit, used, left in (("1000", "400", 600), ("1000", "4000", 0), ("max", "400", None), ("", "", None)):
        (tmp_path / "memory.max").write_text(limit)
        (tmp_path / "memory.current").write_text(used)
        assert demand._control_group("memory.max", "memory.current") == left
    assert demand._control_group("nowhere", "nowhere") is None


class XlaRuntimeError(RuntimeError):
    pass


@pytest.mark.parametrize(
    "error",
    [
        MemoryError("Unable to allocate 7.3 TiB"),
        XlaRuntimeError("RESOURCE_EXHAUSTED: Out of memory allocating 8000000000000 bytes."),
        type("ResourceExhaustedError", (Exception,), {})("{{node}} OOM when allocating tensor\n\n[Op:MatMul]"),
        type("OutOfMemoryError", (RuntimeError,), {})("CUDA out of memory. Tried to allocate 20.00 GiB."),
    ],
)
def test_too_little_memory_after_all_is_one_line_on_every_backend(error, monkeypatch, few):
    def fail(*_):
        raise error

    assert is_out_of_memory(error) and not is_out_of_memory(ValueError("shapes"))
    monkeypatch.setattr(loop._TrainingRun, "train", fail)
    with pytest.raises(TrainingError, match="must fit into the device's memory; .*hidden_units=\\(256, 128\\)") as told:
        loop.train(TrainConfig(), data=few)
    assert "\n" not in str(told.value)


def test_an_error_of_another_kind_stays_what_it_is(monkeypatch, few):
    def fail(*_):
        raise ZeroDivisionError

    monkeypatch.setattr(loop._TrainingRun, "train", fail)
    with pytest.raises(ZeroDivisionError):
        loop.train(TrainConfig(), data=few)
