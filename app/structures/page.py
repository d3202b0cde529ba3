"""Which structure? Trial and error, and what everything trained so far has reached."""

from __future__ import annotations

import language
import layout

from structures import grid, results

layout.introduce(language.texts("structures"))
grid.draw()
results.draw()
