"""Step 3: pick the best function."""

from __future__ import annotations

import language
import layout

from step_3 import training

texts = language.texts("step_3")
layout.introduce(texts)
layout.show_tabs("step_3_tab", {texts("tab_training"): training.draw})
