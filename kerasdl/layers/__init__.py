"""Keras layers of kerasdl: centring of ink, residual sums, random warps."""
