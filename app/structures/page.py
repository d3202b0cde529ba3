"""The page structures."""

from __future__ import annotations

import language
import layout

texts = language.texts("structures")
layout.introduce(texts)
