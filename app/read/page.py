"""The page read."""

from __future__ import annotations

import language
import layout

texts = language.texts("read")
layout.introduce(texts)
