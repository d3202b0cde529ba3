"""The layers that the page reads out of a graph are those of the Keras network that it was exported from."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from kerasdl.config import ACTIVATIONS
from kerasdl.export.runtimes.node import find_node

HERE = Path(__file__).parent


pytestmark = pytest.mark.slow  # half a minute of exports


@pytest.fixture(scope="module")
def networks(tmp_path_factory) -> dict[str, dict]:
    """By name: what Keras and the lecture's library compute, and under `page` what the page's layers do."""
    folder = tmp_path_factory.mktemp("networks")
    for command in (
        [sys.executable, str(HERE.parent / "support" / "export_networks.py"), str(folder)],
        [find_node(), str(HERE.parent / "support" / "read_layers.mjs"), str(folder / "networks.json")],
    ):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
    entries = json.loads((folder / "networks.json").read_text(encoding="utf-8"))["networks"]
    return {e["name"]: {**e, "page": page} for e, page in zip(entries, json.loads(done.stdout), strict=True)}


def test_the_page_reads_every_plain_network_and_no_other(networks):
    assert {name: network["page"] is not None for name, network in networks.items()} == {
        name: network["plain"] for name, network in networks.items()
    }
    assert sum(network["plain"] for network in networks.values()) >= 8


def test_every_z_and_a_is_the_lectures(networks):
    known = [network for network in networks.values() if "z" in network]
    assert {activation for network in known for activation in network["page"]["activations"]} == {
        *ACTIVATIONS,
        "softmax",
    }
    for network in known:
        page = network["page"]
        assert len(page["z"]) == len(network["z"])
        for of_page, of_lecture in zip(
            [*page["z"], *page["a"][:-1]], [*network["z"], *network["a"][1:-1]], strict=True
        ):
            assert np.abs(np.array(of_page) - of_lecture).max() <= 1e-5 * max(1, np.abs(of_lecture).max()), network[
                "name"
            ]


def test_the_confidences_are_keras_own(networks):
    for network in networks.values():
        if network["plain"]:
            assert np.abs(np.array(network["page"]["a"][-1]) - network["confidences"]).max() <= 1e-5, network["name"]
