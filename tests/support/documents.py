"""README and the manual's pages, and the code blocks in them."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
README = "README.md"
MANUAL = sorted(file.relative_to(ROOT).as_posix() for file in (ROOT / "docs").rglob("*.md"))
DOCUMENTS = [README, "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md", "web/vendor/README.md", *MANUAL]


def read(name: str) -> str:
    """A file of the checkout as text."""
    return (ROOT / name).read_text(encoding="utf-8")


def blocks(name: str, language: str) -> list[str]:
    """A document's fenced blocks of one language."""
    return [code for _, code in re.findall(rf"^( *)```{language}\n(.*?)^\1```", read(name), re.S | re.M)]


def programs(name: str) -> list[tuple[str, str | None]]:
    """A document's Python, each block with what it is said to print; None where nothing is said."""
    found = re.findall(r"^```python\n(.*?)^```(?:\n+```text\n(.*?)^```)?", read(name), re.S | re.M)
    return [(code, printed or None) for code, printed in found]
