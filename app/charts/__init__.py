"""Figures, drawn by Plotly from the engine's numbers: no chart computes, and none calls `st`."""
