"""A network that was trained in the page, in Keras."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import keras
import numpy as np
import pytest

from kerasdl.errors import ModelError
from kerasdl.export.runtimes.node import find_node
from kerasdl.models.web_network import load_page_network

WEB = Path(__file__).resolve().parents[3] / "web"
MAKE = """
import {{ writeFileSync }} from 'node:fs';
import {{ encodeNetwork }} from {network_file!r};
import {{ forward }} from {forward!r};
import {{ initialNetwork }} from {gradient_descent!r};
const settings = {{ side: 28, units: [9, 7], activation: {activation!r}, seed: 2, labels: [...'0123456789'] }};
const network = initialNetwork(settings);
network.layers.forEach(({{ biases }}) => biases.forEach((_, j) => {{ biases[j] = Math.sin(j); }}));
writeFileSync({out!r}, encodeNetwork(network, {{ accuracy: 0.9 }}));
const digit = Float32Array.from({{ length: 784 }}, (_, n) => (n % 9) / 9);
console.log(JSON.stringify([...forward(network, digit).a.at(-1)]));
"""


def make(out: Path, activation: str) -> np.ndarray:
    """A file as the page saves it, and what its network answers there."""
    files = ("storage/network_file", "network/forward", "training/gradient_descent")
    modules = {Path(name).stem: (WEB / f"{name}.js").as_uri() for name in files}
    program = MAKE.format(**modules, activation=activation, out=str(out))
    done = subprocess.run([find_node(), "--input-type=module", "-e", program], check=True, capture_output=True)
    return np.array(json.loads(done.stdout))


@pytest.mark.parametrize("activation", ["swish", "selu", "leaky_relu"])
def test_it_answers_as_it_does_in_the_page(tmp_path, activation):
    expected = make(tmp_path / "mine.kerasdl", activation)
    model = load_page_network(tmp_path / "mine.kerasdl")
    assert isinstance(model, keras.Sequential) and model.input_shape == (None, 28, 28)
    digit = ((np.arange(784) % 9) / 9).reshape(1, 28, 28).astype(np.float32)
    assert np.abs(keras.ops.convert_to_numpy(model(digit))[0] - expected).max() < 1e-5


def test_a_file_that_is_not_whole_is_refused(tmp_path):
    whole = tmp_path / "mine.kerasdl"
    make(whole, "relu")
    content = whole.read_bytes()
    header_end = content.index(b"}", content.index(b"checksum"))
    for changed, reason in (
        (b"\x89PNG" + content, "a .kerasdl file"),
        (content[:6], "a .kerasdl file"),
        (content[:100], "readable header"),
        (content[:-4], "as it was saved"),
        (content[:-1] + bytes([content[-1] ^ 1]), "as it was saved"),
        (content.replace(b'"version":1', b'"version":2'), "version 1"),
        (content.replace(b'"activation":"relu"', b'"activation":"much"', 1), "as it was saved"),
        (content.replace(b'"units":9', b'"units":8', 1), "as it was saved"),
        (content[:8] + b"[]" + b" " * (header_end - 9) + content[header_end + 1 :], "readable header"),
    ):
        whole.write_bytes(changed)
        with pytest.raises(ModelError, match=reason):
            load_page_network(whole)
    with pytest.raises(ModelError, match="readable file"):
        load_page_network(tmp_path / "none.kerasdl")
