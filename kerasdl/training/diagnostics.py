"""Training diagnostics: common faults of a training run, and what would fix them.

Thresholds are calibrated on 160 trainings with 300 to 55,000 digits. Sane ones (no, one, two or four hidden layers, all
eight activations) yield nothing at any moment; only four layers of sigmoids are advised, in the end, to train longer.
Every mistake that was made on purpose shows its code. No Keras here, and no words for a screen.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from kerasdl.config import TrainConfig
from kerasdl.training.layer_stats import LayerStats, measure_layers

if TYPE_CHECKING:
    from kerasdl.training.loop import Progress

__all__ = ["Hint", "LayerStats", "diagnose", "measure_layers"]

CHANCE = math.log(10)  # the loss of one who is equally unsure of all ten digits

SANE_RATE = TrainConfig.learning_rate  # 3e-3: what every structure and activation learned well with
HIGH_RATE = 0.02  # from here on a training that stands at chance was thrown there; at 0.01 all of them learn
LOW_RATE = 5e-4  # at 1e-3 all learn; at 1e-4 most are far from done after 400 steps

FAR = 3 * CHANCE  # a mean loss that no beginning has: Glorot's and He's weights start below 3
STILL_FALLING = 0.95  # of the epoch before: an exploded loss that falls by 5 % an epoch is on its way back
AT_CHANCE = 0.95 * CHANCE  # a loss from here on has learned nothing
STUCK = 0.2  # accuracy: at chance it is 0.1, give or take 0.02 for thousands of digits
POOR = 0.7  # accuracy under which gradients out of balance do harm; some networks get over them
RISE, RISE_BY = (
    1.2,
    0.1,
)  # times and nats: sane losses rise by 0.02 times at most, those at a rate of 0.1 by 0.3 and more

SEEN_EARLY = 0.3  # of the planned passes: before, the rate still warms up, and slow is normal
EXPECTED = 0.85  # accuracy at the end that even a slow sane training passes; before, its share of the passes

UNBALANCED = 100.0  # times: in sane trainings the hidden layers' gradients differ by less than 10 when they learn
UNBALANCED_AT_START = 1000.0  # 130 for four sigmoid layers, which recover; 3,000 for six, which hardly do

DEAD = 0.4  # share of a layer: sane ReLU layers have up to 0.22, at a rate of 0.03 up to 0.3, at 0.1 0.4 to 0.7
SATURATED = 0.7  # share of a layer's activations: sane ones have up to 0.22, at a rate of 0.1 0.5 to 0.97

BY_HEART = 0.99  # accuracy on what is learned from which it is known by heart
WELL = 0.95  # before, a validation loss that rises may be on a detour
OVERFIT, OVERFIT_BY = 1.25, 0.05  # validation loss over its lowest, times and nats: sane ones reach 1.2 for one epoch
GAP = 0.08  # of accuracy, learned less validation: 0.065 for 5,000 digits known by heart, 0.02 for all, 0.1 for 1,000
FEW_DIGITS, FEW_GAP = 2_000, 0.05  # below, more digits help most; the gap is then 0.06 before they are known by heart

MODEST = 0.9  # accuracy that a network without hidden layers reaches
UNFINISHED = 0.15  # share that the validation loss fell by in the last half; below, the falling rate has used it up
UNFINISHED_FIRST = 0.8  # of an only epoch's mean loss: a validation loss below shows that its steps still went down
LEVEL = 0.1  # share that the loss fell by in the last third, below which it has levelled off
NEARLY_ALL = 0.9  # of the planned passes
WIDE = 32  # neurons: a narrower layer is what holds a network back
STRONG_DROPOUT = 0.3  # holds back what is learned

Severity = Literal["note", "warning"]


@dataclass(frozen=True)
class Hint:
    """One mistake.

    Attributes:
        code: its name.
        severity: "warning" where the training fails by it; "note" where it could do better.
        figures: the numbers that show it; layers count from 1.
        remedy: changes to fields of `TrainConfig` that would mend it, for `dataclasses.replace`.
    """

    code: str
    severity: Severity
    figures: dict[str, float] = field(default_factory=dict)
    remedy: dict[str, Any] = field(default_factory=dict)


def diagnose(
    config: TrainConfig,
    points: Sequence[Progress],
    vitals: LayerStats | None = None,
    at_start: LayerStats | None = None,
) -> list[Hint]:
    """Notice what goes wrong in a training, while it runs or afterwards.

    Args:
        config: its settings; where the learning rate was changed on the way, with the one that was set last.
        points: its progress so far, oldest first; a last point with a loss of NaN stands for one that broke off.
        vitals: what was measured last.
        at_start: what was measured before the first step, where layers out of balance show best.

    Returns:
        At most one hint a cause, the most telling first; none where nothing is wrong.
    """
    if not points:
        return []
    state = _State(config, points, vitals, at_start)
    for rule in FAILURES:
        if (hint := rule(state)) is not None:
            # Where steps or gradients fail, all else is their consequence: neurons driven to where they are dead or flat, a
            # validation loss that jumps along, an accuracy that stays low.
            return [hint]
    # One rule of a cause hides the later ones of the same.
    found = ([hint for rule in cause if (hint := rule(state)) is not None] for cause in WEAKNESSES)
    return [hints[0] for hints in found if hints]


@dataclass(frozen=True)
class _State:
    """A training in the figures that the rules ask for."""

    config: TrainConfig
    points: Sequence[Progress]
    vitals: LayerStats | None
    at_start: LayerStats | None

    @cached_property
    def epochs(self) -> list[Progress]:
        """The epochs' ends."""
        return [point for point in self.points if point.validation is not None]

    @cached_property
    def losses(self) -> list[float]:
        """Each epoch's mean loss; that of a running one counts from its middle on, or when there is no other."""
        last = self.points[-1]
        running = last.validation is None and (not self.epochs or 2 * last.step >= last.steps)
        return [point.loss for point in self.epochs] + ([last.loss] if running else [])

    @property
    def accuracy(self) -> float:
        return self.points[-1].accuracy

    @property
    def done(self) -> float:
        """The share of the planned passes, 0 to 1."""
        last = self.points[-1]
        return (last.epoch - 1 + last.step / last.steps) / last.epochs

    @property
    def digits(self) -> int:
        """How many are learned from, but for those that do not fill a batch."""
        return self.points[-1].steps * self.config.batch_size

    def validation(self, name: str) -> list[float]:
        return [point.validation[name] for point in self.epochs if point.validation is not None]

    @property
    def lower_rate(self) -> dict[str, Any]:
        rate = self.config.learning_rate
        return {"learning_rate": SANE_RATE if rate > SANE_RATE else rate / 10}


def diverged(state: _State) -> Hint | None:
    loss = state.losses[-1] if math.isfinite(state.points[-1].loss) else math.nan
    # Initial weights of a deep network may give anything; they are to have half an epoch.
    early = state.done * state.points[-1].epochs < 0.5
    falling = len(state.losses) > 1 and loss < STILL_FALLING * state.losses[-2]
    if math.isfinite(loss) and (loss < FAR or falling or early):
        return None
    return Hint("diverged", "warning", {"loss": loss, "chance": CHANCE}, state.lower_rate)


def all_dead(state: _State) -> Hint | None:
    """A layer that sends nothing lets no gradient through: no other rate revives it, so it hides the rate that killed it."""
    return dead_neurons(state, least=1.0) if state.accuracy < STUCK else None


def learning_rate_too_high(state: _State) -> Hint | None:
    """The loss has risen, or was thrown to chance and stays there."""
    rate, loss = state.config.learning_rate, state.losses[-1]
    rise = max(_rises(state.losses), default=0.0)
    stuck = rate >= HIGH_RATE and state.done >= SEEN_EARLY and state.accuracy < STUCK and loss > AT_CHANCE
    if not rise and not stuck:
        return None
    # A loss that has come down again shows a rate that was too high at its peak, and did no lasting harm.
    harm = loss > min(CHANCE, RISE * min(state.losses)) or state.accuracy < MODEST
    figures = {"learning_rate": rate, "loss": loss, "rise": rise, "accuracy": state.accuracy}
    return Hint("learning_rate_too_high", "warning" if harm else "note", figures, state.lower_rate)


def _rises(losses: Sequence[float]) -> Iterator[float]:
    """How many times the lowest loss before it each loss is that rose clearly."""
    lowest = math.inf
    for loss in losses:
        lowest = min(lowest, loss)
        if loss > RISE * lowest and loss > lowest + RISE_BY:
            yield loss / lowest


def unbalanced_layers(state: _State) -> Hint | None:
    """Gradients that vanish or explode on their way back. Batch normalisation prevents it, and hides it from `vitals`."""
    if state.config.batch_normalization or state.done < SEEN_EARLY or state.accuracy >= POOR:
        return None
    for measured, most in ((state.vitals, UNBALANCED), (state.at_start, UNBALANCED_AT_START)):
        if measured is None or len(measured.gradients) < 3:
            continue
        first, last = (max(g, 1e-30) for g in (measured.gradients[0], measured.gradients[-2]))
        ratio = max(last / first, first / last)
        if ratio > most:
            remedy = {"batch_normalization": True} if state.config.activation == "relu" else {"activation": "relu"}
            return Hint("unbalanced_layers", "warning", {"first": first, "last": last, "ratio": ratio}, remedy)
    return None


def learning_rate_too_low(state: _State) -> Hint | None:
    rate = state.config.learning_rate
    if rate >= LOW_RATE or state.done < SEEN_EARLY or state.accuracy >= EXPECTED * state.done:
        return None
    figures = {"learning_rate": rate, "accuracy": state.accuracy, "loss": state.losses[-1]}
    return Hint("learning_rate_too_low", "warning", figures, {"learning_rate": SANE_RATE})


def dead_neurons(state: _State, least: float = DEAD) -> Hint | None:
    """Of ReLUs alone: others that stay the same are saturated, or lie so deep that nothing reaches them."""
    shares = () if state.vitals is None or state.config.activation != "relu" else state.vitals.dead
    return _idle("dead_neurons", state, shares, least, "swish")


def saturated_neurons(state: _State) -> Hint | None:
    shares = () if state.vitals is None else state.vitals.saturated
    return _idle("saturated_neurons", state, shares, SATURATED, "relu")


def _idle(code: str, state: _State, shares: tuple[float, ...], least: float, activation: str) -> Hint | None:
    share = max(shares, default=0.0)
    if share < least:
        return None
    # Mostly large steps drove them there.
    remedy = state.lower_rate if state.config.learning_rate > SANE_RATE else {"activation": activation}
    severity: Severity = "warning" if state.accuracy < MODEST else "note"
    return Hint(code, severity, {"share": share, "layer": shares.index(share) + 1}, remedy)


def not_finished(state: _State) -> Hint | None:
    losses = state.validation("validation_loss")
    if state.done < 1 or not losses or state.validation("validation_accuracy")[-1] >= MODEST:
        return None
    fell = _fell(losses, (len(losses) + 1) // 2) if len(losses) > 1 else 0.0
    if fell < UNFINISHED and not (len(losses) == 1 and losses[0] < UNFINISHED_FIRST * state.losses[0]):
        return None
    return Hint("not_finished", "note", {"loss": losses[-1], "fell": fell}, {"epochs": 2 * state.config.epochs})


def underfitting(state: _State) -> Hint | None:
    config, losses = state.config, [point.loss for point in state.epochs]
    done = state.done >= NEARLY_ALL and len(losses) >= 3
    if not done or state.accuracy >= MODEST or _fell(losses, len(losses) // 3) >= LEVEL:
        return None
    remedy: dict[str, Any] = {}
    if config.dropout >= STRONG_DROPOUT:
        remedy = {"dropout": config.dropout / 2}
    elif min(config.hidden_units, default=0) < WIDE:
        remedy = {"hidden_units": tuple(4 * units for units in config.hidden_units) or (128,)}
    elif config.activation != "relu":
        remedy = {"activation": "relu"}
    return Hint("underfitting", "warning", {"accuracy": state.accuracy, "loss": losses[-1]}, remedy)


def overfitting(state: _State) -> Hint | None:
    """The validation loss rises for two epochs while the loss falls, or what is learned is known by heart and no more."""
    if len(state.epochs) < 2:
        return None
    validation, learned = state.validation("validation_loss"), [point.loss for point in state.epochs]
    lowest = min(validation)
    risen = all(loss > OVERFIT * lowest and loss > lowest + OVERFIT_BY for loss in validation[-2:])
    known = state.epochs[-1].accuracy
    rising = risen and known >= WELL and learned[-1] < learned[validation.index(lowest)]
    by_heart = known >= BY_HEART and _gap(state) >= GAP
    if not (rising or by_heart):
        return None
    figures = {"loss": learned[-1], "validation_loss": validation[-1], "lowest": lowest, "gap": _gap(state)}
    remedy = {"augmentation": 1.0} if state.config.dropout else {"dropout": 0.2}
    return Hint("overfitting", "warning", {**figures, "digits": state.digits}, remedy)


def few_digits(state: _State) -> Hint | None:
    if state.digits >= FEW_DIGITS or state.done < NEARLY_ALL or not state.epochs or _gap(state) < FEW_GAP:
        return None
    return Hint("few_digits", "note", {"digits": state.digits, "gap": _gap(state)}, {"augmentation": 1.0})


def _gap(state: _State) -> float:
    return state.epochs[-1].accuracy - state.validation("validation_accuracy")[-1]


def _fell(losses: Sequence[float], epochs: int) -> float:
    """The share that losses fell by in so many epochs."""
    return 1 - losses[-1] / losses[-1 - epochs]


# The first that is found hides all others; an earlier one explains the later ones. A layer that died explains losses at
# chance, a rate that throws the weights about explains gradients out of balance, and those explain slowness.
FAILURES = (diverged, all_dead, learning_rate_too_high, unbalanced_layers, learning_rate_too_low)

# Neurons without work explain slow and poor learning, unfinished work explains poor results; what was learned by heart is
# the sharper word for too few digits.
WEAKNESSES = ((dead_neurons, saturated_neurons, not_finished, underfitting), (overfitting, few_digits))
