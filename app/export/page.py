"""The page export."""

from __future__ import annotations

import language
import layout

texts = language.texts("export")
layout.introduce(texts)
