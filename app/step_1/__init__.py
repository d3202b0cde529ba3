"""Step 1 page: `structure` and its `matrices`, `one_theta`, `worked_example`, `output_layer`; `formulas` in LaTeX."""
