"""The first page: `demonstration` of a digit, the `three_steps`, the `history`, whose findings are put `in_words`."""
