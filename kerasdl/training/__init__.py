"""Training: the loop, its callbacks, schedules, checkpoints, distillation and diagnostics."""
