"""What the manual takes from elsewhere: source code of named objects, and documents of the checkout."""

from __future__ import annotations

import ast
import re
import textwrap
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# Where a document of the checkout stands in the manual.
PLACES = {"CONTRIBUTING.md": "contribute.md", "CHANGELOG.md": "changelog.md", "SECURITY.md": "security.md"}


def source_of(name: str) -> str:
    """The code of a function, a method or a class, given by its dotted name, as a fenced block with a link to its home.

    Raises:
        LookupError: there is no such object.
    """
    file, inside = _file_of(name)
    text = file.read_text(encoding="utf-8")
    found: ast.AST | None = ast.parse(text)
    for part in inside:
        found = next((n for n in getattr(found, "body", []) if getattr(n, "name", None) == part), None)
    if not isinstance(found, ast.FunctionDef | ast.ClassDef):
        raise LookupError(f"`::source` needs a function or a class of kerasdl. Received: {name}")
    first = min([found.lineno, *(decorator.lineno for decorator in found.decorator_list)])
    kept = set(range(first, (found.end_lineno or first) + 1))
    if ast.get_docstring(found) is not None:
        kept -= set(range(found.body[0].lineno, (found.body[0].end_lineno or first) + 1))
    code = textwrap.dedent("\n".join(text.splitlines()[n - 1] for n in sorted(kept)))
    return f'```{{.python title="{file.relative_to(ROOT).as_posix()}"}}\n{code}\n```'


def _file_of(name: str) -> tuple[Path, list[str]]:
    parts = name.split(".")
    for cut in range(len(parts), 0, -1):
        file = ROOT.joinpath(*parts[:cut]).with_suffix(".py")
        if file.is_file():
            return file, parts[cut:]
    raise LookupError(f"`::source` needs a function or a class of kerasdl. Received: {name}")


def document(name: str) -> str:
    """A document of the checkout, its links to other files made the manual's, or plain where the manual has no such page."""

    def link(found: re.Match[str]) -> str:
        text, target = found[1], found[2]
        if target.startswith(("http", "#")):
            return found[0]
        if target in PLACES:
            return f"[{text}]({PLACES[target]})"
        if target.startswith("docs/") and (ROOT / target).is_file():
            return f"[{text}]({target.removeprefix('docs/')})"
        return text

    return re.sub(r"\[([^\]]+)\]\(([^)]+)\)", link, (ROOT / name).read_text(encoding="utf-8"))
