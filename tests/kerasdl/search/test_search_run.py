"""A search on one machine, from its beginning to its end: real workers, tiny trainings."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace

import pytest

from kerasdl.cli.search_progress import status_line
from kerasdl.errors import ConfigError, SearchError
from kerasdl.files import locked_folder
from kerasdl.search import SearchConfig, read_results, run, search
from kerasdl.search.storage import local_url, open_storage
from kerasdl.search.study import join_search

TINY = SearchConfig(digits=1_000, epochs=1, population=4)


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    """A search with a baseline that found what it was asked for, and what it told on the way."""
    folder, told = tmp_path_factory.mktemp("search"), []
    found = search(folder, TINY, trials=3, workers=2, baseline=True, on_status=told.append)
    return folder, found, told


def test_it_tries_as_many_candidates_of_each_method_as_were_asked_for(finished):
    _, found, _ = finished
    counts = {method: sum(c.method == method for c in found.candidates) for method in found.methods}
    assert set(counts) == {"evolution", "random"}
    assert all(3 <= count <= 4 for count in counts.values())  # two workers may both take the last one
    assert all(0 < c.error < 1 and c.seconds > 0 and c.worker for c in found.candidates)
    assert len({c.trial for c in found.candidates}) == len(found.candidates)
    # The first to be through is at the front, whichever of the workers' it is.
    assert any(c.trainings == TINY.seeds for c in found.candidates)
    assert all(1 <= c.trainings <= TINY.seeds for c in found.candidates)


def test_it_keeps_table_and_picture_and_tells_how_it_stands(finished):
    folder, found, told = finished
    assert read_results(folder) == found
    assert (folder / "front.png").stat().st_size > 10_000
    assert told[0].share < 1 and all(0 <= standing.share <= 1 for standing in told)
    assert told[0].workers == 2
    assert "tried" in status_line(told[-1])


def test_a_search_that_goes_on_keeps_what_it_has(finished):
    folder, found, _ = finished
    more = search(folder, TINY, trials=5, workers=1)
    known = {c.trial: c for c in more.candidates}
    assert all(known[c.trial] == c for c in found.candidates if c.method == "evolution")
    assert sum(c.method == "evolution" for c in more.candidates) >= 5


def test_a_search_that_goes_on_with_other_settings_is_an_error(finished):
    folder, _, _ = finished
    with pytest.raises(ConfigError, match=r"must keep its settings; .* Received: structures with epochs=2 \(was 1\)"):
        search(folder, SearchConfig(digits=1_000, epochs=2, population=4), trials=1)


@pytest.mark.slow
def test_children_begin_with_the_weights_of_a_network_like_them(tmp_path):
    config = SearchConfig(digits=1_000, epochs=1, population=4, inherit=True)
    found = search(tmp_path, config, trials=3, workers=1)
    first, *children = found.candidates
    assert first.parent is None
    assert all(int(child.parent) < int(child.trial) for child in children)
    assert len(list((tmp_path / "weights").glob("evolution-*.npz"))) == len(found.candidates)


def test_ctrl_c_keeps_everything_and_puts_the_trial_back_in_line(tmp_path):
    command = [
        sys.executable,
        "-m",
        "kerasdl.cli",
        "search",
        "--out",
        str(tmp_path),
        "--trials",
        "500",
        "--workers",
        "1",
    ]
    command += ["--digits", "20000", "--epochs", "20", "--population", "4"]
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    storage = open_storage(local_url(tmp_path))
    under_way = _until(lambda: _running(storage))
    process.send_signal(signal.SIGINT)
    _, notes = process.communicate(timeout=60)
    assert (
        process.returncode == 1
        and f"stopped; all that was found is kept in {tmp_path}, and the same command resumes" in notes
    )
    states = [trial.state.name for trial in join_search(storage, "structures").trials("evolution")]
    assert under_way and states[-1] == "WAITING" and "RUNNING" not in states
    read_results(tmp_path)


def _running(storage) -> bool:
    try:
        return any(trial.state.name == "RUNNING" for trial in join_search(storage, "structures").trials("evolution"))
    except ConfigError:
        return False


def _until(holds, seconds: float = 120.0) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if holds():
            return True
        time.sleep(0.2)
    return False


def test_workers_end_with_the_process_that_started_them(tmp_path):
    code = (
        "import sys, time\n"
        "from pathlib import Path\n"
        "from kerasdl.search.worker_job import Job\n"
        "from kerasdl.search.workers import Workers\n"
        "from kerasdl.search import SearchConfig\n"
        "from kerasdl.search.storage import local_url, open_storage\n"
        "from kerasdl.search.study import start_search\n"
        "folder = Path(sys.argv[1])\n"
        "url = local_url(folder)\n"
        "start_search(open_storage(url), 'n', SearchConfig(), baseline=False)\n"
        "workers = Workers(Job(url, 'n', None, None, str(folder / 'weights')), 2)\n"
        "print(*workers.pids, flush=True)\n"
        "time.sleep(600)\n"
    )
    starter = subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    pids = [int(pid) for pid in starter.stdout.readline().split()]
    assert len(pids) == 2
    starter.kill()
    starter.wait()
    assert _until(lambda: not any(_alive(pid) for pid in pids), 60)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({}, "A search must end: it needs `minutes` or `trials`. Received: neither"),
        ({"minutes": 0}, "`minutes` must be greater than 0 and at most a year's. Received: minutes=0"),
        ({"trials": 0}, "`trials` must be a positive integer of at most 1,000,000. Received: trials=0"),
        ({"trials": 1, "workers": 0}, "`workers` must be a positive integer of at most 1,024. Received: workers=0"),
        (
            {"trials": 1, "join": True},
            "--join needs a search of that name in the database; .* Received: structures in ",
        ),
        ({"trials": 1, "storage": "nonsense"}, "`storage` must be the URL of a database .* Received: nonsense"),
    ],
)
def test_a_bad_setting_is_an_error_that_states_rule_and_value(tmp_path, settings, message):
    with pytest.raises(ConfigError, match=message):
        search(tmp_path, TINY, **settings)


@pytest.mark.parametrize("name", ["", "n" * 201])
def test_a_name_that_a_database_would_cut_off_is_refused(tmp_path, name):
    with pytest.raises(ConfigError, match="`name` must have 1 to 200 characters"):
        search(tmp_path, TINY, trials=1, name=name)


def test_two_searches_do_not_share_a_folder_but_one_may_join(tmp_path):
    with locked_folder(tmp_path, error=SearchError):
        with pytest.raises(SearchError, match="by one process at a time. Received: .*, where another is at work"):
            search(tmp_path, TINY, trials=1)
        with pytest.raises(ConfigError, match="--join needs a search of that name"):
            search(tmp_path, TINY, trials=1, join=True)


def test_what_a_candidate_would_take_is_bounded(tmp_path, monkeypatch):
    monkeypatch.setattr("kerasdl.training.demand.free_memory", lambda: 4_000_000_000)
    with pytest.raises(ConfigError, match=r"settings that, 100 at once, need about \d+.\d GB of memory, where 4.0 GB"):
        search(tmp_path, TINY, trials=1, workers=100)
    with pytest.raises(ConfigError, match="must end within a week"):
        search(tmp_path, replace(TINY, epochs=1_000_000, digits=55_000), trials=1, workers=1)
    assert list(tmp_path.iterdir()) == []


def test_the_default_workers_fit_into_the_memory(monkeypatch):
    monkeypatch.setattr(run, "available_cores", lambda: 64)
    for memory, workers in ((0, 1), (10_000_000_000, 13), (10**12, 64)):
        monkeypatch.setattr(run, "free_memory", lambda memory=memory: memory)
        assert abs(run.default_workers() - workers) <= 2


def test_results_that_cannot_be_written_end_a_search_in_a_line(tmp_path, monkeypatch):
    class Found:
        candidates = ()

        def write(self, folder):
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(run, "collect_results", lambda _: Found())
    with pytest.raises(SearchError, match=r"its database has them, .* Received: .* \(No space left on device\)"):
        run._Monitor(None, tmp_path, 1.0, None, None).save()
