"""Network structures: building them, their cost, and what is read out of them."""
