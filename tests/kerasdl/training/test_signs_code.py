"""The page's training of one's own signs as Keras code: what the script says, and what it gives when it runs."""

from __future__ import annotations

import ast
import base64
import json
import subprocess
import zlib
from pathlib import Path

import numpy as np
import pytest

from kerasdl.export.runtimes.node import find_node
from kerasdl.models.folder import open_model
from tests.kerasdl.training.test_code import ROOT, run

NAMES = ["stands", 'l"ies', "斜"]
PROGRAM = """
import {{ readFileSync }} from 'node:fs';
import {{ join }} from 'node:path';
import {{ pathToFileURL }} from 'node:url';
const [web, folder, onFeatures] = {given};
const page = (path) => import(pathToFileURL(join(web, path)));
const {{ signsScript }} = await page('signs/signs_code.js');
const {{ createLesson, featuresOf, learnSigns }} = await page('signs/learn_signs.js');
const {{ forward }} = await page('network/forward.js');
const {{ loadReader }} = await page('network/reader.js');
globalThis.fetch = async (path) => new Response(readFileSync(path));
const read = (name) => new Uint8Array(readFileSync(join(folder, name)));
const examples = {{ images: read('images'), labels: read('labels'), side: 28, names: {names} }};
const reader = onFeatures && await loadReader(await page('vendor/tfjs.js'), (path) => join(web, path));
const features = onFeatures ? featuresOf(reader.network) : null;
const network = learnSigns(examples, createLesson(examples, features, 1), features, 1);
const further = read('further');
const answers = Array.from({{ length: further.length / 784 }}, (_, n) => (
  [...forward(network, Float32Array.from(further.subarray(784 * n, 784 * (n + 1)), (grey) => grey / 255)).a.at(-1)]));
console.log(JSON.stringify([await signsScript(examples, onFeatures, 1), answers]));
"""


def bars(each: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Thick bars that stand, lie and lean, none in the very same place: uint8, (3 * each, 28, 28); their signs."""
    y, x = np.mgrid[:28, :28]
    labels = np.repeat(np.arange(3, dtype=np.uint8), each)
    images = np.zeros((3 * each, 28, 28), np.uint8)
    for image, label in zip(images, labels, strict=True):
        at, bend = rng.uniform(11, 16), rng.uniform(-0.2, 0.2)
        away = (x - at + bend * (y - 14), y - at + bend * (x - 14), (x - y + at - 13) / 1.4)[label]
        image[(np.abs(away) < 2) & (np.maximum(np.abs(x - 14), np.abs(y - 14)) < 10)] = 255
    return images, labels


def learned_in_the_page(folder: Path, on_features: bool, further: np.ndarray) -> tuple[str, np.ndarray]:
    """The script, and what the page's network answers to further drawings: (n, 3)."""
    images, labels = bars(4, np.random.default_rng(0))
    for name, values in (("images", images), ("labels", labels), ("further", further)):
        (folder / name).write_bytes(values.tobytes())
    given = json.dumps([str(ROOT / "web"), str(folder), on_features])
    program = PROGRAM.format(given=given, names=json.dumps(NAMES))
    done = subprocess.run([find_node(), "--input-type=module", "-e", program], check=True, capture_output=True)
    script, answers = json.loads(done.stdout)
    return script, np.array(answers)


@pytest.mark.parametrize("on_features", [False, True])
def test_the_script_is_python_with_the_drawings_in_it(tmp_path: Path, on_features: bool) -> None:
    images = bars(4, np.random.default_rng(0))[0]
    script, _ = learned_in_the_page(tmp_path, on_features, images[:1])
    tree = ast.parse(script)
    body = [node for node in tree.body if isinstance(node, ast.Assign)]
    assigned = {target.id: node.value for node in body for target in node.targets if isinstance(target, ast.Name)}
    assert ast.literal_eval(assigned["NAMES"]) == NAMES and ast.literal_eval(assigned["COUNTS"]) == [4, 4, 4]
    packed = ast.literal_eval(assigned["DRAWINGS"])
    assert zlib.decompress(base64.b64decode(packed)) == images.tobytes()
    assert max(map(len, script.splitlines())) <= 132 and ("open_model" in script) == on_features


@pytest.mark.slow
@pytest.mark.parametrize("on_features", [False, True])
def test_the_script_that_runs_learns_what_the_page_learns(tmp_path: Path, on_features: bool) -> None:
    further, labels = bars(60, np.random.default_rng(1))
    script, answers = learned_in_the_page(tmp_path, on_features, further)
    network = run(script.replace("signs.keras", "digits.keras"), tmp_path)
    theirs = network.predict(further.astype(np.float32) / 255, verbose=0)
    right, right_of_page = ((each.argmax(1) == labels).mean() for each in (theirs, answers))
    assert right > 0.95 and right_of_page > 0.95
    assert np.abs(theirs - answers).mean() < 0.05
    if on_features:
        shipped, kept = (
            [layer.kernel for layer in model.layers if layer.name in ("dense_1", "dense_2")]
            for model in (open_model("web").load(), network)
        )
        assert len(kept) == 2 and all(np.array_equal(one, other) for one, other in zip(shipped, kept, strict=True))
