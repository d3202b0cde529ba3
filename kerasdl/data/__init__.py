"""MNIST, synthetic pen digits, and the training set made of both."""
