"""Conformance of export: models of the shapes that people bring, each in every format, held against Keras.

cases_plain, cases_sequence, cases_graph     the models
table                                        what became of them
"""
