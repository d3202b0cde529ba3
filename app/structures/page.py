"""Which structure? Trial and error, evolution, and what everything tried so far has reached."""

from __future__ import annotations

import language
import layout

from structures import grid, results, search

layout.introduce(language.texts("structures"))
grid.draw()
search.draw()
results.draw()
