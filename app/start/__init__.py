"""The first page: `demonstration` of a digit, the `three_steps`, the `ups_and_downs`, whose findings are put `in_words`."""
