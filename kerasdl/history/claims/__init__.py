"""Claims of deep learning's history, one experiment per module.

Each module is one line of the slide: `YEAR`, `CLAIM`, and `run(mnist, seed)`, which tests the claim and returns a `Finding`
with its evidence. `CLAIMS` lists them in order; a module is imported on first use.
"""

from __future__ import annotations

import importlib
from types import ModuleType

from kerasdl.errors import ConfigError
from kerasdl.history.claims.finding import Finding

CLAIMS = {
    "1958": "perceptron_1958",
    "1969": "limitation_1969",
    "1980s": "multilayer_1980s",
    "1986": "depth_1986",
    "1989": "width_1989",
    "2006": "rbm_2006",
    "2009": "gpu_2009",
    "after": "after",
}

__all__ = ["CLAIMS", "Finding", "load_claim"]


def load_claim(year: str) -> ModuleType:
    """The module of a claim.

    Raises:
        ConfigError: no claim is of that year.
    """
    if year not in CLAIMS:
        raise ConfigError(f"`year` must be one of {', '.join(CLAIMS)}. Received: year={year}")
    return importlib.import_module(f"kerasdl.history.claims.{CLAIMS[year]}")
