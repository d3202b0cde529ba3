"""MkDocs hooks of the manual: files from elsewhere, source code of named objects, the command line, and formulas.

In a page, a line of its own

    ::source kerasdl.lecture.losses.cross_entropy    becomes that object's source code, without its docstring,
    ::file CONTRIBUTING.md                           becomes that file of the checkout, its links turned to the manual's,
    ::command-line                                   becomes a section for each command of `kerasdl`, from its options.
"""

from __future__ import annotations

import ast
import html
import json
import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

DOCS = Path(__file__).resolve().parent
ROOT = DOCS.parent
sys.path.insert(0, str(ROOT))

from kerasdl.export.runtimes.node import find_node  # noqa: E402

PACKAGES = ROOT / "web/vendor/build/node_modules"
KATEX = PACKAGES / "katex/dist"
# Of other folders, and what they are called in the manual.
BORROWED = {
    "assets/icon.png": ROOT / "web/icons/icon-192.png",
    "assets/iframe-worker.js": PACKAGES / "iframe-worker/shim/index.js",
    "assets/katex.min.css": KATEX / "katex.min.css",
}
# Where a document of the checkout stands in the manual.
PLACES = {"CONTRIBUTING.md": "contribute.md", "CHANGELOG.md": "changelog.md", "SECURITY.md": "security.md"}
FORMULA = re.compile(r'<(span|div) class="arithmatex">(.*?)</\1>', re.DOTALL)


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add KaTeX's styles and fonts, the search's shim and the icon to the manual's files."""
    fonts = {f"assets/fonts/{font.name}": font for font in sorted((KATEX / "fonts").glob("*.woff2"))}
    for place, file in {**BORROWED, **fonts}.items():
        if not file.is_file():
            raise PluginError(f"The manual needs {file.relative_to(ROOT)}, which `make docs` sets up")
        files.append(File.generated(config, place, abs_src_path=str(file)))
    return files


def on_page_markdown(markdown: str, page: Page, **_: Any) -> str:
    """Replace the `::` lines of a page."""
    markdown = re.sub(r"^::source (\S+)$", lambda found: source_of(found[1]), markdown, flags=re.MULTILINE)
    markdown = re.sub(r"^::file (\S+)$", lambda found: document(found[1]), markdown, flags=re.MULTILINE)
    if "::command-line" in markdown:
        from docs.command_line import sections

        markdown = markdown.replace("::command-line", sections())
    return markdown


def on_page_content(html: str, page: Page, **_: Any) -> str:
    """Set the formulas of a page, which arithmatex has marked, by KaTeX."""
    found = FORMULA.findall(html)
    if not found:
        return html
    ready = iter(set_formulas([formula for _, formula in found]))
    return FORMULA.sub(lambda match: f'<{match[1]} class="formula" data-search-exclude>{next(ready)}</{match[1]}>', html)


def source_of(name: str) -> str:
    """The code of a function, a method or a class, given by its dotted name, as a fenced block with a link to its home.

    Raises:
        PluginError: there is no such object.
    """
    file, inside = _file_of(name)
    text = file.read_text(encoding="utf-8")
    node: ast.AST = ast.parse(text)
    for part in inside:
        node = next((n for n in getattr(node, "body", []) if getattr(n, "name", None) == part), None)  # type: ignore[assignment]
        if node is None:
            raise PluginError(f"`::source` needs a function or a class of kerasdl. Received: {name}")
    assert isinstance(node, ast.FunctionDef | ast.ClassDef)
    lines = text.splitlines()
    first = min([node.lineno, *(d.lineno for d in node.decorator_list)])
    kept = list(range(first, (node.end_lineno or first) + 1))
    if ast.get_docstring(node) is not None:
        said = node.body[0]
        kept = [n for n in kept if not said.lineno <= n <= (said.end_lineno or said.lineno)]
    code = "\n".join(lines[n - 1] for n in kept)
    indent = re.match(r" *", code)
    code = re.sub(rf"^{indent[0] if indent else ''}", "", code, flags=re.MULTILINE)
    return f'```{{.python title="{file.relative_to(ROOT).as_posix()}"}}\n{code}\n```'


def _file_of(name: str) -> tuple[Path, list[str]]:
    parts = name.split(".")
    for cut in range(len(parts), 0, -1):
        file = ROOT.joinpath(*parts[:cut]).with_suffix(".py")
        if file.is_file():
            return file, parts[cut:]
    raise PluginError(f"`::source` needs a function or a class of kerasdl. Received: {name}")


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


@cache
def _set(formulas: tuple[tuple[str, bool], ...]) -> tuple[str, ...]:
    done = subprocess.run(
        [find_node(), str(DOCS / "formulas.mjs")],
        input=json.dumps(formulas),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode:
        raise PluginError(f"KaTeX must be able to set each formula. Received: {done.stderr.strip()[-500:]}")
    return tuple(json.loads(done.stdout))


def set_formulas(marked: list[str]) -> tuple[str, ...]:
    r"""HTML and MathML of formulas as arithmatex marks them, \(…\) or \[…\].

    Raises:
        PluginError: one of them is no TeX.
    """
    plain = [html.unescape(formula).strip() for formula in marked]
    return _set(tuple((formula[2:-2], formula.startswith("\\[")) for formula in plain))
