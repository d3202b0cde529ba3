"""TF.js models of others: their JSON is checked, and nothing outside their folder is read."""

import json
import re

import pytest

from kerasdl.errors import ModelError, ParityError
from kerasdl.export.runtimes.node import run_in_node
from kerasdl.models.store import shipped
from kerasdl.models.tfjs_model import read_tfjs_model
from kerasdl.webpage.operations import unknown_to_the_page
from tests.support.damage import flips, other_values, refusals, truncations

MODEL = {
    "modelTopology": {"node": [{"op": "Const"}], "library": {"function": [{"nodeDef": [{"op": "Erf"}]}]}},
    "weightsManifest": [{"paths": ["a.bin"], "weights": [{"name": "w", "shape": [1], "dtype": "float32"}]}],
    "signature": {"inputs": {"ink": {}}, "outputs": {"digit": {}}},
    "userDefinedMetadata": {"layers": []},
}


@pytest.mark.parametrize("path", ["../a.bin", "/etc/passwd", "a/../../b.bin", "..", "", "C:\\a.bin"])
def test_weights_elsewhere_are_not_read(tmp_path, path):
    content = {**MODEL, "weightsManifest": [{"paths": ["a.bin", path], "weights": []}]}
    (tmp_path / "model.json").write_text(json.dumps(content))
    with pytest.raises(ModelError, match="must have its weights beside it. Received: .*model.json with"):
        read_tfjs_model(tmp_path)


def test_values_of_other_types_and_damage_are_errors_of_one_line(tmp_path, rng):
    def use(content):
        (tmp_path / "model.json").write_bytes(content)
        model = read_tfjs_model(tmp_path)
        assert all(isinstance(name, str) for name in unknown_to_the_page(model))

    cases = [json.dumps(changed).encode() for _, changed in other_values(MODEL)]
    assert refusals(cases, use) > len(cases) / 3
    whole = (shipped("web") / "model/model.json").read_bytes()
    assert refusals([*truncations(whole, 20), *flips(whole, 20, rng)], use) >= 20


def test_a_graph_without_an_input_is_an_error(tmp_path, rng):
    (tmp_path / "model.json").write_text(json.dumps({**MODEL, "signature": {}}))
    (found,) = run_in_node([(tmp_path / "model.json", "graph", {"x": rng.random((1, 2))})])
    assert isinstance(found, ParityError)
    assert re.match(r"TF.js must run the model. Received: .*model\.json: ", str(found))
