"""MkDocs hooks of the manual: files from elsewhere, source code of named objects, the command line, and formulas.

In a page, a line of its own

    ::source kerasdl.lecture.losses.cross_entropy    becomes that object's source code, without its docstring,
    ::file CONTRIBUTING.md                           becomes that file of the checkout, its links turned to the manual's,
    ::command-line                                   becomes a section for each command of `kerasdl`, from its options.
"""

from __future__ import annotations

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

from docs.command_line import sections  # noqa: E402
from docs.inclusions import document, source_of  # noqa: E402
from kerasdl.export.runtimes.node import find_node  # noqa: E402

PACKAGES = ROOT / "web/vendor/build/node_modules"
KATEX = PACKAGES / "katex/dist"
# Of other folders, and what they are called in the manual.
BORROWED = {
    "assets/icon.png": ROOT / "web/icons/icon-192.png",
    "assets/iframe-worker.js": PACKAGES / "iframe-worker/shim/index.js",
    "assets/katex.min.css": KATEX / "katex.min.css",
}
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
    for line, put in {
        r"^::source (\S+)$": source_of,
        r"^::file (\S+)$": document,
        r"^::(command-line)$": sections,
    }.items():
        markdown = re.sub(line, lambda found, put=put: put(found[1]), markdown, flags=re.MULTILINE)
    return markdown


def on_page_content(html: str, page: Page, **_: Any) -> str:
    """Set the formulas of a page, which arithmatex has marked, by KaTeX."""
    found = FORMULA.findall(html)
    if not found:
        return html
    ready = iter(set_formulas([formula for _, formula in found]))
    return FORMULA.sub(
        lambda match: f'<{match[1]} class="formula" data-search-exclude>{next(ready)}</{match[1]}>', html
    )


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
