"""`examples/train_minimal.py`: it learns, and what it writes answers in TensorFlow.js and in a browser as Keras does."""

import functools
import http.server
import importlib.util
import re
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest

from kerasdl.export.runtimes.node import find_node, run_in_node

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "examples" / "train_minimal.py"
PACKAGES = ROOT / "web" / "vendor" / "build"  # TensorFlow.js and esbuild, of the page's own bundles
BUNDLE = """
require('esbuild').buildSync({
  stdin: {
    contents: `export { loadLayersModel } from '@tensorflow/tfjs-layers';
      export { setBackend, tensor } from '@tensorflow/tfjs-core';
      import '@tensorflow/tfjs-backend-cpu';`,
    resolveDir: '.',
  },
  bundle: true, format: 'esm', mainFields: ['module', 'main'], outfile: process.argv[1],
});
"""
READ = """
async ({ picture }) => {
  const tf = await import('./tf.js');
  await tf.setBackend('cpu');
  const network = await tf.loadLayersModel('digits/model.json');
  return [...network.predict(tf.tensor(picture, [1, 28, 28])).dataSync()];
}
"""


@pytest.fixture(scope="module")
def example():
    specification = importlib.util.spec_from_file_location("train_minimal", SCRIPT)
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def trained(example, tmp_path_factory):
    """A network that has learned from few digits, and its files."""
    folder = tmp_path_factory.mktemp("page") / "digits"
    return example.main(epochs=1, out=folder, examples=9_600), folder


@pytest.fixture
def pictures(mnist):
    return mnist.test.images[:200] / np.float32(255)


def test_it_is_short_and_takes_only_the_data_from_kerasdl():
    text = SCRIPT.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 80
    assert re.findall(r"^(?:from|import) kerasdl.*", text, re.M) == ["from kerasdl import load_mnist"]


def test_few_digits_teach_it_much(trained, mnist, pictures):
    assert (trained[0].predict(pictures, verbose=0).argmax(1) == mnist.test.labels[:200]).mean() > 0.8


def test_tensorflow_js_answers_as_keras(trained, pictures):
    model, folder = trained
    (answered,) = run_in_node([(folder / "model.json", "layers", {"pictures": pictures})])
    assert np.abs(next(iter(answered.values())) - model.predict(pictures, verbose=0)).max() < 1e-5


def test_a_browser_loads_it(trained, pictures, browser):
    model, folder = trained
    page = folder.parent
    (page / "index.html").write_text("<title>Digits</title>")
    subprocess.run([find_node(), "-e", BUNDLE, str(page / "tf.js")], check=True, cwd=PACKAGES)
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=str(page))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        opened = browser.new_page()
        opened.goto(f"http://127.0.0.1:{server.server_port}/")
        answered = opened.evaluate(READ, {"picture": pictures[0].ravel().tolist()})
        opened.close()
        server.shutdown()
    assert np.abs(answered - model.predict(pictures[:1], verbose=0)[0]).max() < 1e-5


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_the_command_reads_98_percent_of_the_test_digits(seed, tmp_path):
    command = [sys.executable, str(SCRIPT), "--seed", str(seed), "--out", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    accuracy = float(re.search(r"([\d.]+)% of the test digits read right, after [\d.]+ s", done.stdout)[1])
    assert accuracy > 97.8
