"""The notebooks of `examples/`: they run as they are, and what is committed is small and whole."""

import json
import os
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

NOTEBOOKS = sorted((Path(__file__).resolve().parents[2] / "examples").glob("*.ipynb"))
by_name = pytest.mark.parametrize("file", NOTEBOOKS, ids=lambda file: file.stem)


@by_name
def test_it_was_run_from_top_to_bottom_without_an_error_and_is_small(file):
    cells = [cell for cell in nbformat.read(file, as_version=4).cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    outputs = [output for cell in cells for output in cell.outputs]
    assert any("image/png" in output.get("data", {}) for output in outputs)
    assert not [output for output in outputs if output.output_type == "error" or output.get("name") == "stderr"]
    assert file.stat().st_size < 150_000


@by_name
def test_it_names_no_folder_of_the_machine_that_ran_it(file):
    text = file.read_text(encoding="utf-8")
    assert not [place for place in ("/tmp/", "/home/", "/root/", "\\\\Users\\\\") if place in text]
    assert json.loads(text)["metadata"].keys() == {"kernelspec", "language_info"}


@by_name
def test_its_first_cell_installs_kerasdl_only_where_it_is_missing(file):
    first = next(cell for cell in nbformat.read(file, as_version=4).cells if cell.cell_type == "code").source
    assert 'find_spec("kerasdl") is None' in first and "%pip install --quiet kerasdl" in first


@pytest.mark.slow
@by_name
def test_it_runs(file, tmp_path, monkeypatch):
    # Each chooses its backend itself.
    monkeypatch.delenv("KERAS_BACKEND", raising=False)
    monkeypatch.setenv(
        "PYTHONPATH", os.pathsep.join(filter(None, [str(file.parents[1]), os.environ.get("PYTHONPATH")]))
    )
    notebook = nbformat.read(file, as_version=4)
    NotebookClient(notebook, timeout=1_200, resources={"metadata": {"path": str(tmp_path)}}).execute()
