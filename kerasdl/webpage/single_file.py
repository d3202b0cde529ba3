"""The page as one HTML file, which opens by a double click and from any course or mail system, with no server.

    styles       into <style>
    modules      as one script: `single_file.js`, the bundle of `web/single_file.js` and all that it imports
    other files  as data in a <script>: texts as they are, the rest as base64

A policy in the file admits this very script and these styles, by their hashes, and nothing from anywhere else.
"""

from __future__ import annotations

import base64
import html
import json
import re
from collections.abc import Callable, Collection, Mapping
from html.parser import HTMLParser
from pathlib import Path
from posixpath import dirname, join, normpath

from kerasdl.errors import ConfigError, ExportError
from kerasdl.files import atomic_file
from kerasdl.webpage.files import CONTENT_TYPES, sha256_base64
from kerasdl.webpage.folder import LICENCE, MANIFEST, check_title, page_contents

BUNDLE = Path(__file__).parent / "single_file.js"
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
    return write_html(single_file(page_contents(model, title, web)), out)


def write_html(html_text: str, out: Path) -> int:
    """Write a page's text to a file, whole or not at all, and return its bytes.

    Raises:
        ConfigError: the file cannot be written.
    """
    page = html_text.encode()
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


def single_file(contents: Mapping[str, bytes], bundle: Path | None = None, kept: Collection[str] = ()) -> str:
    """A page as one HTML text.

    Args:
        contents: its files, as `page_contents` gives them.
        bundle: the script that runs it; None for the digits' page's.
        kept: scripts that are data in it, which its own script starts.
    """
    bundle = bundle or BUNDLE
    page = contents["index.html"].decode().replace("\r\n", "\n")
    data = json.dumps(_inlined_files(contents, page, kept), ensure_ascii=False, separators=(",", ":"))
    # No tag can begin or end in it, and no reader takes a line's end for one of its own.
    data = data.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    script = _inline_script(bundle.read_text(encoding="utf-8"), bundle.name)
    styles: list[str] = []

    def replaced(tag: str, attributes: Mapping[str, str | None]) -> str | None:
        rel, href, src = (attributes.get(name) or "" for name in ("rel", "href", "src"))
        if tag == "link" and rel == "stylesheet":
            styles.append(_inlined(contents, href))
            return f"<style>{styles[-1]}</style>"
        if tag == "link" and rel == "icon":
            return f'<link rel="icon" href="{_data_url(contents, href)}">'
        if tag in ("link", "script"):
            return ""
        if src and not src.startswith("data:"):
            return _tag(tag, {**attributes, "src": _data_url(contents, src)})
        return None

    page = _replace_tags(page, replaced)
    page = page.replace("</body>", f'<script type="application/json" id="kerasdl-files">{data}</script>\n'
                                   f"<script>{script}</script>\n</body>")  # fmt: skip
    return _with_policy(page, _policy(script, styles, wasm="'wasm-unsafe-eval'" in page))


def _policy(script: str, styles: list[str], *, wasm: bool) -> str:
    hashes = " ".join(f"'sha256-{sha256_base64(style.encode())}'" for style in styles) or "'none'"
    evaluates = " 'wasm-unsafe-eval'" if wasm else ""
    return (
        f"default-src 'none'; script-src 'sha256-{sha256_base64(script.encode())}'{evaluates}; style-src {hashes}; "
        "connect-src blob:; img-src blob: data:; worker-src data:; base-uri 'none'; form-action 'none'"
    )


def _with_policy(page: str, policy: str) -> str:
    pattern = r'(<meta http-equiv="Content-Security-Policy" content=")[^"]*(")'
    page, count = re.subn(pattern, lambda found: found[1] + policy + found[2], page)
    if count != 1:
        raise ExportError(f"index.html must have one Content-Security-Policy. Received: {count}")
    return page


def _inline_script(bundle: str, name: str) -> str:
    """A script as it can stand in a page: the bundler leaves nothing in it that would end it, or begin a comment."""
    if found := re.search(r"</script|<!--", bundle, re.IGNORECASE):
        raise ExportError(f"A script in a page must not hold {found[0]}. Received: {name} with it")
    return bundle.replace("\r\n", "\n")


def _inlined_files(contents: Mapping[str, bytes], page: str, kept: Collection[str]) -> dict[str, dict[str, str]]:
    """What the page asks for while it runs, by its path: modules, styles and icons stand in the page itself."""
    outside = {"index.html", MANIFEST, LICENCE, *re.findall(r'<link rel="(?:stylesheet|icon)" href="([^"]+)"', page)}
    inside = {
        name: CONTENT_TYPES[Path(name).suffix]
        for name in contents
        if name not in outside
        and not name.startswith("icons/")
        and (name in kept or not name.endswith((".js", ".mjs")))
    }
    kinds = {LICENCE: "text/plain", **inside}
    return {name: {"type": kind, **_stored(contents[name], kind)} for name, kind in kinds.items()}


def _stored(content: bytes, kind: str) -> dict[str, str]:
    if kind.startswith("text/") or kind in ("application/json", "image/svg+xml"):
        return {"text": content.decode()}
    return {"base64": base64.b64encode(content).decode()}


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
