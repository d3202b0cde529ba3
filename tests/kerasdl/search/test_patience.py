"""The database of a search as its workers see it: when it goes away, and when a worker leaves something behind in it."""

import inspect
import re
import time
from concurrent.futures import ThreadPoolExecutor

import optuna
import pytest
from optuna.storages._cached_storage import _CachedStorage
from optuna.trial import TrialState
from sqlalchemy import text

from kerasdl.errors import SearchError
from kerasdl.search.storage import PatientStorage, open_storage
from kerasdl.search.study import EVOLUTION
from tests.support.shared_search import IMPATIENT, begin, tries_of, until
from tests.support.tcp_proxy import TcpProxy

pytestmark = pytest.mark.filterwarnings("ignore:Heartbeat of storage is supposed to be used with Study.optimize")


def test_all_that_a_worker_asks_of_the_database_is_asked_patiently():
    asked = set(re.findall(r"self\._backend\.(\w+)", inspect.getsource(_CachedStorage)))
    at_once = {name for name in asked if not hasattr(getattr(PatientStorage, name), "__wrapped__")}
    kept_in_memory = {"get_heartbeat_interval", "get_heartbeat_stale_trial_callback"}
    only_before_or_after = {"create_new_study", "delete_study", "get_all_studies"}
    of_no_use_here = {"_get_best_trial_id", "set_trial_intermediate_value"}
    assert at_once == kept_in_memory | only_before_or_after | of_no_use_here


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
    study, storage = search.studies[EVOLUTION], open_storage(url, **IMPATIENT)
    trial = study.ask()
    storage.record_heartbeat(trial._trial_id)
    time.sleep(IMPATIENT["grace"] + 1)  # as long as the database might have been away for all
    newcomer = open_storage(url, **IMPATIENT)
    assert newcomer._get_stale_trial_ids(study._study_id) == []
    assert until(lambda: newcomer._get_stale_trial_ids(study._study_id)) == [trial._trial_id]


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
        storage.record_heartbeat(search.studies[EVOLUTION].ask()._trial_id)
