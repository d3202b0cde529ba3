"""Which structure? `grid` trains a few side by side, `trials` gathers what there is, `results` shows it."""
