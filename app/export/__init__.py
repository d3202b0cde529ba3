"""Export page: a `request`, the formats' `agreement` and `sizes`, the `download` (`archive`, `snippets`, `page_servers`)."""
