"""Read page: a `digit_input`; `answer`, `layers`, `attribution`, `cells`, `ablation` of it; the other tabs on many."""
