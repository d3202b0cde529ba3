"""Start page: `demonstration` of a digit, the `three_steps`, the `history` with its `findings` in words."""
