"""Equal weights of a TF.js graph are kept once, and the graph answers as before."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from kerasdl.export.equal_weights import merge_equal_weights
from kerasdl.export.runtimes.node import run_in_node
from tests.support.small_graphs import write_graph


def with_a_copy(model: Path) -> dict:
    """A graph whose bias is there twice, the second time added to the end."""
    _, bias = write_graph(model, (3,), 4, activation="")
    file = model / "tfjs/model.json"
    content = json.loads(file.read_text())
    (group,) = content["weightsManifest"]
    nodes = {node["name"]: node for node in content["modelTopology"]["node"]}
    group["weights"].append({**next(w for w in group["weights"] if w["name"] == "bias"), "name": "copy"})
    more = [{**nodes["bias"], "name": "copy"}, {**nodes["sum"], "name": "twice", "input": ["sum", "copy:0"]}]
    content["modelTopology"]["node"] += more
    nodes["end"]["input"] = ["twice"]
    with (model / "tfjs/weights.bin").open("ab") as weights:
        weights.write(bias.tobytes())
    file.write_text(json.dumps(content))
    return content


def answer(model: Path) -> np.ndarray:
    (found,) = run_in_node([(model / "tfjs/model.json", "graph", {"x": np.eye(3, dtype=np.float32)})])
    assert isinstance(found, dict), found
    return found["answer"]


def test_a_weight_that_is_there_twice_is_kept_once(tmp_path):
    content = with_a_copy(tmp_path)
    before = answer(tmp_path)
    size = (tmp_path / "tfjs/weights.bin").stat().st_size
    merge_equal_weights(content, tmp_path / "tfjs")
    (tmp_path / "tfjs/model.json").write_text(json.dumps(content))
    (group,) = content["weightsManifest"]
    assert [weight["name"] for weight in group["weights"]] == ["kernel", "bias", "flat", "out"]
    assert group["paths"] == ["group1-shard1of1.bin"] and not (tmp_path / "tfjs/weights.bin").exists()
    assert (tmp_path / "tfjs/group1-shard1of1.bin").stat().st_size == size - 4 * 4
    np.testing.assert_array_equal(answer(tmp_path), before)


def test_a_graph_without_copies_stays_as_it_is(tmp_path):
    write_graph(tmp_path, (3,), 4)
    content = json.loads((tmp_path / "tfjs/model.json").read_text())
    before = json.dumps(content)
    merge_equal_weights(content, tmp_path / "tfjs")
    assert json.dumps(content) == before and (tmp_path / "tfjs/weights.bin").is_file()


@pytest.mark.parametrize("different", [{"shape": [2, 2]}, {"quantization": {"dtype": "uint8", "min": 0, "scale": 1}}])
def test_equal_bytes_of_another_meaning_are_not_merged(tmp_path, different):
    content = with_a_copy(tmp_path)
    content["weightsManifest"][0]["weights"][-1] |= different
    merge_equal_weights(content, tmp_path / "tfjs")
    assert len(content["weightsManifest"][0]["weights"]) == 5
