"""`kerasdl search --join`, as people run it on several machines: commands beside a first one, and what goes wrong."""

import json
import os
import signal
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

import pytest

from benchmarks.support.database import free_port
from kerasdl.cli import main as cli
from kerasdl.errors import ConfigError
from kerasdl.search import read_results
from kerasdl.search.storage import open_storage
from kerasdl.search.study import EVOLUTION, SETTINGS, join_search, start_search
from tests.support.shared_search import TINY, begin, check_counts, process_of, until

pytestmark = pytest.mark.xdist_group("postgres")
PASSWORD = "open%20sesame", "open sesame"
TINY_OPTIONS = ["--digits", "1000", "--epochs", "1", "--population", "4"]


@pytest.fixture
def start():
    """Starts a command; those that a failed test leaves are ended, and their workers with them."""
    started = []

    def one(*options, storage: str | None = None) -> subprocess.Popen:
        env = {**os.environ, **({"KERASDL_STORAGE": storage} if storage else {})}
        command = [sys.executable, "-m", "kerasdl.cli", "search", "--name", "shared", *map(str, options)]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        started.append(subprocess.Popen(command, **pipes, text=True, env=env))
        return started[-1]

    yield one
    for process in started:
        process.kill()
        process.wait()


def begun(storage):
    try:
        return join_search(storage, "shared")
    except ConfigError:
        return None


def stop_all_in_their_first_trial(search, count: int) -> set[int]:
    """Stop (SIGSTOP) each worker in its first trial, so that the search cannot end before all take part."""
    stopped: set[int] = set()

    def all_stopped() -> bool:
        for pid in {process_of(trial) for trial in search.trials(EVOLUTION)} - stopped - {0}:
            os.kill(pid, signal.SIGSTOP)
            stopped.add(pid)
        return len(stopped) == count

    until(all_stopped)
    return stopped


@pytest.mark.slow
def test_commands_that_join_share_the_work_and_one_that_is_ended_leaves_its_trials_to_the_others(
    server, start, tmp_path
):
    url = server.new_database("commands")
    first = start("--trials", 6, "--workers", 1, "--out", tmp_path / "first", "--storage", url, *TINY_OPTIONS)
    search = until(lambda: begun(open_storage(url)))
    second = start("--join", "--trials", 6, "--workers", 1, "--out", tmp_path / "second", storage=url)
    third = start("--join", "--minutes", 60, "--workers", 2, "--out", tmp_path / "third", storage=url)
    pids = stop_all_in_their_first_trial(search, 4)
    command_lines = [Path(f"/proc/{pid}/cmdline").read_text() for pid in pids if Path("/proc").exists()]
    for pid in pids:
        os.kill(pid, signal.SIGCONT)
    third.send_signal(signal.SIGTERM)  # as Kubernetes and Slurm end what they run
    ended = [process.communicate() for process in (first, second, third)]
    assert [process.returncode for process in (first, second, third)] == [0, 0, 1], ended
    assert f"stopped; all that was found is kept in {tmp_path / 'third'}" in ended[2][1]
    check_counts(search, asked=6)
    assert all(len(read_results(tmp_path / name).candidates) >= 6 for name in ("first", "second"))
    said = " ".join([*command_lines, *(text for texts in ended for text in texts)])
    assert not any(secret in said for secret in PASSWORD)


@pytest.fixture
def told(capsys, monkeypatch, tmp_path):
    """What the command says on standard error, how it ends, in this process."""

    def tell(*options: str) -> tuple[str, int]:
        monkeypatch.setattr(sys, "argv", ["kerasdl", "search", "--out", str(tmp_path), *options])
        with pytest.raises(SystemExit) as end:
            cli.main()
        said = capsys.readouterr()
        assert not any(secret in said.out + said.err for secret in PASSWORD)
        return (said.out + said.err).strip(), int(end.value.code or 0)

    return tell


def test_joining_a_search_that_is_not_there_is_one_clear_line(server, told):
    line, status = told("--join", "--name", "absent", "--storage", server.new_database("empty"))
    rule = "kerasdl: --join needs a search of that name in the database; begin one without --join. "
    assert line == f"{rule}Received: absent in postgresql://kerasdl:***@127.0.0.1:{server.port}/empty"
    assert status == 2


def test_joining_a_search_of_another_version_is_one_clear_line(server, told):
    url, search = begin(server, "other_version")
    search.studies[EVOLUTION].set_user_attr(SETTINGS, json.dumps({**asdict(TINY), "crossover": 0.5}))
    line, status = told("--join", "--name", "shared", "--storage", url)
    assert line == "kerasdl: A search must be one of this version of kerasdl. Received: shared"
    assert status == 2


@pytest.mark.parametrize(
    ("where", "reason"),
    [
        ({"password": "open%20door"}, 'password authentication failed for user "kerasdl"'),
        ({"port": free_port()}, "Connection refused"),
        ({"database": "absent"}, 'database "absent" does not exist'),
    ],
)
def test_a_database_that_cannot_be_reached_is_one_clear_line_without_its_password(
    server, told, monkeypatch, where, reason
):
    monkeypatch.setenv("KERASDL_STORAGE", server.url(**where))
    line, status = told("--join")
    assert line.startswith(
        "kerasdl: `storage` must be the URL of a database that can be reached, such as postgresql://"
    )
    assert "Received: postgresql://kerasdl:***@127.0.0.1:" in line and reason in line
    assert "open%20door" not in line and len(line.splitlines()) == 1
    assert status == 2


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://kerasdl:open%20sesame@127.0.0.1:port/name",
        "postgresql//kerasdl:open%20sesame@127.0.0.1/name",
        "postgresql://127.0.0.1:1/name?user=kerasdl&password=open%20sesame",
        "postgres://kerasdl:open%20sesame@127.0.0.1/name",
        "postgresql://kerasdl:@open%20sesame@127.0.0.1/name",
        "postgresql://kerasdl:{open%20sesame}@127.0.0.1:1/name",
    ],
)
def test_no_url_however_wrong_shows_its_password(told, url):
    line, status = told("--join", "--storage", url)
    assert line.startswith("kerasdl: `storage` must ") and "***" in line and len(line.splitlines()) == 1
    assert status == 2


def test_help_names_the_variable_that_holds_the_url_and_not_what_it_holds(server, told, monkeypatch):
    monkeypatch.setenv("KERASDL_STORAGE", server.url())
    text, status = told("--help")
    assert "KERASDL_STORAGE" in text
    assert status == 0


def test_machines_that_begin_the_same_search_at_the_same_moment_all_take_part(server):
    from concurrent.futures import ThreadPoolExecutor

    url = server.new_database("at_once")
    with ThreadPoolExecutor(6) as machines:
        searches = [
            machines.submit(lambda: start_search(open_storage(url), "shared", TINY, baseline=True)) for _ in range(6)
        ]
        began = [each.result() for each in searches]
    assert len(open_storage(url).get_all_studies()) == 2
    began[0].studies[EVOLUTION].ask()
    assert [len(search.trials(EVOLUTION)) for search in began] == [1] * 6
