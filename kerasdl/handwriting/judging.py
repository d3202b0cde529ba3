"""How well networks read a class: by writer, and the drawings that none of them reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

LEAST_JUDGED = 5  # digits of a writer from which a hand is compared with others


def right_by_writer(answers: np.ndarray, labels: np.ndarray, writers: np.ndarray) -> dict[int, tuple[int, int]]:
    """How many of how many digits of each writer are read right.

    Args:
        answers: confidences, (n, 10).
        labels: what was asked for, (n,).
        writers: the writers' numbers, (n,).
    """
    right = answers.argmax(1) == labels
    return {int(w): (int(right[writers == w].sum()), int((writers == w).sum())) for w in np.unique(writers)}


def best_and_worst(right: Mapping[int, tuple[int, int]]) -> dict[int, str]:
    """The writers whose hand is read best and worst, among those with enough digits; none where all are read alike."""
    shares = {writer: good / of for writer, (good, of) in right.items() if of >= LEAST_JUDGED}
    if not shares or max(shares.values()) == min(shares.values()):
        return {}
    return {max(shares, key=shares.__getitem__): "best", min(shares, key=shares.__getitem__): "worst"}


def read_by_none(answers: Sequence[np.ndarray], labels: np.ndarray) -> np.ndarray:
    """The digits that no network reads right, the surest error first: indices, (m,).

    Args:
        answers: each network's confidences, (n, 10).
        labels: what was asked for, (n,).
    """
    if not answers or not len(labels):
        return np.zeros(0, int)
    wrong = np.all([each.argmax(1) != labels for each in answers], axis=0)
    confidence = np.mean([_in_true(each, labels) for each in answers], axis=0)
    return np.flatnonzero(wrong)[np.argsort(confidence[wrong], kind="stable")]


def hardest(answers: Sequence[np.ndarray], labels: np.ndarray, count: int) -> np.ndarray:
    """The digits in whose label networks have the least confidence, on average: indices, at most `count`."""
    confidence = np.mean([_in_true(each, labels) for each in answers], axis=0)
    return np.argsort(confidence, kind="stable")[:count]


def _in_true(answers: np.ndarray, labels: np.ndarray) -> np.ndarray:
    return answers[np.arange(len(labels)), labels]
