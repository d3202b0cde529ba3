"""Step 3 page: `descent`, `backpropagation`, `training` (with `settings`, `run_…`, `hints`, `comparison`)."""
