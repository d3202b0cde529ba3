"""What benchmarks, the documentation's pictures and the tests share: a browser, a database, drawn digits."""
