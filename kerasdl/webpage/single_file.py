"""The page as one HTML file, which opens by a double click and from any course or mail system, with no server.

    styles       into <style>
    modules      as texts in a <script> that is data; `boot.js` makes each a blob's URL, those that others need first
    workers      there, too, each as one script, in a data: URL
    other files  there, too: texts as they are, the rest as base64

A policy in the file admits these very scripts and styles, by their hashes, and nothing from anywhere else.
"""

from __future__ import annotations

import base64
import html
import json
import re
from collections.abc import Callable, Mapping
from html.parser import HTMLParser
from pathlib import Path
from posixpath import dirname, join, normpath

from kerasdl.errors import ConfigError, ExportError
from kerasdl.files import atomic_file
from kerasdl.webpage.files import CONTENT_TYPES, sha256_base64
from kerasdl.webpage.flat import flattened
from kerasdl.webpage.folder import LICENCE, MANIFEST, check_title, page_contents

MAIN = "main.js"
WORKER = "_worker.js"
BOOT = Path(__file__).parent / "boot.js"
# `import { a } from './a.js'`, `export { a } from './a.js'`, `import './a.js'`, `import('./a.js')`: the path between quotes.
SPECIFIER = re.compile(r"\b(?:from|import)\s*\(?\s*'(?P<path>\.{1,2}/[^'\n]+)'")
COMMENT = re.compile(r"(?<![^\s(\[{,;=])/\*.*?\*/|(?<!\S)//[^\n]*", re.DOTALL)
CSS_URL = re.compile(r"""url\((['"]?)(?!data:|#)([^)'"]+)\1\)""")


def write_single_file(model: Path, out: Path, *, title: str | None = None, web: Path | None = None) -> int:
    """Write the page with a model in it as one HTML file, and return its bytes.

    Args:
        model, title, web: as in `page_contents`.
        out: the file, .html.

    Raises:
        ConfigError: the file has another suffix, or cannot be written.
        ExportError: the page cannot run the model.
    """
    check_single_file(out, title=title)
    page = single_file(page_contents(model, title, web)).encode()
    try:
        with atomic_file(out) as part:
            part.write_bytes(page)
    except OSError as error:
        raise ConfigError(
            f"`single_file` must be a file that can be written. Received: {out} ({error.strerror})"
        ) from None
    return len(page)


def check_single_file(out: Path, *, title: str | None = None) -> None:
    """Check where a page is to be written as one file, before the work.

    Raises:
        ConfigError: the title breaks its rule, or the file has another suffix.
    """
    check_title(title)
    if out.suffix.lower() not in (".html", ".htm") or out.is_dir():
        raise ConfigError(f"`single_file` must be an .html file. Received: {out}")


def single_file(contents: Mapping[str, bytes]) -> str:
    """The page as one HTML text, from its files as `page_contents` gives them."""
    page = contents["index.html"].decode().replace("\r\n", "\n")
    data = json.dumps(_data(contents, page), ensure_ascii=False, separators=(",", ":"))
    # No tag can begin or end in it, and no reader takes a line's end for one of its own.
    data = data.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    boot = BOOT.read_text(encoding="utf-8")
    styles: list[str] = []

    def replaced(tag: str, attributes: Mapping[str, str | None]) -> str | None:
        rel, href, src = (attributes.get(name) or "" for name in ("rel", "href", "src"))
        if tag == "link" and rel == "stylesheet":
            styles.append(_inlined(contents, href))
            return f"<style>{styles[-1]}</style>"
        if tag == "link" and rel == "icon":
            return f'<link rel="icon" href="{_data_url(contents, href)}">'
        if tag == "link" or (tag == "script" and src == MAIN):
            return ""
        if src and not src.startswith("data:"):
            return _tag(tag, {**attributes, "src": _data_url(contents, src)})
        return None

    page = _replace_tags(page, replaced)
    page = page.replace("</body>", f'<script type="application/json" id="kerasdl-files">{data}</script>\n'
                                   f"<script>{boot}</script>\n</body>")  # fmt: skip
    return _with_policy(page, _policy(boot, styles))


def _policy(boot: str, styles: list[str]) -> str:
    hashes = " ".join(f"'sha256-{sha256_base64(style.encode())}'" for style in styles) or "'none'"
    return (
        f"default-src 'none'; script-src 'sha256-{sha256_base64(boot.encode())}' blob:; style-src {hashes}; "
        "connect-src blob:; img-src blob: data:; worker-src data:; base-uri 'none'; form-action 'none'"
    )


def _with_policy(page: str, policy: str) -> str:
    pattern = r'(<meta http-equiv="Content-Security-Policy" content=")[^"]*(")'
    page, count = re.subn(pattern, lambda found: found[1] + policy + found[2], page)
    if count != 1:
        raise ExportError(f"index.html must have one Content-Security-Policy. Received: {count}")
    return page


def _data(contents: Mapping[str, bytes], page: str) -> dict[str, object]:
    """What `boot.js` reads: the modules in their order, and what else the page asks for while it runs."""
    modules = {name: content.decode() for name, content in contents.items() if name.endswith((".js", ".mjs"))}
    workers = [name for name in modules if name.endswith(WORKER)]
    inlined = re.findall(r'<link rel="(?:stylesheet|icon)" href="([^"]+)"', page)
    inside = {LICENCE: "text/plain"}
    inside |= {
        name: CONTENT_TYPES[Path(name).suffix]
        for name in contents
        if name not in (*modules, LICENCE, MANIFEST, "index.html")
        and not name.startswith("icons/")
        and name not in inlined
    }
    return {
        "modules": in_order({name: text for name, text in modules.items() if name not in workers}),
        "workers": {name: flattened(modules, name) for name in workers},
        "files": {name: {"type": kind, **_stored(contents[name], kind)} for name, kind in inside.items()},
    }


def _stored(content: bytes, kind: str) -> dict[str, str]:
    if kind.startswith("text/") or kind in ("application/json", "image/svg+xml"):
        return {"text": content.decode()}
    return {"base64": base64.b64encode(content).decode()}


def in_order(modules: Mapping[str, str]) -> list[list[str | int]]:
    """Modules so that each comes after those it imports: its path, then its text with their numbers for their paths.

    Raises:
        ExportError: a module imports one that is not there, or they import each other in a circle.
    """
    numbers: dict[str, int] = {}
    ordered: list[list[str | int]] = []

    def add(name: str, way: tuple[str, ...]) -> int:
        if name in way:
            raise ExportError(f"Modules must not import each other in a circle. Received: {' → '.join((*way, name))}")
        if name not in modules:
            raise ExportError(f"A module must be there to be imported. Received: {name}, imported by {way[-1]}")
        if name not in numbers:
            parts: list[str | int] = [name]
            end = 0
            for start, stop, path in _specifiers(modules[name]):
                parts += [modules[name][end:start], add(normpath(join(dirname(name), path)), (*way, name))]
                end = stop
            numbers[name] = len(ordered)
            ordered.append([*parts, modules[name][end:]])
        return numbers[name]

    for name in modules:
        add(name, ())
    return ordered


def _specifiers(source: str) -> list[tuple[int, int, str]]:
    """Where a module's text names another: start, end, path. Types in comments name some, too; they stay as they are."""
    comments = [found.span() for found in COMMENT.finditer(source)] if SPECIFIER.search(source) else []
    return [
        (*found.span("path"), found["path"])
        for found in SPECIFIER.finditer(source)
        if not any(start <= found.start() < stop for start, stop in comments)
    ]


def _inlined(contents: Mapping[str, bytes], name: str) -> str:
    """A style sheet as it can stand in a page."""
    style = contents[name].decode().replace("\r\n", "\n")
    style = CSS_URL.sub(lambda found: f'url("{_data_url(contents, normpath(join(dirname(name), found[2])))}")', style)
    return style.replace("</", "<\\/")


def _data_url(contents: Mapping[str, bytes], name: str) -> str:
    kind = CONTENT_TYPES[Path(name).suffix].split(";")[0]
    return f"data:{kind};base64,{base64.b64encode(contents[name]).decode()}"


def _tag(tag: str, attributes: Mapping[str, str | None]) -> str:
    written = [name if value is None else f'{name}="{html.escape(value)}"' for name, value in attributes.items()]
    return f"<{' '.join([tag, *written])}>"


class _Tags(HTMLParser):
    """Finds the tags that fetch something: where each stands, and what it says."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=False)
        self.lines = [0]
        for line in page.splitlines(keepends=True):
            self.lines.append(self.lines[-1] + len(line))
        self.found: list[tuple[int, int, str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag in ("link", "script", "img", "source", "iframe"):
            row, column = self.getpos()
            start = self.lines[row - 1] + column
            self.found.append((start, start + len(self.get_starttag_text() or ""), tag, dict(attributes)))


def _replace_tags(page: str, replaced: Callable[[str, Mapping[str, str | None]], str | None]) -> str:
    """The page with each tag that `replaced` gives something for exchanged; a script goes with its end."""
    parts, end = [], 0
    for start, stop, tag, attributes in _Tags(page).found:
        instead = replaced(tag, attributes)
        if instead is None:
            continue
        parts += [page[end:start], instead]
        end = stop + len("</script>") if tag == "script" else stop
    return "".join([*parts, page[end:]])
