"""Every block of Python in README and the manual runs, from a page's top to its bottom, and prints what stands below it."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from kerasdl.export import export_model
from tests.support.documents import MANUAL, README, ROOT, blocks, programs, read

ENGLISH = [name for name in (README, *MANUAL) if programs(name) and ".zh-TW." not in name]
ELSEWHERE = {"docs/many-machines.md"}  # Ray is not here: test_many_machines_guide.py parses it
PAGES = [name for name in ENGLISH if name not in ELSEWHERE]


@pytest.fixture
def checkout(tmp_path, monkeypatch) -> Path:
    """A folder to work in that looks like the checkout's root, so far as the manual's programs read from it."""
    for name in ("saved_models/quick", "saved_models/web", "saved_models/cnn"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).symlink_to(ROOT / name)
    (tmp_path / "docs").symlink_to(ROOT / "docs")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("name", PAGES)
def test_the_python_of_a_page_prints_what_stands_below_it(name, checkout, capsys):
    if name == "docs/ship/export.md":  # what its shell block does
        export_model(ROOT / "saved_models" / "web", checkout / "reader", formats=["onnx", "litert"])
    space: dict = {"__name__": "__main__"}
    for code, printed in programs(name):
        capsys.readouterr()
        exec(compile(code, name, "exec"), space)
        found = capsys.readouterr().out
        if name == README:
            assert re.fullmatch(r"accuracy 98\.\d.*\[7 2 1\]\n", found, re.S)
        else:
            assert found == printed


@pytest.mark.parametrize("name", [name for name in MANUAL if ".zh-TW." in name and programs(name)])
def test_a_translated_page_has_the_programs_and_formulas_of_the_original(name):
    original = name.replace(".zh-TW", "")
    assert programs(name) == programs(original)
    assert re.findall(r"\$\$.*?\$\$|^::source .*$", read(name), re.M) == re.findall(
        r"\$\$.*?\$\$|^::source .*$", read(original), re.M
    )


def run_shell(code: str, folder: Path) -> list[str]:
    """The output of each kerasdl command of a shell block, run in a folder; other programs are left out."""
    said = []
    for line in code.splitlines():
        words = shlex.split(line, comments=True)
        if words[:1] == ["kerasdl"]:
            environment = {**os.environ, "PYTHONPATH": str(ROOT)}
            done = subprocess.run(
                [sys.executable, "-m", *words], cwd=folder, env=environment, capture_output=True, text=True, check=False
            )
            assert done.returncode == 0, f"{line}\n{done.stderr[-2000:]}"
            said.append(done.stdout)
    return said


@pytest.mark.slow
def test_the_commands_of_the_manual_do_the_whole_path(checkout):
    train, evaluate, *_, predict = run_shell(blocks("docs/use/command.md", "sh")[0], checkout)
    assert "98." in train + evaluate and re.search(r"\b3\b", predict)
    assert (checkout / "report.png").is_file() and (checkout / "saved_models/mine/tfjs/model.json").is_file()


@pytest.mark.slow
def test_a_model_of_the_readers_becomes_a_page(checkout):
    import keras

    layers = [keras.Input((28, 28)), keras.layers.Flatten(), keras.layers.Dense(3, "softmax")]
    keras.Sequential(layers).save("yours.keras")
    (code,) = [code for code in blocks(README, "sh") if "yours.keras" in code]
    run_shell(code, checkout)
    assert "cat" in (checkout / "site/model/model.json").read_text() and (checkout / "site/index.html").is_file()
