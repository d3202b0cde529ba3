"""Rate limits: so many requests at once, and so many a second, for each device or writer."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

MOST_KEYS = 10_000  # the ones that have not asked for longest are forgotten


@dataclass(frozen=True)
class Limit:
    """At most `burst` at once, and `rate` a second over time."""

    burst: int
    rate: float


# A hall may share one address, so what an address may do is enough for all of it.
REQUESTS = Limit(burst=600, rate=150.0)  # an address, of any kind
JOINS = Limit(burst=150, rate=1.0)  # an address
GUESSES = Limit(burst=30, rate=0.2)  # an address, of rooms that are not there: 31^5 codes take 4,500 years
DRAWINGS = Limit(burst=12, rate=2.0)  # a writer: nobody draws faster


class Limits:
    """Token buckets by key; threads may share them.

    Args:
        clock: gives seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._buckets: OrderedDict[tuple[Limit, str], tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def allow(self, limit: Limit, key: str) -> bool:
        """Whether one more is within the limit; then it is counted."""
        with self._lock:
            left = self._left(limit, key)
            allowed = left >= 1
            self._buckets[limit, key] = (left - allowed, self._clock())
            self._buckets.move_to_end((limit, key))
            while len(self._buckets) > MOST_KEYS:
                self._buckets.popitem(last=False)
            return allowed

    def exhausted(self, limit: Limit, key: str) -> bool:
        """Whether nothing more is within the limit; counts nothing."""
        with self._lock:
            return self._left(limit, key) < 1

    def _left(self, limit: Limit, key: str) -> float:
        left, then = self._buckets.get((limit, key), (float(limit.burst), self._clock()))
        return min(limit.burst, left + limit.rate * (self._clock() - then))
