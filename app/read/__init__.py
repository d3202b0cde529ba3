"""Read digits: `shown` is the one; `answer`, `layers`, `speaking`, `cells`, `switch_off` look into it; the rest at many."""
