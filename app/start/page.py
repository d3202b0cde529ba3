"""The page start."""

from __future__ import annotations

import language
import layout

texts = language.texts("start")
layout.introduce(texts)
