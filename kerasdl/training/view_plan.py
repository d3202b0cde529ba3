"""Which warped view of the training digits each epoch shows; without Keras."""

from __future__ import annotations

from dataclasses import dataclass

from kerasdl.config import TrainConfig

CHUNK = 1_000  # pictures that are warped at once
SEED = 0x51E3  # of the views: they are the same for every seed of a training, so that its teachers answer them once


@dataclass(frozen=True)
class View:
    """One view: its number, and the share of the warps' strengths that is left in it."""

    number: int
    left: float


@dataclass(frozen=True)
class ViewPlan:
    """Which view each epoch shows.

    The epochs take the views in turn. Where the warps fade at the end, so do the last views: the epochs in which they
    fade go through these once, from the strongest to the one without a warp.

    Attributes:
        full: how many views have the warps' full strengths.
        fading: how many have less.
        begin: the first epoch that shows one of these.
        epochs: all of them.
    """

    full: int
    fading: int
    begin: int
    epochs: int

    def views(self) -> list[View]:
        """All views, in the order in which they are first shown."""
        return list(dict.fromkeys(map(self.at, range(self.epochs))))

    def at(self, epoch: int) -> View:
        """The view of an epoch, counted from 0."""
        if epoch < self.begin:
            return View(epoch % self.full, 1.0)
        step = (epoch - self.begin) * self.fading // (self.epochs - self.begin)
        return View(self.full + step, (self.fading - 1 - step) / self.fading)


def plan_views(config: TrainConfig) -> ViewPlan:
    """The plan of a training's views."""
    views = min(config.views or config.epochs, config.epochs)
    fading = min(round(config.fade * views), views - 1)
    begin = config.epochs - (round(config.fade * config.epochs) if fading else 0)
    return ViewPlan(views - fading, fading, begin, config.epochs)
