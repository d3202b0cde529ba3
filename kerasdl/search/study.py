"""Optuna studies of a search: NSGA-II, and random search as its baseline."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, fields
from typing import TYPE_CHECKING, Any

import optuna
from optuna.samplers import BaseSampler, NSGAIISampler, RandomSampler
from optuna.samplers.nsgaii import PolynomialMutation
from optuna.trial import FrozenTrial, TrialState

from kerasdl.errors import ConfigError, SearchError
from kerasdl.json_files import from_json, json_text, parse_json
from kerasdl.search.space import SearchConfig
from kerasdl.search.storage import PatientStorage, without_password

if TYPE_CHECKING:
    from kerasdl.search.results import Candidate

EVOLUTION, RANDOM = "evolution", "random"
SETTINGS = "kerasdl"  # the study's attribute that holds a search's settings
FINISHED = (TrialState.COMPLETE, TrialState.PRUNED)
MUTATION = 0.15  # the chance of each gene: one or two of a child's eleven
ETA = 4.0  # how near a mutated number stays to its parent's: two or three widths away, seldom more


@dataclass(frozen=True)
class Search:
    """A search as all its workers know it.

    Attributes:
        name: of the search; its studies are called after it.
        config: what it is for.
        studies: by method: `EVOLUTION`, and `RANDOM` where there is a baseline.
        known: the candidates that were read from their trials, by method and number: those that are finished stay as they
            are.
    """

    name: str
    config: SearchConfig
    studies: dict[str, optuna.Study]
    known: dict[tuple[str, int], Candidate] = field(default_factory=dict, repr=False, compare=False)

    def trials(self, method: str) -> list[FrozenTrial]:
        """Every trial of a method, oldest first; not to be changed."""
        try:
            return self.studies[method].get_trials(deepcopy=False)
        except (LookupError, ValueError, TypeError, AttributeError) as error:  # Optuna trusts what a row holds
            raise SearchError(
                f"A search's database must hold whole trials. Received: {self.name} ({type(error).__name__}: {error})"
            ) from None

    def finished(self, method: str) -> int:
        """How many trials are finished, those that were stopped early among them."""
        return sum(trial.state in FINISHED for trial in self.trials(method))


def _study_name(name: str, method: str) -> str:
    return name if method == EVOLUTION else f"{name}-{method}"


def _sampler(method: str, config: SearchConfig) -> BaseSampler:
    if method == RANDOM:
        return RandomSampler()
    return NSGAIISampler(
        population_size=config.population, mutation=PolynomialMutation(eta=ETA), mutation_prob=MUTATION
    )


def start_search(storage: PatientStorage, name: str, config: SearchConfig, *, baseline: bool) -> Search:
    """Start a search, or resume the one of that name.

    Raises:
        ConfigError: there is one with other settings.
    """
    methods = [EVOLUTION, RANDOM] if baseline else [EVOLUTION]
    studies = {}
    for method in methods:
        study = optuna.create_study(
            storage=storage,
            sampler=_sampler(method, config),
            study_name=_study_name(name, method),
            directions=["minimize", "minimize"],
            load_if_exists=True,
        )
        known = study.user_attrs.get(SETTINGS)
        if known is None:
            study.set_user_attr(SETTINGS, json.dumps(asdict(config)))
        else:
            _check_same(name, _settings(name, known), asdict(config))
        studies[method] = study
    return Search(name, config, studies)


def _settings(name: str, known: Any) -> dict[str, Any]:
    """A search's settings, as the database has them."""
    text = known if isinstance(known, str) else json_text(known)
    return parse_json(text, dict[str, Any], "A search's settings", name, error=SearchError)


def _check_same(name: str, known: dict[str, Any], wanted: dict[str, Any]) -> None:
    differing = [f"{k}={v} (was {known.get(k)})" for k, v in wanted.items() if known.get(k) != v]
    if differing:
        raise ConfigError(
            f"A resumed search must keep its settings; start another with --name. "
            f"Received: {name} with {', '.join(differing)}"
        )


def join_search(storage: PatientStorage, name: str) -> Search:
    """Take part in a search that was begun elsewhere, with its settings.

    Raises:
        ConfigError: the database holds none of that name, or one of another version of kerasdl.
    """
    studies: dict[str, optuna.Study] = {}
    config = SearchConfig()
    for method in (EVOLUTION, RANDOM):
        try:
            study = optuna.load_study(storage=storage, study_name=_study_name(name, method))
        except KeyError:
            continue
        saved = _settings(name, study.user_attrs.get(SETTINGS, "{}"))
        if set(saved) != {field.name for field in fields(SearchConfig)}:
            raise ConfigError(f"A search must be one of this version of kerasdl. Received: {name}")
        config = from_json(saved, SearchConfig, "A search's settings", name, error=SearchError)
        study.sampler = _sampler(method, config)
        studies[method] = study
    if EVOLUTION not in studies:
        raise ConfigError(
            f"--join needs a search of that name in the database; begin one without --join. "
            f"Received: {name} in {without_password(str(storage.url))}"
        )
    return Search(name, config, studies)
