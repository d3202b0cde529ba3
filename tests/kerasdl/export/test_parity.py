"""Parity of answers, head by head; example inputs; names of tensors. NumPy alone."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from kerasdl.errors import ParityError
from kerasdl.export.example_inputs import UNKNOWN_WORD, ExampleSpec, draw_examples
from kerasdl.export.parity import (
    changed_answers,
    disagreement,
    head_differences,
    largest_difference,
    quantised_disagreement,
    tolerance_of,
)
from kerasdl.export.tensor_names import distinct, input_keys

NAN, INF = np.nan, np.inf
FLOATS = st.floats(-1e6, 1e6, width=32)


@pytest.mark.parametrize(
    ("a", "b", "difference"),
    [
        ([1.0, 2.0], [1.0, 2.5], 0.5),
        ([], [], 0.0),
        ([NAN, 1.0], [NAN, 1.0], 0.0),
        ([NAN], [1.0], INF),
        ([1.0], [NAN], INF),
        ([INF], [INF], 0.0),
        ([INF], [-INF], INF),
        ([INF], [1.0], INF),
        ([True, False], [True, True], 1.0),
        ([3], [3.0], 0.0),
    ],
)
def test_the_largest_difference_knows_what_is_not_finite(a, b, difference):
    assert largest_difference(np.array(a), np.array(b)) == difference


@given(arrays(np.float32, (3, 4), elements=FLOATS), st.floats(2, 1e4), st.integers(0, 11))
def test_a_number_that_is_off_by_more_than_the_tolerance_is_told_whatever_its_size(expected, times, place):
    off = expected.astype(np.float64)
    off.flat[place] += times * max(tolerance_of(expected), 1e-30)
    assert disagreement({"a": off}, {"a": expected}) is not None
    assert disagreement({"a": expected.astype(np.float64)}, {"a": expected}) is None


def test_a_small_head_beside_a_large_one_is_judged_by_its_own_size():
    expected = {"large": np.full((2, 2), 1e5), "small": np.full((2, 2), 1e-5)}
    assert disagreement({**expected, "small": np.full((2, 2), 1.1e-5)}, expected) is not None
    assert disagreement({**expected, "large": np.full((2, 2), 1e5 + 1)}, expected) is None


@given(st.permutations(["a", "b", "c"]))
def test_heads_are_compared_by_their_names_whatever_their_order(order):
    expected = {name: np.full((2, 2), value) for name, value in zip("abc", (1.0, 2.0, 3.0), strict=True)}
    assert disagreement({name: expected[name] for name in order}, expected) is None
    exchanged = {name: expected[other] for name, other in zip("abc", order, strict=True)}
    assert (disagreement(exchanged, expected) is None) == (list(order) == ["a", "b", "c"])
    if list(order) != ["a", "b", "c"]:
        assert disagreement({name: expected[name] for name in order}, expected, by_order=True) is not None


@pytest.mark.parametrize(
    ("found", "said"),
    [
        ({}, "The outputs must be a. Received:"),
        ({"b": np.zeros((2, 2))}, "The outputs must be a. Received: b"),
        ({"a": np.zeros((2, 2)), "b": np.zeros(2)}, "The outputs must be a. Received: a, b"),
        ({"a": np.zeros((2, 1))}, r"Output a must have shape \(2, 2\). Received: \(2, 1\)"),
    ],
)
def test_heads_that_are_missing_or_of_another_shape_are_named(found, said):
    with pytest.raises(ParityError, match=said):
        head_differences(found, {"a": np.zeros((2, 2))})


@pytest.mark.parametrize(
    "wrong", [lambda a: -a, lambda a: a[::-1], lambda a: a + NAN, lambda a: 0 * a, lambda a: 2 * a]
)
def test_rounded_weights_explain_rounding_alone(wrong):
    expected = {"a": np.random.default_rng(0).standard_normal((20, 1))}
    assert quantised_disagreement({"a": np.round(expected["a"], 1)}, expected) is None
    assert "a differs by" in quantised_disagreement({"a": wrong(expected["a"])}, expected)
    assert "a differs by" in quantised_disagreement({"b": wrong(expected["a"])}, expected, by_order=True)


def test_changed_answers_are_those_of_another_class_by_more_than_rounding():
    expected = np.array([[0.1, 0.9], [0.5, 0.5 - 1e-7], [0.7, 0.3]])
    assert changed_answers(expected[:, ::-1], expected) == 2  # two that are equal but for rounding may change places
    assert changed_answers(np.array([1.0, 2.0]), np.array([3.0, 4.0])) == 0


SPECS = st.builds(
    ExampleSpec,
    name=st.text(min_size=1, max_size=5),
    shape=st.lists(st.one_of(st.none(), st.integers(1, 5)), max_size=1).map(lambda sides: (None, *sides)),
    dtype=st.sampled_from(["float32", "float64", "int32", "int64", "uint8", "bool", "string"]),
    below=st.one_of(st.none(), st.integers(1, 255)),
    whole=st.booleans(),
    words=st.lists(st.text("abc", min_size=1), max_size=3).map(tuple),
)


@given(st.lists(SPECS, min_size=1, max_size=3, unique_by=lambda spec: spec.name), st.integers(1, 4))
def test_examples_have_the_type_the_shape_and_the_range_that_an_input_takes(specs, count):
    assert [ExampleSpec.from_dict(spec.to_dict()) for spec in specs] == specs
    drawn = draw_examples(specs, count)
    assert list(drawn) == [spec.name for spec in specs]
    for spec in specs:
        values = drawn[spec.name]
        assert len(values) == count and values.ndim == len(spec.shape)
        assert all(size in (None, there) for size, there in zip(spec.shape, values.shape, strict=True))
        if spec.dtype == "string":
            assert {word for text in values.flat for word in text.split()} <= {*spec.words, UNKNOWN_WORD}
            continue
        assert values.dtype == np.dtype(spec.dtype)
        if spec.dtype != "bool" and spec.below is not None:
            assert values.min() >= 0 and values.max() < spec.below + (spec.dtype == "float32")
        if spec.whole:
            np.testing.assert_array_equal(values, np.round(values))


@pytest.mark.parametrize("below", [None, 500])
def test_some_examples_end_in_zeros_as_padded_sequences_do_and_some_are_large(below):
    drawn = draw_examples([ExampleSpec("x", (None, 8), "int32" if below else "float32", below)], 30)["x"]
    assert (drawn[1::3, 4:] == 0).all() and (drawn[0::3, 4:] != 0).mean() > 0.9
    if below is None:
        assert drawn[2::3].std() > 3 * drawn[0::3].std()


def test_a_fixed_batch_has_its_own_number_of_rows():
    assert draw_examples([ExampleSpec("x", (4, 3), "float32")], 32)["x"].shape == (4, 3)


ODD_NAMES = ["x", "X", "x_1", "class", "left:0", "1", "_", "é", "my input"]
NAMES = st.lists(st.one_of(st.sampled_from(ODD_NAMES), st.text(max_size=6)), max_size=6)


@given(NAMES)
def test_names_are_made_distinct_and_the_first_of_each_kept(names):
    found = distinct(names)
    assert len({name.lower() for name in found}) == len(names) == len(found)
    for place, name in enumerate(names):
        if name.lower() not in {other.lower() for other in found[:place]}:
            assert found[place] == name


@given(NAMES.map(distinct))
def test_keys_are_identifiers_each_different_even_in_lower_case(names):
    keys = input_keys(names)
    assert list(keys) == names and len({key.lower() for key in keys.values()}) == len(names)
    assert all(key.isidentifier() and key.isascii() and key[0].isalpha() for key in keys.values())
