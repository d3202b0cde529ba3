"""Structures page: `grid` trains a few side by side, `search` lets evolution find some, `results` shows all.

`trials` collects everything tried so far, wherever it comes from; `selection` holds what can be done with one of them.
"""
