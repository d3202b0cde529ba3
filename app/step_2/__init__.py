"""Step 2 page, the goodness of a function: `example` chooses; `example_loss`, `which_loss` and `total` are its tabs."""
