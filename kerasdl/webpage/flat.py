"""A module and all that it imports as one script, for a worker.

In a page that is opened from a disk, Chromium lets a worker import nothing, and start only from a `data:` URL. So each
module becomes a function's body: its imports become constants, its exports what the function returns. This needs no
parser, since the page's modules have static, named imports and exports alone, each at the beginning of a line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from posixpath import dirname, join, normpath

PATH = r"'(?P<path>\.{1,2}/[^'\n]+)'\s*;?"
IMPORT = re.compile(rf"^import\s*(?:\{{(?P<names>[^}}]*)\}}\s*from\s*)?{PATH}", re.MULTILINE)
EXPORT_FROM = re.compile(rf"^export\s*\{{(?P<names>[^}}]*)\}}\s*from\s*{PATH}", re.MULTILINE)
EXPORT_LIST = re.compile(r"^export\s*\{(?P<names>[^}]*)\}\s*;?", re.MULTILINE)
EXPORT = re.compile(r"^export\s+(?=(?:async\s+)?(?:function\s*\*?|class|const|let)\s+(?P<name>[\w$]+))", re.MULTILINE)


def flattened(modules: Mapping[str, str], main: str) -> str:
    """One script that does what the module `main` does.

    Args:
        modules: each module's text, by its path.
        main: the path of the one to run.
    """
    numbers: dict[str, int] = {}
    bodies: list[str] = []

    def add(name: str) -> int:
        if name not in numbers:
            body = _body(modules[name], lambda path: add(normpath(join(dirname(name), path))))
            numbers[name] = len(bodies)
            bodies.append(f"const module_{numbers[name]} = (() => {{\n{body}\n}})();\n")
        return numbers[name]

    add(main)
    return "".join(bodies)


def _body(source: str, number: Callable[[str], int]) -> str:
    exported: list[str] = []

    def imported(found: re.Match[str]) -> str:
        module = f"module_{number(found['path'])}"
        pairs = ", ".join(f"{theirs}: {ours}" for theirs, ours in _pairs(found["names"] or ""))
        return f"const {{ {pairs} }} = {module};"

    def passed_on(found: re.Match[str]) -> str:
        module = f"module_{number(found['path'])}"
        exported.extend(f"{outside}: {module}.{theirs}" for theirs, outside in _pairs(found["names"]))
        return ""

    def listed(found: re.Match[str]) -> str:
        exported.extend(f"{outside}: {ours}" for ours, outside in _pairs(found["names"]))
        return ""

    def declared(found: re.Match[str]) -> str:
        exported.append(found["name"])
        return ""

    for pattern, replaced in ((IMPORT, imported), (EXPORT_FROM, passed_on), (EXPORT_LIST, listed), (EXPORT, declared)):
        source = pattern.sub(replaced, source)
    return f"{source}\nreturn {{ {', '.join(exported)} }};"


def _pairs(names: str) -> list[tuple[str, str]]:
    """`a, b as c` -> (a, a), (b, c)."""
    parts = [name.split(" as ") for name in (" ".join(name.split()) for name in names.split(",")) if name]
    return [(part[0], part[-1]) for part in parts]
