"""Export: `order` says what, `agreement` and `how_large` how it came out, `take` how to have it (`archive`, `snippets`)."""
