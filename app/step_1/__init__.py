"""Step 1: `structure` and its `matrices`, `one_theta`, `worked_example`, `output_layer`; `formulas` writes their LaTeX."""
