"""A search that trains nothing: it speaks the protocol of `app/structures/searching.py`.

It finds a candidate of each method every few hundredths of a second. The seed of its settings says what else it does:
3 dies at once, 4 fails with a line.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from app.jobs.one_search import FOUND_FILE, OneSearch, Sitting
from kerasdl.config import TrainConfig
from kerasdl.networks.counting import multiply_adds_of, parameters_of
from kerasdl.search import Candidate, Found, read_found
from kerasdl.search.leash import on_leash

WIDTHS = (8, 16, 32, 64, 128)


def main() -> None:
    wanted = json.loads(sys.stdin.readline())
    one = OneSearch.read(Path(wanted["search"]))
    ended = on_leash()
    seed = one.order.config.seed
    if seed == 3:
        sys.exit(3)
    if seed == 4:
        one.note(Sitting(1.0, error="A worker must be able to work. Received: none"))
        return
    methods = ("evolution", "random") if one.order.baseline else ("evolution",)
    candidates = read_found(one.folder).candidates if (one.folder / FOUND_FILE).exists() else []
    seconds = 0.0
    while not ended.is_set():
        number = sum(candidate.method == "evolution" for candidate in candidates)
        if wanted["candidates"] is not None and number >= wanted["candidates"]:
            one.note(Sitting(seconds, ended=True))
            return
        candidates += [candidate(method, number) for method in methods]
        Found(one.order.config.goal, {}, candidates).write(one.folder)
        seconds += 6.0
        one.note(Sitting(seconds, running=1))
        if wanted["minutes"] is not None and seconds >= 60 * wanted["minutes"]:
            one.note(Sitting(seconds, ended=True))
            return
        time.sleep(0.03)


def candidate(method: str, number: int) -> Candidate:
    """The wider, the better; every fourth one is ended early, and random search's are worse."""
    width = WIDTHS[number % len(WIDTHS)]
    config = TrainConfig(hidden_units=(width, width), skips=True, batch_normalization=method == "evolution", epochs=2)
    error = None if number % 4 == 3 else 0.5 / width + (0.05 if method == "random" else 0.0)
    name = f"random-{number}" if method == "random" else f"{number}"
    return Candidate(name, method, config, error, multiply_adds_of(config), 1, parameters_of(config), 1.0)


if __name__ == "__main__":
    main()
