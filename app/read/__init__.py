"""Read page: a `digit_input`; `answer`, `layers`, `attribution`, `cells`, `ablation` of it; the other tabs of many digits."""
