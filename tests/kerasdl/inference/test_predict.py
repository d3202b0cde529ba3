import json
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from kerasdl.cli.main import app
from kerasdl.errors import ModelError, PictureError
from kerasdl.inference import predict
from kerasdl.inference.reader import Reader
from tests.support.hostile_pictures import encoded, hostile_arrays, small_picture, special_files


def graph(ink: np.ndarray) -> dict[str, np.ndarray]:
    return {"confidences": np.tile(np.eye(10, dtype=np.float32)[7], (len(ink), 1))}


@pytest.fixture
def loaded(monkeypatch):
    """The models that were loaded; each answers 7."""
    models: list[str] = []
    monkeypatch.setattr(predict, "load_reader", lambda name: models.append(name) or Reader(graph))
    return models


def picture(file: Path) -> Path:
    file.write_bytes(encoded(small_picture(), "PNG"))
    return file


def mixed_files(folder: Path) -> list[Path]:
    """Good pictures, and between them every kind of bad file."""
    files = []
    for n, content in enumerate(hostile_arrays().values()):
        files += [picture(folder / f"{n}.png"), folder / f"{n}.npy"]
        files[-1].write_bytes(content)
    return [*files, *special_files(folder), picture(folder / "last.png")]


def test_one_bad_file_never_ends_the_others(tmp_path, loaded):
    files, notes = mixed_files(tmp_path), []
    readings = predict.predict_files(files, "web", note=notes.append)
    assert [reading.file for reading in readings] == files
    good = [reading for reading in readings if reading.error is None]
    assert [reading.file.name for reading in good] == [f"{n}.png" for n in range(len(hostile_arrays()))] + ["last.png"]
    assert {reading.digits[0]["digit"] for reading in good} == {7}
    assert len(notes) == len(files) - len(good)
    assert loaded == ["web"]


@pytest.mark.parametrize("many", [False, True])
def test_the_command_prints_json_with_an_entry_for_each_file_in_order(tmp_path, loaded, many):
    files = [file for file in mixed_files(tmp_path) if "\0" not in str(file) and "\ud800" not in str(file)]
    done = CliRunner().invoke(app, ["predict", "--json", *["--many"] * many, "--", *map(str, files)])
    result = json.loads(done.stdout.splitlines()[-1])
    assert done.exit_code == 1
    assert [entry["file"] for entry in result["files"]] == [str(file) for file in files]
    assert all(("error" in entry) != (("digits" if many else "digit") in entry) for entry in result["files"])


def test_files_are_read_one_after_the_other_and_answers_given_as_they_come(tmp_path, loaded, monkeypatch):
    events = []
    read = predict.read_ink
    monkeypatch.setattr(predict, "read_ink", lambda file, **options: events.append(file.name) or read(file, **options))
    for reading in predict.read_files([picture(tmp_path / f"{n}.png") for n in range(3)], "web"):
        events.append(reading.digits[0]["digit"])
    assert events == ["0.png", 7, "1.png", 7, "2.png", 7]


def test_no_network_is_loaded_where_there_is_nothing_to_read(tmp_path, loaded):
    assert predict.predict_files([tmp_path / "missing.png"], "web")[0].error
    assert loaded == []


def test_pictures_of_many_sizes_reach_the_network_in_few(tmp_path, monkeypatch):
    shapes = set()
    monkeypatch.setattr(predict, "load_reader", lambda _: Reader(lambda ink: shapes.add(ink.shape) or graph(ink)))
    for side in range(40, 120):
        (tmp_path / f"{side}.png").write_bytes(encoded(small_picture(side), "PNG"))
    predict.predict_files(sorted(tmp_path.iterdir()), "web")
    assert shapes == {(1, 160, 160)}


def test_a_row_of_too_many_pieces_is_refused(tmp_path, loaded):
    ink = np.zeros((40, 900), np.uint8)
    ink[10:30, 1::4] = 255
    np.save(tmp_path / "row.npy", ink)
    (reading,) = predict.predict_files([tmp_path / "row.npy"], "web", many=True)
    assert "A row must have at most 200 digits. Received: " in reading.error
    assert reading.error.endswith("row.npy with 225")


@pytest.mark.parametrize("wrong", [np.nan, np.inf])
def test_confidences_that_are_not_finite_are_an_error_and_no_answer(wrong):
    def broken(ink: np.ndarray) -> dict[str, np.ndarray]:
        return {"confidences": np.full((len(ink), 10), wrong, np.float32)}

    with pytest.raises(ModelError, match="must give finite confidences. Received: NaN or infinity"):
        Reader(broken).confidences(np.zeros((1, 28, 28), np.uint8))
    with pytest.raises(PictureError):
        Reader(broken).confidences(np.zeros((28, 28), np.uint8))
