"""Plotly figures and HTML pictures, drawn from kerasdl's numbers: no chart computes, and none calls `st`."""
