"""A script in cells as a Jupyter notebook."""

from __future__ import annotations

import json
import re

_CELL = re.compile(r"^# %%( \[markdown\])?\n", re.MULTILINE)


def as_notebook(script: str) -> str:
    """The notebook of a script whose cells begin with `# %%`, or `# %% [markdown]` for text in comments.

    Returns:
        JSON, of notebook format 4.5.
    """
    parts = _CELL.split(script)
    cells = []
    for number, (markdown, source) in enumerate(zip(parts[1::2], parts[2::2], strict=True)):
        text = source.strip("\n")
        if markdown:
            text = re.sub(r"^# ?", "", text, flags=re.MULTILINE)
        cell: dict[str, object] = {"id": f"cell-{number}", "metadata": {}, "source": text.splitlines(keepends=True)}
        code: dict[str, object] = {} if markdown else {"execution_count": None, "outputs": []}
        cells.append({"cell_type": "markdown" if markdown else "code", **cell, **code})
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    notebook = {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"
