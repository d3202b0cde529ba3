"""Conformance of export: models of the shapes that people bring, each in every format, held against Keras.

cases, cases_plain, cases_sequence, cases_recurrent, cases_graph, cases_files     the models
measure, cells     one model in every format
worker             processes that measure
table              what became of them
"""
