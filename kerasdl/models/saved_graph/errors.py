"""The error by which a graph is left to TensorFlow."""

from __future__ import annotations


class UnreadableError(Exception):
    """A SavedModel has something that NumPy does not compute here; it is never shown."""
