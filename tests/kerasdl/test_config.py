"""Settings of wrong types and out of range, whoever gives them: the command, a card, the dashboard."""

import math
from dataclasses import asdict, fields, replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kerasdl.config import MAX_LAYERS, MAX_SEED, PRESETS, TrainConfig
from kerasdl.errors import LONGEST_MESSAGE, ConfigError
from kerasdl.search import SearchConfig

# What a JSON file may hold where a setting belongs, and what Python adds.
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda parts: st.lists(parts, max_size=4) | st.dictionaries(st.text(), parts, max_size=3),
    max_leaves=4,
)
HOSTILE = (math.nan, math.inf, -math.inf, 10**400, -1, 10**12, 1e300, None, "3", "", [], {}, [[1]], 10**5000)
NAMES = {kind: [field.name for field in fields(kind)] for kind in (TrainConfig, SearchConfig)}


def refused_or_kept(kind, name, value):
    """A setting is refused in one line that names it, or it is there as it was given and can be compared."""
    try:
        config, said = kind(**{name: value}), ""
    except ConfigError as error:
        said = str(error)
    if said:
        assert f"`{name}` must" in said and len(said) <= LONGEST_MESSAGE and "\n" not in said
        return False
    kept = getattr(config, name)
    assert kept == (tuple(value) if isinstance(value, list) else value)
    assert replace(config) == config and hash(config) == hash(replace(config))
    return True


@pytest.mark.parametrize("kind", NAMES)
@given(data=st.data())
def test_any_json_value_is_refused_in_a_line_or_kept(kind, data):
    refused_or_kept(kind, data.draw(st.sampled_from(NAMES[kind])), data.draw(JSON))


@pytest.mark.parametrize("value", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("kind", NAMES)
def test_what_no_setting_can_be_is_refused_by_every_one(kind, value):
    takes = {name for name in NAMES[kind] if refused_or_kept(kind, name, value)}
    allowed: set[str] = {"teacher"} if isinstance(value, str) else set()
    allowed |= {"hidden_units", "filters"} if value == [] else set()
    allowed |= {"weight_decay", "learning_rate"} if value in (1e300, 10**12) else set()
    assert takes == allowed & set(NAMES[kind])


@given(st.floats() | st.integers())
@example(math.nextafter(1, 0))
@example(10**400)
def test_a_share_is_from_0_to_below_1(value):
    expected = 0 <= value < 1
    assert refused_or_kept(TrainConfig, "dropout", value) == expected
    assert refused_or_kept(TrainConfig, "label_smoothing", value) == expected


def test_a_truth_value_is_no_number_and_a_number_no_truth_value():
    for name, value in asdict(TrainConfig()).items():
        if isinstance(value, bool):
            assert not refused_or_kept(TrainConfig, name, int(value))
        elif isinstance(value, int | float):
            assert not refused_or_kept(TrainConfig, name, True)


def test_the_largest_that_is_allowed_is_allowed():
    assert TrainConfig(seed=MAX_SEED, hidden_units=(1,) * MAX_LAYERS, filters=(1,) * 4).seed == MAX_SEED
    with pytest.raises(ConfigError, match="`hidden_units` must be at most 100 layers. Received: 101 layers"):
        TrainConfig(hidden_units=(1,) * (MAX_LAYERS + 1))


def test_every_preset_survives_as_json_gives_it_back():
    for config in PRESETS.values():
        plain = {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(config).items()}
        assert TrainConfig(**plain) == config
