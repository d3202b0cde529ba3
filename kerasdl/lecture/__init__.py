"""The lecture as a library: deep learning in three steps, in NumPy, one idea a module.

1. Define a set of functions: `feedforward` (neurons, layers, f(x)), `function_set` (every θ is one function of it).
2. Measure the goodness of a function: `losses` (of an example, of all).
3. Pick the best function: `backprop` (the gradient), `descent` (the walk), `surfaces` (where its answers are known),
   `learning` (from a few examples at a time), `normalization` (so that depth does not stop it).

Then what comes of it: `landscape` (what the walk goes over), `features` (what the layers learn), and `history` (the
ups and downs of deep learning, as claims that run).

>>> from kerasdl.lecture import WORKED_EXAMPLE
>>> WORKED_EXAMPLE([1, -1]).round(2)
array([0.62, 0.83])
"""

from kerasdl.lecture.feedforward import (
    ACTIVATIONS,
    WORKED_EXAMPLE,
    Network,
    Trace,
    layer,
    neuron,
    parameter_count,
    sigmoid,
)

__all__ = ["ACTIVATIONS", "WORKED_EXAMPLE", "Network", "Trace", "layer", "neuron", "parameter_count", "sigmoid"]
