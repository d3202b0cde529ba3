"""Function set small enough to be seen whole: functions of two inputs with one output."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kerasdl.lecture import Network
from kerasdl.lecture.function_set import sample_network

BOUND = 3.0  # of the plane of inputs that is looked at


@dataclass(frozen=True)
class SmallSet:
    """A structure, and how its functions are drawn.

    Attributes:
        depth: hidden layers.
        width: neurons in each.
        activation: of them; the output is a sigmoid.
        scale: how many times as large as the usual all numbers of θ are drawn.
    """

    depth: int
    width: int
    activation: str
    scale: float

    @property
    def structure(self) -> tuple[int, ...]:
        return (2, *(self.width,) * self.depth, 1)

    def function(self, number: int) -> Network:
        """The function of θ number so-and-so."""
        drawn = sample_network(self.structure, number, self.activation)
        return drawn.with_theta(self.scale * drawn.theta)

    def but(self, **changes: object) -> SmallSet:
        """Another set, for comparison."""
        return replace(self, **changes)  # type: ignore[arg-type]
