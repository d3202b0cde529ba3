"""Exported models in real browsers: what `kerasdl verify --browser` runs.

find      the browsers of this machine, and how each is started
packages  ONNX Runtime Web and LiteRT.js, pinned: where they lie, and what brings them
server    what a browser fetches and sends back, with the bytes counted
runs      what is to be run: a format, its runtime, its backend
verify    the answers beside Keras's, and what they take
"""
