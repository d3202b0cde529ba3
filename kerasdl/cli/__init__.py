"""The `kerasdl` command: its verbs, their shared options, and their progress bars and tables."""
