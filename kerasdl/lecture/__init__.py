"""The lecture's mathematics in NumPy: deep learning in three steps, one idea per module.

1. Define a set of functions: `feedforward` (neurons, layers, f(x)), `function_set` (every θ is one function of it).
2. Measure the goodness of a function: `losses` (of an example, of all).
3. Pick the best function: `backprop` (the gradient), `optimizers` (gradient descent, momentum, RMSprop, Adam), `surfaces`
   and `trajectories` (the optimizers on functions whose minima are known), `minibatch_training`, `normalization`.

Analysis of the result: `landscape` (the loss around a network), `features` (what the layers learn), `ablation` (what each
neuron contributes).

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
