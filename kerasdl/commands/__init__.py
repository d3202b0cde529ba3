"""The verbs of the `kerasdl` command, beside those in `kerasdl.cli`, and what all of them share."""
