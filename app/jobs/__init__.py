"""Jobs of the dashboard in processes of their own: training runs, structure searches, commands. No Streamlit here.

queue            one queue for all kinds of jobs         process          a process, as the server sees it
folder           a job that outlives the server          worker           what each process begins with

trainings        training runs as a kind of job          searches         structure searches as a kind of job
training_run     one run, as files                       structure_search one search, as files
training_worker  its process                             search_worker    its process
recorder         what that writes down                   commands         commands of kerasdl as a kind of job
recording        the network and its answers over time   save_model       a finished network under a name
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

from .commands import Commands
from .queue import JobKind, JobQueue, JobState
from .searches import Searches
from .training_run import RunStatus, Snapshot, TrainingRun
from .trainings import Trainings

NONE: Mapping[str, Any] = MappingProxyType({})

__all__ = ["JobState", "RunStatus", "ServerJobs", "Snapshot", "TrainingRun"]


class ServerJobs:
    """The jobs of all visitors of a server.

    Args:
        runs, searches, models: the folders of training runs, of searches, and of networks that are saved under names.
        places: how many jobs of a group run at once, where that is not what the machine's cores allow.
        programs: what starts the processes of a kind, by its name, where that is not the kind's own.
    """

    def __init__(
        self,
        runs: Path,
        searches: Path,
        models: Path,
        *,
        places: Mapping[str, int] = NONE,
        programs: Mapping[str, Sequence[str]] = NONE,
    ) -> None:
        cores = {kind.places: max(1, (os.cpu_count() or 1) // kind.cores) for kind in (Trainings, Commands)}
        self.queue = JobQueue({**cores, **places})
        self.trainings = Trainings(self.queue, runs, models)
        self.searches = Searches(self.queue, searches)
        self.commands = Commands(self.queue)
        kinds: tuple[JobKind[Any], ...] = (self.trainings, self.searches, self.commands)
        for kind in kinds:
            kind.program = programs.get(kind.name, kind.program)

    def close(self) -> None:
        """Pause what is active, and end all processes."""
        self.queue.close()
        self.trainings.close()
