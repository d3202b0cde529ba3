"""Step 1: define a set of functions."""

from __future__ import annotations

import language
import layout

from step_1 import one_theta, output_layer, structure, worked_example

texts = language.texts("step_1")
layout.introduce(texts)
layout.show_tabs(
    "step_1_tab",
    {
        texts("tab_structure"): structure.show,
        texts("tab_theta"): one_theta.show,
        texts("tab_example"): worked_example.show,
        texts("tab_output"): output_layer.show,
    },
)
