"""Accuracy, calibration and robustness of a trained network, as a report and as plots."""
