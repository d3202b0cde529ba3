"""The page as a folder, with a model in it, for any server of static files and any path below its root."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Collection
from pathlib import Path

from kerasdl.errors import ConfigError, ExportError
from kerasdl.files import atomic_folder
from kerasdl.models.store import TFJS, read_card, shipped
from kerasdl.models.tfjs_model import MODEL_FILE, read_tfjs_model
from kerasdl.webpage.files import LIST, MODEL_PAGE, SERVICE_WORKER, as_json, list_of, page_files, with_version
from kerasdl.webpage.operations import unknown_to_the_page

MANIFEST = "manifest.webmanifest"
PRELOAD = '  <link rel="preload" href="{}" as="fetch" crossorigin>\n'
LICENCE = "vendor/LICENSE"
LONGEST_TITLE = 100


def page_contents(model: Path, title: str | None = None, web: Path | None = None) -> dict[str, bytes]:
    """Every file of the page with a model in it, by its path.

    Args:
        model: the model's folder, exported.
        title: of the page; None for its own.
        web: the page's folder; None for the one that travels with kerasdl.

    Raises:
        ExportError: the page cannot run the model.
    """
    web = web or shipped("web")
    check_model(model)
    contents = {name: file.read_bytes() for name, file in page_files(web, model / TFJS).items()}
    contents[LICENCE] = (web / LICENCE).read_bytes()
    contents["index.html"] = _preloading(contents["index.html"].decode(), list(contents)).encode()
    if title is not None:
        contents["index.html"] = titled(contents["index.html"].decode(), title).encode()
        manifest = json.loads(contents[MANIFEST]) | {"name": title, "short_name": title[:12].strip()}
        contents[MANIFEST] = as_json(manifest).encode()
    return contents


def check_model(model: Path) -> None:
    """Check that the page where one draws can run an exported model.

    Raises:
        ExportError: it cannot; what it lacks is named.
        ModelError: its files are damaged.
    """
    graph = model / TFJS / MODEL_FILE
    if not graph.is_file():
        raise ExportError(
            f"A page needs a model's TF.js graph; `kerasdl export` makes it. Received: {model} without it"
        )
    content = read_tfjs_model(model / TFJS)
    signature = content.get("signature", {})
    if "ink" not in signature.get("inputs", {}) or not {"digit", "confidences"} <= set(signature.get("outputs", {})):
        exported = read_card(model).get("export")
        reason = "asked for" if exported is None else exported.get("without_ink", "asked for")
        if reason == "asked for":
            reason = (
                "The page where one draws needs a model that takes raw ink; leave --no-ink out. "
                f"Received: {model}, exported without it"
            )
        raise ExportError(reason)
    if unknown := unknown_to_the_page(content):
        raise ExportError(
            "A page's network must come down to operations that its small TF.js knows: dense and convolutional layers, "
            "pooling, batch normalisation, and the activations that kerasdl offers (web/vendor/README.md says how to add "
            f"others). Received: {', '.join(unknown)}"
        )


def write_page(
    model: Path, out: Path, *, title: str | None = None, overwrite: bool = False, web: Path | None = None
) -> int:
    """Write the page with a model in it to a folder, whole or not at all, and return its bytes.

    Args:
        model, title, web: as in `page_contents`.
        out: the folder. A page that is there is replaced.
        overwrite: replace a folder that is no page, or holds more than one, too.

    Raises:
        ConfigError: the folder holds something else, or cannot be written.
        ExportError: the page cannot run the model.
    """
    web = web or shipped("web")
    check_page(out, title=title, overwrite=overwrite, sources=(web, model))
    return write_files(page_contents(model, title, web), out, web)


def write_files(
    contents: dict[str, bytes], out: Path, web: Path, *, later: Collection[str] = (), set_apart: bool = False
) -> int:
    """Write the files of a page to a folder, whole or not at all, with what keeps it offline, and return their bytes.

    Args:
        contents: the files by their path.
        out: the folder.
        web: where the service worker's source is.
        later: paths of files that a browser keeps when it first uses them, not at the first visit.
        set_apart: let the service worker add the headers by which the page may share memory among threads.

    Raises:
        ConfigError: the folder cannot be written.
    """
    made = _kept_offline(
        {name: content for name, content in contents.items() if name != LICENCE}, web, later, set_apart
    )
    try:
        with atomic_folder(out) as part:
            for name, content in {**contents, **made}.items():
                (part / name).parent.mkdir(parents=True, exist_ok=True)
                (part / name).write_bytes(content)
    except OSError as error:
        raise ConfigError(f"`page` must be a folder that can be written. Received: {out} ({error.strerror})") from None
    return sum(map(len, [*contents.values(), *made.values()]))


def _kept_offline(contents: dict[str, bytes], web: Path, later: Collection[str], set_apart: bool) -> dict[str, bytes]:
    """The list of files and the service worker."""
    listed = list_of(contents, later)
    worker = with_version((web / SERVICE_WORKER).read_text(encoding="utf-8"), listed["version"])
    if "later" in listed:
        front = (web / MODEL_PAGE / SERVICE_WORKER).read_text(encoding="utf-8")
        settings = f"const LATER = {json.dumps(listed['later'])};\nconst SET_APART = {json.dumps(set_apart)};\n"
        worker = f"{settings}{front}{worker}"
    return {LIST: as_json(listed).encode(), SERVICE_WORKER: worker.encode()}


def check_title(title: str | None) -> None:
    """Check a page's title.

    Raises:
        ConfigError: it is empty, too long, or more than a line of text.
    """
    if title is not None and (not title.strip() or not title.isprintable() or len(title) > LONGEST_TITLE):
        raise ConfigError(f"`title` must have 1 to {LONGEST_TITLE} printable characters. Received: {title!r}")


def check_page(out: Path, *, title: str | None = None, overwrite: bool = False, sources: tuple[Path, ...] = ()) -> None:
    """Check that a page may be written to a folder, before the work: refuse one whose loss would be one.

    Raises:
        ConfigError: the title breaks its rule, or the folder is in use, no page, or more than one.
    """
    check_title(title)
    place = out.resolve()
    if out.exists() and not out.is_dir():
        raise ConfigError(f"`page` must be a folder. Received: {out}, which is a file")
    for kept in (Path.cwd(), *sources):
        inside = kept in sources and place.is_relative_to(kept.resolve())
        if inside or kept.resolve().is_relative_to(place):
            raise ConfigError(f"`page` must be a folder of its own. Received: {out}, where {kept} is")
    if overwrite or not out.is_dir():
        return
    more = sorted({p.relative_to(out).as_posix() for p in out.rglob("*") if not p.is_dir()} - _files_of_page(out))
    if more:
        raise ConfigError(
            "`page` must be an empty folder or a page that was exported before; --overwrite replaces all that is there. "
            f"Received: {out} with {more[0]}"
        )


def _files_of_page(folder: Path) -> set[str]:
    try:
        listed = json.loads((folder / LIST).read_text(encoding="utf-8"))
        return {*listed["files"], *listed.get("later", ()), LIST, SERVICE_WORKER, LICENCE}
    except (OSError, ValueError, KeyError, TypeError):
        return set()


def _preloading(page: str, names: list[str]) -> str:
    """The page with its model's own files fetched first: how the weights are cut into files, each model says itself."""
    files = ["model/model.json", *(name for name in names if name.startswith("model/") and name.endswith(".bin"))]
    preloads = "".join(PRELOAD.format(html.escape(name)) for name in files)
    return re.sub("(" + PRELOAD.format('model/[^"]*') + ")+", lambda _: preloads, page, count=1)


def titled(page: str, title: str) -> str:
    """The page with another title; its scripts find it in `<html data-title>`, whatever the language."""
    escaped = html.escape(title)
    page = re.sub(r"<title>[^<]*</title>", lambda _: f"<title>{escaped}</title>", page, count=1)
    return re.sub(r"<html\b", lambda _: f'<html data-title="{escaped}"', page, count=1)
