"""SavedModels of plain networks, computed by NumPy: no TensorFlow is loaded for them.

messages       TensorFlow's messages, as far as they are read
variables      the variables' files
operations     TensorFlow's operations in NumPy; windows: convolution and pooling
serving        a signature's graph as a list of steps

Only what is known to answer as TensorFlow does is read; anything else is an `UnreadableError`, and left to TensorFlow.
"""
