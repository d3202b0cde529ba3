"""A search that many machines share: real workers, a real PostgreSQL, and all that can break between them."""

import os
import signal
import time

import pytest
from optuna.trial import TrialState

from kerasdl.search.study import EVOLUTION, FINISHED
from kerasdl.search.workers import Workers
from tests.support.shared_search import IMPATIENT, begin, check_counts, finished, job, process_of, tries_of, until
from tests.support.tcp_proxy import TcpProxy

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("postgres")]


def stop_in_a_trial(search, pids):
    """Stop a process (SIGSTOP) in the middle of a trial: the process, and the trial's number."""

    def caught():
        running = [t for t in search.trials(EVOLUTION) if t.state == TrialState.RUNNING and process_of(t) in pids]
        for trial in running:
            os.kill(process_of(trial), signal.SIGSTOP)
            if search.trials(EVOLUTION)[trial.number].state == TrialState.RUNNING:
                return process_of(trial), trial.number
            os.kill(process_of(trial), signal.SIGCONT)  # it was quicker
        return None

    return until(caught)


def results(trials) -> dict:
    return {t.number: (t.values, t.params, t.user_attrs) for t in trials}


def test_the_trial_of_a_killed_worker_is_tried_again_by_another_and_nothing_is_lost(server, tmp_path):
    url, search = begin(server, "killed")
    with Workers(job(url, tmp_path, trials=8), 4) as team:
        until(lambda: len(finished(search)) >= 2)
        pid, number = stop_in_a_trial(search, team.pids)
        before = results(finished(search))
        os.kill(pid, signal.SIGKILL)
        until(lambda: team.running == 0)
        assert team.failures() == ["a worker was killed by signal 9"]
    check_counts(search, asked=8)
    trials = search.trials(EVOLUTION)
    assert trials[number].state == TrialState.FAIL
    (again,) = tries_of(search, number)
    assert again.params == trials[number].params
    # It waits for ever where the others had begun all that was asked for before it was known to be lost.
    if again.state != TrialState.WAITING:
        assert again.state in FINISHED and process_of(again) in set(team.pids) - {pid}
    assert before.items() <= results(finished(search)).items()


def test_workers_outlive_a_restart_and_a_crash_of_the_database(server, tmp_path):
    url, search = begin(server, "restarted")
    with Workers(job(url, tmp_path, trials=9), 4) as team:
        until(lambda: len(finished(search)) >= 2)
        before = results(finished(search))
        server.stop("fast")
        time.sleep(2 * IMPATIENT["grace"])  # nobody's heart can be heard meanwhile
        server.start()
        until(lambda: len(finished(search)) >= 5)
        before |= results(finished(search))
        server.stop("immediate")
        server.start()
        until(lambda: team.running == 0)
        assert team.failures() == []
    check_counts(search, asked=9)
    assert before.items() <= results(finished(search)).items()


@pytest.fixture(scope="module")
def two_networks(server, tmp_path_factory):
    """Three workers beside the database, and one behind a network; all without end."""
    url, search = begin(server, "networks")
    network, folder = TcpProxy(server.port), tmp_path_factory.mktemp("networks")
    far_job = job(server.url("networks", port=network.port), folder)
    with Workers(job(url, folder), 3) as near, Workers(far_job, 1) as far:
        yield search, network, far
        for pid in near.pids + far.pids:
            os.kill(pid, signal.SIGKILL)  # quicker than asking them
    network.close()


def test_what_a_stopped_worker_finds_too_late_is_left_out_and_it_works_on(two_networks):
    search, _, far = two_networks
    pid, number = stop_in_a_trial(search, far.pids)
    until(lambda: search.trials(EVOLUTION)[number].state == TrialState.FAIL)
    (again,) = until(lambda: [t for t in tries_of(search, number) if t.state in FINISHED])
    before = len(finished(search, pid))
    os.kill(pid, signal.SIGCONT)
    until(lambda: len(finished(search, pid)) > before)
    assert process_of(again) != pid
    assert search.trials(EVOLUTION)[number].state == TrialState.FAIL
    check_counts(search)


def test_what_a_worker_finds_behind_a_cut_network_is_left_out_and_it_works_on(two_networks):
    search, network, far = two_networks
    pid, number = stop_in_a_trial(search, far.pids)
    network.cut()
    os.kill(pid, signal.SIGCONT)  # it trains on, unheard
    (again,) = until(lambda: [t for t in tries_of(search, number) if t.state in FINISHED])
    before = len(finished(search, pid))
    network.restore()
    until(lambda: len(finished(search, pid)) > before)
    assert far.failures() == [] and process_of(again) != pid
    assert search.trials(EVOLUTION)[number].state == TrialState.FAIL
    check_counts(search)
