"""Damaged databases and results of a search: an error of one line at once, whatever the damage."""

import json
import sqlite3
import time

import pytest

from kerasdl.config import TrainConfig
from kerasdl.errors import ConfigError, KerasdlError, SearchError
from kerasdl.search.results import Candidate, SearchResults, collect_results, read_results
from kerasdl.search.space import SearchConfig
from kerasdl.search.storage import local_url, open_storage
from kerasdl.search.study import join_search, start_search
from tests.support.damage import flips, other_values, refusals, truncations


@pytest.fixture(scope="module")
def content(tmp_path_factory):
    """The bytes of a database with one finished trial."""
    folder = tmp_path_factory.mktemp("search")
    search = start_search(open_storage(local_url(folder)), "structures", SearchConfig(), baseline=False)
    trial = search.studies["evolution"].ask()
    trial.set_user_attr("config", {"hidden_units": [8]})
    trial.set_user_attr("cost", {"multiply_adds": 1, "bytes": 2, "parameters": 3})
    search.studies["evolution"].tell(trial, [0.1, 1.0])
    assert len(collect_results(search).candidates) == 1
    return (folder / "study.db").read_bytes()


def resume(folder):
    storage = open_storage(local_url(folder), patience=30.0)
    collect_results(start_search(storage, "structures", SearchConfig(), baseline=False))
    collect_results(join_search(storage, "structures"))


def test_a_damaged_database_is_an_error_at_once(content, tmp_path, rng):
    def use(damaged):
        (tmp_path / "study.db").write_bytes(damaged)
        started = time.monotonic()
        try:
            resume(tmp_path)
        finally:
            assert time.monotonic() - started < 10

    cases = [b"no database at all", *list(truncations(content, 8))[1:], *flips(content, 8, rng)]
    assert refusals(cases, use) >= 4


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE trials RENAME COLUMN state TO mood",
        "ALTER TABLE studies RENAME COLUMN study_name TO title",
        "ALTER TABLE trial_user_attributes RENAME COLUMN value_json TO text",
        "ALTER TABLE version_info RENAME COLUMN schema_version TO schema",
        "UPDATE trials SET state = 'SLEEPING'",
        "UPDATE trial_user_attributes SET value_json = '{'",
        "UPDATE trial_user_attributes SET value_json = '3' WHERE key = 'config'",
        "UPDATE trial_user_attributes SET value_json = '{\"bytes\": []}' WHERE key = 'cost'",
        "UPDATE study_user_attributes SET value_json = '[1]'",
        "UPDATE study_user_attributes SET value_json = '\"{}\"'",
        "UPDATE trial_values SET value = 'high'",
    ],
)
def test_a_database_of_another_form_is_an_error_at_once(content, tmp_path, statement):
    (tmp_path / "study.db").write_bytes(content)
    with sqlite3.connect(tmp_path / "study.db") as database:
        database.execute(statement)
    database.close()
    started = time.monotonic()
    with pytest.raises(KerasdlError) as error:
        resume(tmp_path)
    assert str(error.value).isprintable()
    assert time.monotonic() - started < 10


def test_what_is_no_database_is_named(tmp_path):
    (tmp_path / "study.db").write_bytes(b"no database at all" * 100)
    with pytest.raises(SearchError, match=r"must be whole. Received: sqlite.*study\.db \(file is not a database\)"):
        open_storage(local_url(tmp_path))


def test_damaged_results_are_an_error_that_names_the_file(tmp_path):
    one = Candidate("0", "evolution", TrainConfig(), 0.1, 1, 2, 3, 1.5)
    content = SearchResults("bytes", {}, [one]).to_dict()

    def use(changed):
        (tmp_path / "found.json").write_text(json.dumps(changed))
        results = read_results(tmp_path)
        assert all(isinstance(c.cost(results.goal), int) for m in results.methods for c in results.front(m))

    cases = [changed for _, changed in other_values(content)]
    assert refusals(cases, use) > len(cases) / 2
    (tmp_path / "found.json").write_text("{")
    with pytest.raises(ConfigError, match=r"must hold a readable found\.json"):
        read_results(tmp_path)
