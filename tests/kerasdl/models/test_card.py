"""Cards: whatever is in the file, what is read of it has the right types, or the error is one line."""

import json

import pytest

from kerasdl.config import PRESETS
from kerasdl.errors import ModelError
from kerasdl.models.card import is_inside, training_config
from kerasdl.models.folder import open_model
from kerasdl.models.store import check_files, find_model, read_card, write_card
from tests.support.damage import flips, other_values, refusals, truncations


@pytest.fixture(scope="module")
def card():
    whole = read_card(find_model("web"))
    return json.loads(json.dumps({**whole, "history": whole["history"][:1], "labels": ["zero", "one"]}))


def use(folder):
    """All that kerasdl and the dashboard read of a card."""
    model = open_model(folder)
    assert 0 <= model.rejection_threshold <= 1
    assert model.labels is None or all(label.isprintable() for label in model.labels)
    card = model.card
    if "test" in card:
        assert 0 <= card["test"]["accuracy"] <= 1
    if "validation" in card:
        assert 0 <= card["validation"]["validation_accuracy"] <= 1
    assert sum(epoch["loss"] for epoch in card.get("history", [])) >= 0
    assert all(f"{card[name]:,.1f}" for name in ("parameters", "training_seconds") if name in card)
    if exported := card.get("export"):
        assert "onnx" not in exported.get("formats", []) and bool(exported.get("ink")) in (False, True)
    if "ran_on" in card:
        assert all(isinstance(card["ran_on"][name], str) for name in ("backend", "device", "description", "precision"))
    training_config(card, "card.json")
    check_files(folder, card)


def test_a_value_of_another_type_is_an_error_of_one_line_or_does_no_harm(card, tmp_path):
    file = tmp_path / "card.json"
    cases = [json.dumps(changed) for _, changed in other_values(card)]
    refused = refusals(cases, lambda changed: (file.write_text(changed), use(tmp_path)))
    assert len(cases) > 500 and refused > len(cases) / 2


def test_a_card_that_is_cut_off_or_changed_is_an_error_of_one_line_or_does_no_harm(card, tmp_path, rng):
    file = tmp_path / "card.json"
    content = json.dumps(card).encode()
    cases = [*truncations(content, 100), *flips(content, 200, rng)]
    assert refusals(cases, lambda damaged: (file.write_bytes(damaged), use(tmp_path))) > 100


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ({"not_sure_below": 1.5}, "`not_sure_below` must be float <= 1.0. Received: .*card.json with 1.5"),
        ({"not_sure_below": "high"}, '`not_sure_below` must be float . null. Received: .*card.json with "high"'),
        ({"test": {"accuracy": None}}, "`test.accuracy` must be float"),
        ({"parameters": 10**400}, "A card: "),
        ({"labels": ["a", "a"]}, "Each label must differ from the others. Received: a 2 times"),
        ({"labels": ["x" * 200_000]}, "A label must have 1 to 40 printable characters"),
        ({"labels": ["\x1b[31mred"]}, "A label must have 1 to 40 printable characters"),
        ({"files": {"../../etc/passwd": "0"}}, "must list files in its folder. Received: .* with ../../etc/passwd"),
        ({"files": {"/dev/zero": "0"}}, "must list files in its folder"),
        ({"history": [{"epoch": 1}]}, "`history...` object missing required field loss"),
    ],
)
def test_the_field_the_rule_and_the_value_are_named(tmp_path, entry, said):
    (tmp_path / "card.json").write_text(json.dumps(entry))
    with pytest.raises(ModelError, match=said):
        read_card(tmp_path)


def test_numbers_that_json_has_not_are_never_written(tmp_path):
    write_card(tmp_path, test={"accuracy": 0.5, "mean_loss": float("nan")}, refused={})
    assert "NaN" not in (tmp_path / "card.json").read_text()
    assert read_card(tmp_path)["test"] == {"accuracy": 0.5, "mean_loss": None}
    (tmp_path / "card.json").write_text('{"training_seconds": 1e999}')
    with pytest.raises(ModelError, match="training_seconds"):
        read_card(tmp_path)


def test_a_cards_settings_are_a_presets_and_unknown_ones_are_named():
    assert training_config(read_card(find_model("quick")), "card.json") == PRESETS["quick"]
    for config in (None, {"epochs": "ten"}, {"hidden_units": [0]}, {"lessons": 3}):
        with pytest.raises(ModelError, match="A card's `config`"):
            training_config({"config": config}, "card.json")


@pytest.mark.parametrize("name", ["../a", "/a", "a/../../b", "", "C:\\a", "a\\b", "a\0b"])
def test_a_path_that_leads_out_of_a_folder_is_not_inside(name):
    assert not is_inside(name)
    assert is_inside("saved_model/variables/variables.index")
