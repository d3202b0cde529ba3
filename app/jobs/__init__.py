"""Trainings in processes of their own: `run` (one training, as files), `pool` (whose turn it is), `worker` (the process).

A run is a folder that outlives whatever happens to worker, server and tab:

    order.json          who wants what trained
    state.json          where it stands
    learning_rate.json  the one that was chosen last, where it was changed
    progress.jsonl      one line a moment: loss, accuracy, learning rate, gradients by layer
    live.npz            the network as it is now, until it is finished
    answers.bin         its confidences for the first test digits, all along
    checkpoint.npz      what it needs to go on
    model/              the finished network and its card
    lock                held by the worker
"""

from .pool import Pool
from .run import Look, Moment, Order, Run, State

__all__ = ["Look", "Moment", "Order", "Pool", "Run", "State"]
