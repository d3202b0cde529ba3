"""Which structure? `grid` trains a few side by side, `search` lets evolution look for them, `results` shows what came of it.

trials        everything tried so far, wherever it comes from     selection    what is done with one of them
one_search    a visitor's search, as files                        searches     whose turn it is to search
searching     the process of a search
"""
