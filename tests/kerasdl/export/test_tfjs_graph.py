"""Products with a sum fused to them, as TF.js's WebAssembly has them: with a vector alone."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import numpy as np
import pytest

from kerasdl.export.runtimes.node import run_in_node
from kerasdl.export.tfjs_graph import part_fused_sums
from tests.support.small_graphs import write_graph


def fused(model: Path, bias: str, *operations: str) -> dict:
    """A graph whose product is fused with a sum: with its bias, or with what the same product gives."""
    write_graph(model, (4,), 4, activation="")
    content = json.loads((model / "tfjs/model.json").read_text())
    nodes = {node["name"]: node for node in content["modelTopology"]["node"]}
    names = {"list": {"s": [base64.b64encode(name.encode()).decode() for name in operations]}}
    nodes["sum"] |= {"op": "_FusedMatMul", "input": ["row", "kernel", bias]}
    nodes["sum"]["attr"] = {**nodes["product"]["attr"], "fused_ops": names, "num_args": {"i": "1"}}
    (model / "tfjs/model.json").write_text(json.dumps(content))
    return content


def answer(model: Path) -> np.ndarray:
    (found,) = run_in_node([(model / "tfjs/model.json", "graph", {"x": np.eye(4, dtype=np.float32)})])
    assert isinstance(found, dict), found
    return found["answer"]


@pytest.mark.parametrize("activations", [(), ("Relu",)])
def test_a_product_is_parted_from_the_matrix_that_is_added_to_it(tmp_path, activations):
    content = fused(tmp_path, "product", "BiasAdd", *activations)
    before = answer(tmp_path)
    part_fused_sums(content)
    operations = [node["op"] for node in content["modelTopology"]["node"]]
    assert "_FusedMatMul" not in operations and operations.count("AddV2") == 1 and operations.count("MatMul") == 2
    (tmp_path / "tfjs/model.json").write_text(json.dumps(content))
    np.testing.assert_allclose(answer(tmp_path), before, atol=1e-6)


@pytest.mark.parametrize(("bias", "operations"), [("bias", ("BiasAdd", "Relu")), ("product", ("BiasAdd", "LeakyRelu"))])
def test_a_vector_stays_and_so_does_what_cannot_be_parted(tmp_path, bias, operations):
    content = fused(tmp_path, bias, *operations)
    before = json.dumps(content)
    part_fused_sums(content)
    assert json.dumps(content) == before
