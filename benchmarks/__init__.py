"""Scripts that measure: one file a question, each run by itself."""
