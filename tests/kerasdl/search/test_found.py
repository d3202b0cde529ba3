import json
import subprocess
import sys

import pytest
from PIL import Image

from kerasdl.config import TrainConfig
from kerasdl.errors import ConfigError
from kerasdl.search.report import front_table, save_front
from kerasdl.search.results import Candidate, SearchResults, config_of, pareto_front, read_results


def candidate(trial, cost, error, method="evolution", **more):
    config = TrainConfig(hidden_units=(int(cost) // 1000 + 1,))
    return Candidate(trial, method, config, error, cost, 2 * cost, cost + 10, 1.5, **more)


@pytest.fixture
def found():
    return SearchResults(
        "multiply-adds",
        {"goal": "multiply-adds", "epochs": 2},
        [
            candidate("0", 8_000, 0.08),
            candidate("1", 20_000, 0.05, worker="here:1", parent="0"),
            candidate("2", 30_000, 0.06),
            candidate("3", 90_000, None),
            candidate("random-0", 15_000, 0.09, "random"),
        ],
    )


def test_the_front_is_what_no_cheaper_one_equals(found):
    assert [c.trial for c in found.front("evolution")] == ["0", "1"]
    assert [c.trial for c in found.front("random")] == ["random-0"]
    twins = [candidate("a", 100, 0.5), candidate("b", 100, 0.4), candidate("c", 200, 0.4)]
    assert [c.trial for c in pareto_front(twins, "bytes")] == ["b"]
    assert pareto_front([], "bytes") == []


def test_what_was_found_is_the_same_when_it_is_read_again(found, tmp_path):
    found.write(tmp_path)
    assert read_results(tmp_path) == found
    assert json.loads((tmp_path / "found.json").read_text())["fronts"] == {
        "evolution": ["0", "1"],
        "random": ["random-0"],
    }


def test_a_candidates_training_is_found_by_its_name(found, tmp_path):
    found.write(tmp_path)
    assert config_of(tmp_path, "1") == found.candidates[1].config
    assert config_of(tmp_path, "random-0") == found.candidates[-1].config
    with pytest.raises(
        ConfigError,
        match="`trial` must be one that the search has finished; on the front are 0, 1, random-0. Received: trial=9",
    ):
        config_of(tmp_path, "9")


@pytest.mark.parametrize(
    "content", [None, "{", "[]", '{"goal": 1}', '{"goal": "bytes", "settings": {}, "candidates": [3]}']
)
def test_a_folder_without_a_readable_search_is_an_error_that_names_the_file(tmp_path, content):
    if content is not None:
        (tmp_path / "found.json").write_text(content)
    with pytest.raises(
        ConfigError, match=r"A search's folder must hold a readable found.json; .* Received: .*found.json"
    ):
        read_results(tmp_path)


def test_the_table_tells_what_was_tried_and_the_front(found):
    table = front_table(found)
    assert "evolution: 4 candidates in 0.1 minutes of work, 1 of them stopped early" in table
    lines = [line.split() for line in table.splitlines()]
    assert ["1", "20,000", "5.00", "%", "784-21-10", "relu"] in lines
    assert not any(line[:1] == ["2"] for line in lines)


def test_the_picture_is_drawn(found, tmp_path):
    save_front(found, tmp_path / "front.png")
    with Image.open(tmp_path / "front.png") as picture:
        assert picture.width > 900
        colors = {color for _, color in picture.convert("RGB").getcolors(1 << 24)}
    assert {(0, 114, 178), (213, 94, 0)} <= colors  # evolution's blue and random search's orange


def test_reading_what_was_found_needs_neither_keras_nor_optuna():
    code = "import sys, kerasdl.search; print(sorted({'keras', 'optuna', 'sqlalchemy'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
