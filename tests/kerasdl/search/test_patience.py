"""The database of a search as its workers see it: when it goes away, and when a worker leaves something behind in it."""

import random
import time
from concurrent.futures import ThreadPoolExecutor

import optuna
import pytest
from optuna.trial import TrialState
from sqlalchemy import event, text
from sqlalchemy.exc import OperationalError

from kerasdl.errors import SearchError
from kerasdl.search import storage as storage_module
from kerasdl.search import worker
from kerasdl.search.candidate import Outcome
from kerasdl.search.storage import local_url, open_storage
from kerasdl.search.study import EVOLUTION, join_search, start_search
from tests.support.shared_search import IMPATIENT, TINY, begin, job, tries_of, until
from tests.support.tcp_proxy import TcpProxy

pytestmark = [
    pytest.mark.filterwarnings("ignore:Heartbeat of storage is supposed to be used with Study.optimize"),
    pytest.mark.xdist_group("postgres"),
]


def id_of(storage, trial) -> int:
    """A trial's key in the database."""
    return storage.get_trial_id_from_study_id_trial_number(
        storage.get_study_id_from_name(trial.study.study_name), trial.number
    )


def test_a_worker_completes_its_trials_though_every_third_transaction_fails(tmp_path, monkeypatch):
    url = local_url(tmp_path)
    search = start_search(open_storage(url), "shared", TINY, baseline=True)
    unsteady, failures = random.Random(0), []

    def open_unsteady(url, **settings):
        storage = open_storage(url, **settings)

        @event.listens_for(storage.engine, "begin")
        def fail(_connection):
            if unsteady.random() < 1 / 3:
                failures.append(1)
                raise OperationalError("BEGIN", {}, ConnectionError("the server closed the connection"))

        return storage

    def evaluate_candidate(_config, _data, on_epoch=lambda *_: None, **_options):
        on_epoch(1, 0.1)
        return Outcome(0.1, {})

    monkeypatch.setattr(storage_module, "PAUSE", 0)
    monkeypatch.setattr(worker, "open_storage", open_unsteady)
    monkeypatch.setattr(worker, "evaluate_candidate", evaluate_candidate)
    worker.work(job(url, tmp_path, trials=4))
    assert [search.finished(method) for method in search.studies] == [4, 4]
    assert len(failures) > 30


def test_a_trial_whose_worker_died_before_its_first_heartbeat_is_tried_again(server):
    _, search = begin(server, "unheard")
    study = search.studies[EVOLUTION]
    number = study.ask().number  # and no more is heard of it

    def tried_again():
        optuna.storages.fail_stale_trials(study)
        return tries_of(search, number)

    (again,) = until(tried_again)
    assert again.state == TrialState.WAITING
    assert search.trials(EVOLUTION)[number].state == TrialState.FAIL


def test_who_has_just_reached_the_database_waits_before_it_calls_others_dead(server):
    url, search = begin(server, "returned")
    storage, trial = open_storage(url, **IMPATIENT), search.studies[EVOLUTION].ask()
    storage.record_heartbeat(id_of(storage, trial))
    time.sleep(IMPATIENT["grace"] + 1)  # as long as the database might have been away for all
    newcomer = join_search(open_storage(url, **IMPATIENT), "shared").studies[EVOLUTION]
    optuna.storages.fail_stale_trials(newcomer)
    assert newcomer.trials[trial.number].state == TrialState.RUNNING

    def failed():
        optuna.storages.fail_stale_trials(newcomer)
        return newcomer.trials[trial.number].state == TrialState.FAIL

    until(failed)


def test_a_worker_that_stands_still_in_a_transaction_does_not_hold_up_the_others(server):
    url, search = begin(server, "held_up")
    with ThreadPoolExecutor(1) as other, open_storage(url, **IMPATIENT).engine.connect() as still:
        still.execute(text("SELECT * FROM studies FOR UPDATE"))
        trial = other.submit(search.studies[EVOLUTION].ask).result(60)
        assert trial.number == 0
        still.invalidate()  # the server has ended it


def test_a_database_that_stays_away_is_one_clear_line(server):
    server.new_database("away")
    network = TcpProxy(server.port)
    storage = open_storage(server.url("away", port=network.port), patience=1.0)
    network.close()
    line = (
        rf"A search's database must answer, within 1 s where it went away\. "
        rf"Received: postgresql://kerasdl:\*\*\*@127\.0\.0\.1:{network.port}/away \(.*\)$"
    )
    for _ in range(2):
        with pytest.raises(SearchError, match=line):
            storage.get_study_id_from_name("shared")


def test_a_database_that_lost_its_tables_is_one_clear_line(server):
    url, search = begin(server, "emptied")
    storage = open_storage(url)
    with storage.engine.begin() as connection:
        connection.execute(text("DROP TABLE trial_heartbeats"))
    with pytest.raises(
        SearchError, match=r'A search\'s database must answer.*\(relation "trial_heartbeats" does not exist'
    ):
        storage.record_heartbeat(id_of(storage, search.studies[EVOLUTION].ask()))
