"""Keras models with one layer or operation each, and graphs of them, that TF.js's layers must hold exactly or refuse."""
