"""`python -m kerasdl.export.runtimes.node`: the folder of the Node that comes with kerasdl's dependencies, for a PATH."""

from pathlib import Path

from kerasdl.export.runtimes.node import find_node

print(Path(find_node()).parent)
