"""Helpers of the tests: programs that they start, small models, fakes."""
