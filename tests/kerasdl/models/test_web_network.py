"""Networks that were trained in the page, in Keras, and Python's safetensors files in the page."""

from __future__ import annotations

import json
import struct
import subprocess
import zlib
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
from safetensors import safe_open
from safetensors.numpy import load, save

from kerasdl.errors import ModelError
from kerasdl.export.runtimes.node import find_node
from kerasdl.models.web_network import MAX_BYTES, MAX_HEADER_BYTES, load_page_network, page_network_card
from tests.support.command import run_process

ROOT = Path(__file__).resolve().parents[3]
DATA = ROOT / "tests" / "data"
MODULES = {
    "file": "storage/network_file.js",
    "forward": "network/forward.js",
    "gradient_descent": "training/gradient_descent.js",
}
ENCODE = """
import {{ writeFileSync }} from 'node:fs';
import {{ encodeNetwork }} from {file!r};
import {{ forward }} from {forward!r};
import {{ initialNetwork }} from {gradient_descent!r};
const labels = [...'0123456789'];
const network = initialNetwork({{ side: 28, units: [9, 7], activation: {activation!r}, seed: 2, labels }});
network.layers.forEach(({{ biases }}) => biases.forEach((_, j) => {{ biases[j] = Math.sin(j); }}));
writeFileSync({path!r}, encodeNetwork(network, {{ accuracy: 0.9 }}));
const digit = Float32Array.from({{ length: 784 }}, (_, n) => (n % 9) / 9);
console.log(JSON.stringify([...forward(network, digit).a.at(-1)]));
"""
DECODE = """
import {{ readFileSync }} from 'node:fs';
import {{ decodeNetwork }} from {file!r};
import {{ forward }} from {forward!r};
const {{ network, about }} = decodeNetwork(new Uint8Array(readFileSync({path!r})));
const digit = Float32Array.from({{ length: network.side ** 2 }}, (_, n) => (n % 9) / 9);
console.log(JSON.stringify({{ answers: [...forward(network, digit).a.at(-1)], about, labels: network.labels }}));
"""


def run_in_the_page(program: str, path: Path, **values: str) -> Any:
    modules = {name: (ROOT / "web" / module).as_uri() for name, module in MODULES.items()}
    program = program.format(**modules, **values, path=str(path))
    done = subprocess.run([find_node(), "--input-type=module", "-e", program], check=True, capture_output=True)
    return json.loads(done.stdout)


def encode_in_the_page(path: Path, activation: str) -> np.ndarray:
    """Save a file as the page does, and return its network's answer there."""
    return np.array(run_in_the_page(ENCODE, path, activation=activation))


def answers(model: keras.Model, side: int) -> np.ndarray:
    digit = ((np.arange(side * side) % 9) / 9).reshape(1, side, side).astype(np.float32)
    return np.asarray(keras.ops.convert_to_numpy(model(digit)))[0]


def checksum_of(tensors: dict[str, np.ndarray]) -> int:
    """Adler-32 of kernel and bias, layer by layer."""
    order = [f"layers.{n}.{part}" for n in range(len(tensors) // 2) for part in ("kernel", "bias")]
    return zlib.adler32(b"".join(tensors[name].tobytes() for name in order if name in tensors))


def network_of(*units: int, side: int = 3) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(3)
    tensors: dict[str, np.ndarray] = {}
    for n, (inputs, outputs) in enumerate(zip((side * side, *units), units, strict=False)):
        tensors[f"layers.{n}.kernel"] = rng.normal(size=(inputs, outputs)).astype(np.float32)
        tensors[f"layers.{n}.bias"] = rng.normal(size=outputs).astype(np.float32)
    return tensors


def file_of(tensors: dict[str, np.ndarray], **metadata: str | None) -> bytes:
    """A file made with Python's safetensors; metadata that is None is left out."""
    given = {
        "format": "kerasdl-network",
        "version": "2",
        "side": "3",
        "labels": '["a", "b"]',
        "activations": '["relu", "softmax"]',
        "adler32": str(checksum_of(tensors)),
    } | metadata
    return save(tensors, {name: value for name, value in given.items() if value is not None})


def version_1(header: dict[str, Any], data: bytes) -> bytes:
    text = json.dumps(header).encode()
    return b"KDLN" + struct.pack("<I", len(text)) + text + data


@pytest.mark.parametrize("activation", ["swish", "selu", "leaky_relu"])
def test_it_answers_as_it_does_in_the_page(tmp_path, activation):
    expected = encode_in_the_page(tmp_path / "mine.kerasdl", activation)
    model = load_page_network(tmp_path / "mine.kerasdl")
    assert isinstance(model, keras.Sequential) and model.input_shape == (None, 28, 28)
    assert np.abs(answers(model, 28) - expected).max() < 1e-5


def test_anyone_can_read_the_pages_file(tmp_path):
    encode_in_the_page(tmp_path / "mine.kerasdl", "tanh")
    with safe_open(tmp_path / "mine.kerasdl", framework="numpy") as file:
        assert file.metadata()["format"] == "kerasdl-network"
        assert json.loads(file.metadata()["about"]) == {"accuracy": 0.9}
        shapes = {name: file.get_tensor(name).shape for name in file.keys()}  # noqa: SIM118  (it is no dictionary)
    assert shapes["layers.0.kernel"] == (784, 9) and shapes["layers.2.bias"] == (10,) and len(shapes) == 6


def test_a_file_that_python_makes_is_read_in_the_page_and_here(tmp_path):
    # Of so many layers that safetensors sorts layers.10 before layers.2.
    tensors = network_of(*[4] * 11, 2)
    activations = json.dumps(["tanh"] * 11 + ["softmax"])
    (tmp_path / "mine.kerasdl").write_bytes(file_of(tensors, activations=activations, about='{"name": "from Python"}'))
    page = run_in_the_page(DECODE, tmp_path / "mine.kerasdl")
    assert page["about"] == {"name": "from Python"} and page["labels"] == ["a", "b"]
    assert np.abs(answers(load_page_network(tmp_path / "mine.kerasdl"), 3) - page["answers"]).max() < 1e-5


@pytest.mark.parametrize("version", [1, 2])
def test_files_that_were_stored_answer_as_they_did(version):
    expected = json.loads((DATA / "network.json").read_text(encoding="utf-8"))["confidences"]
    model = load_page_network(DATA / f"network_version_{version}.kerasdl")
    assert np.abs(answers(model, 8) - expected).max() < 1e-5


def test_a_file_of_another_kind_is_refused(tmp_path):
    whole = file_of(network_of(4, 2))
    for content, reason in (
        (b"", "a .kerasdl file"),
        (b"\x89PNG" + whole, "a .kerasdl file"),
        (whole[:6], "a .kerasdl file"),
        (struct.pack("<Q", MAX_HEADER_BYTES + 1) + whole[8:], "a .kerasdl file"),
        (whole[:100], "whole safetensors file"),
        (whole[:-4], "whole safetensors file"),
        (whole + b"\0", "whole safetensors file"),
        (struct.pack("<Q", MAX_HEADER_BYTES) + b"[" * MAX_HEADER_BYTES, "whole safetensors file"),
        (file_of(network_of(4, 2), format="pt"), "a safetensors file of another kind"),
        (save(network_of(4, 2)), "a safetensors file of another kind"),
    ):
        check_refused(tmp_path, content, reason)
    with pytest.raises(ModelError, match="readable file"):
        load_page_network(tmp_path / "none.kerasdl")


def test_a_file_that_is_too_large_is_not_read(tmp_path):
    with (tmp_path / "large.kerasdl").open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(ModelError, match=f"at most {MAX_BYTES:,} bytes"):
        load_page_network(tmp_path / "large.kerasdl")


@pytest.mark.parametrize("name", ["side", "labels", "activations", "adler32"])
def test_metadata_that_is_missing_or_unreadable_is_refused(tmp_path, name):
    for value in (None, "", "{", "[" * 40_000):
        check_refused(tmp_path, file_of(network_of(4, 2), **{name: value}), "readable metadata")


@pytest.mark.parametrize(
    ("metadata", "reason"),
    [
        ({"version": "3"}, r"version 1 or 2\. Received: .* of version '3'"),
        ({"version": None}, "version 1 or 2"),
        ({"side": "0"}, "1 to 256 pixels a side"),
        ({"side": "257"}, "1 to 256 pixels a side"),
        ({"side": "3.0"}, "1 to 256 pixels a side"),
        ({"side": "true"}, "1 to 256 pixels a side"),
        ({"side": "4"}, r"layers that fit, from 4×4 pixels to 2 labels"),
        ({"labels": "2"}, "1 to 256 labels"),
        ({"labels": "[1, 2]"}, "1 to 256 labels"),
        ({"labels": '["a"]'}, "layers that fit"),
        ({"labels": '["a", "a"]'}, "unlike the others"),
        ({"labels": json.dumps(["a", "x" * 41])}, "1 to 40 printable characters"),
        ({"labels": '["a", " "]'}, "1 to 40 printable characters"),
        ({"labels": r'["a", "b\u202e"]'}, "1 to 40 printable characters"),
        ({"activations": '["much", "softmax"]'}, "known activations"),
        ({"activations": '["relu", "relu"]'}, "the last alone is softmax"),
        ({"activations": '["softmax", "softmax"]'}, "the last alone is softmax"),
        ({"activations": '[["relu"], "softmax"]'}, "known activations"),
        ({"activations": "{}"}, "a kernel and a bias"),
        ({"activations": '["softmax"]'}, "a kernel and a bias"),
        ({"adler32": "1"}, "as it was saved"),
        ({"adler32": '"1"'}, "as it was saved"),
    ],
)
def test_metadata_that_breaks_a_rule_is_refused(tmp_path, metadata, reason):
    check_refused(tmp_path, file_of(network_of(4, 2), **metadata), reason)


@pytest.mark.parametrize(
    ("name", "tensor", "reason"),
    [
        ("layers.0.kernel", np.zeros((9, 3), np.float32), "layers that fit"),
        ("layers.0.kernel", np.zeros(36, np.float32), "layers that fit"),
        ("layers.0.bias", np.zeros((4, 1), np.float32), "layers that fit"),
        ("layers.1.bias", np.zeros(0, np.float32), "layers that fit"),
        ("layers.0.bias", np.zeros(4, np.float16), "finite float32"),
        ("layers.0.bias", np.array([0, np.nan, 0, 0], np.float32), "finite float32"),
        ("layers.0.bias", np.array([0, np.inf, 0, 0], np.float32), "finite float32"),
        ("more", np.zeros(1, np.float32), "a kernel and a bias"),
    ],
)
def test_tensors_that_break_a_rule_are_refused(tmp_path, name, tensor, reason):
    check_refused(tmp_path, file_of(network_of(4, 2) | {name: tensor}), reason)


@pytest.mark.parametrize("label", ["", " ", "x" * 41, "x" * 200_000, "\x1b[31m", "a\nb"])
def test_labels_obey_the_rule_of_all_labels(tmp_path, label):
    labels = json.dumps([label, "b"])
    file = tmp_path / "mine.kerasdl"
    file.write_bytes(file_of(network_of(4, 2), labels=labels))
    with pytest.raises(ModelError, match=r"each of 1 to 40 printable characters|must be a \.kerasdl file") as error:
        load_page_network(file)
    assert str(error.value).isprintable()


def test_more_layers_than_the_page_makes_are_refused(tmp_path):
    activations = json.dumps(["relu"] * 16 + ["softmax"])
    check_refused(tmp_path, file_of(network_of(*[2] * 17), activations=activations), "1 to 16 layers")
    check_refused(tmp_path, file_of({}, activations="[]"), "1 to 16 layers")


def test_numbers_that_were_changed_are_refused(tmp_path):
    content = file_of(network_of(4, 2))
    check_refused(tmp_path, content[:-1] + bytes([content[-1] ^ 1]), "as it was saved")


def test_a_damaged_file_of_version_1_is_refused(tmp_path):
    content = (DATA / "network_version_1.kerasdl").read_bytes()
    start = 8 + struct.unpack_from("<I", content, 4)[0]
    header, data = json.loads(content[8:start]), content[start:]
    layers = header["layers"]
    assert version_1(header, data) != content  # JavaScript leaves the spaces out
    for damaged, reason in (
        (content[:6], "readable header"),
        (content[:100], "readable header"),
        (content[:-4], "have 1,171 bytes"),
        (content[:-1] + bytes([content[-1] ^ 1]), "as it was saved"),
        (version_1(header | {"version": 2}, data), "version 1"),
        (version_1(header | {"layers": [layers[0] | {"activation": "much"}, layers[1]]}, data), "known activations"),
        (version_1(header | {"layers": [layers[0] | {"units": 2}, layers[1]]}, data), "bytes"),
        (version_1(header | {"layers": [layers[0] | {"units": 1e3}, layers[1]]}, data), "readable header"),
        (version_1(header | {"layers": [layers[0] | {"inputs": 10**9}, layers[1]]}, data), "readable header"),
        (version_1(header | {"layers": []}, data), "readable header"),
        (version_1(header | {"layers": layers * 10}, data), "readable header"),
        (version_1(header | {"side": 7}, data), "layers that fit"),
        (version_1(header | {"labels": ["a"]}, data), "layers that fit"),
        (b"KDLN" + struct.pack("<I", 2) + b"[]" + data, "readable header"),
        (b"KDLN" + struct.pack("<I", MAX_HEADER_BYTES + 1) + content[8:], "readable header"),
    ):
        check_refused(tmp_path, damaged, reason)


def check_refused(folder: Path, content: bytes, reason: str) -> None:
    """The file is refused with one line that says why."""
    (folder / "mine.kerasdl").write_bytes(content)
    with pytest.raises(ModelError, match=reason) as raised:
        load_page_network(folder / "mine.kerasdl")
    assert "\n" not in str(raised.value) and "Received: " in str(raised.value)


def test_the_helper_makes_files_as_the_page_does(tmp_path):
    encode_in_the_page(tmp_path / "mine.kerasdl", "relu")
    content = (tmp_path / "mine.kerasdl").read_bytes()
    metadata = json.loads(content[8 : 8 + struct.unpack_from("<Q", content)[0]])["__metadata__"]
    assert int(metadata["adler32"]) == checksum_of(load(content))


def test_labels_keep_the_rule_of_every_models_labels():
    from kerasdl.models import labels, web_network

    assert web_network.LONGEST_LABEL == labels.LONGEST


SIGNS = """
import {{ writeFileSync }} from 'node:fs';
import {{ encodeNetwork }} from {file!r};
import {{ initialNetwork }} from {gradient_descent!r};
const network = initialNetwork({{ side: 28, units: [6], activation: 'relu', seed: 2, labels: ['ㄅ', '😀 face', 'ᚠ'] }});
writeFileSync({path!r}, encodeNetwork({{ ...network, notSureBelow: 0.85 }}, {{ name: 'signs' }}));
console.log('null');
"""


def test_a_network_of_ones_own_signs_has_their_names_and_its_threshold(tmp_path: Path):
    run_in_the_page(SIGNS, tmp_path / "signs.kerasdl")
    assert page_network_card(tmp_path / "signs.kerasdl") == {"labels": ["ㄅ", "😀 face", "ᚠ"], "not_sure_below": 0.85}
    assert load_page_network(tmp_path / "signs.kerasdl").output_shape == (None, 3)


def test_a_threshold_that_is_no_share_is_left_out(tmp_path: Path):
    tensors = network_of(2)
    for about in ('{"not_sure_below": 7}', '{"not_sure_below": "x"}', '{"not_sure_below": true}', "[1]"):
        metadata = {
            "format": "kerasdl-network",
            "version": "2",
            "side": "3",
            "labels": '["a", "b"]',
            "activations": '["softmax"]',
            "adler32": str(checksum_of(tensors)),
            "about": about,
        }
        (tmp_path / "a.kerasdl").write_bytes(save(tensors, metadata))
        assert page_network_card(tmp_path / "a.kerasdl") == {"labels": ["a", "b"]}


@pytest.mark.slow
def test_a_network_of_signs_is_exported_as_a_page(tmp_path: Path):
    run_in_the_page(SIGNS, tmp_path / "signs.kerasdl")
    signs = str(tmp_path / "signs.kerasdl")
    done = run_process("export", signs, "--out", str(tmp_path / "out"), "--page", str(tmp_path / "site"))
    assert done.returncode == 0, done.stderr
    model = json.loads((tmp_path / "site" / "model" / "model.json").read_text(encoding="utf-8"))
    assert model["userDefinedMetadata"]["labels"] == ["ㄅ", "😀 face", "ᚠ"]
    assert model["userDefinedMetadata"]["not_sure_below"] == 0.85
