"""The static page with a custom model: as a folder for any web host, or as one file that opens by itself.

files          what belongs to a page, and its version
operations     what the page's TF.js can run
folder         the page as a folder
single_file    the page as one HTML file
model_page     the page of any other model
browsers       exported models in this machine's browsers, beside Keras
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kerasdl.errors import ConfigError, ModelError
from kerasdl.export import FILES, export_model
from kerasdl.models.folder import open_model
from kerasdl.models.store import SAVED_MODEL, TFJS, shipped
from kerasdl.models.tfjs_model import MODEL_FILE, read_tfjs_model
from kerasdl.webpage.folder import check_page, write_files, write_page
from kerasdl.webpage.model_page.engine import BUILT
from kerasdl.webpage.model_page.options import PageOptions
from kerasdl.webpage.model_page.write import LATER, WITH_THREADS, check_inline, model_page_contents
from kerasdl.webpage.single_file import check_single_file, write_html, write_single_file
from kerasdl.webpage.single_file import single_file as single_file_of

# What a page needs, and what lets Python read with the same network; TF.js layers, which it does not need, know fewer.
PAGE_FORMATS = (SAVED_MODEL, TFJS)
MODEL_SCRIPTS = ("worker.js",)  # of a model's page as one file: the others stand in the page itself


@dataclass(frozen=True)
class Published:
    """What `publish` wrote.

    Attributes:
        folder: the model's.
        bytes: of each format that was exported.
        pages: the page's folder and file, with the bytes of each.
    """

    folder: Path
    bytes: dict[str, int]
    pages: dict[str, int]


def publish(
    model: str | Path,
    *,
    page: Path | None = None,
    single_file: Path | None = None,
    title: str | None = None,
    overwrite: bool = False,
    out: Path | None = None,
    formats: Sequence[str] | None = None,
    quantize: str | None = None,
    ink: bool = True,
    labels: Sequence[str] | None = None,
    custom: str | None = None,
    run_lambda: bool = False,
    softmax: bool = True,
    without_text: bool = False,
    options: PageOptions | None = None,
    say: Callable[[str], None] = lambda line: None,
) -> Published:
    """Make the page with a model, exported first where it has to be.

    A model that is exported already is taken as it is, unless something of its export is asked for.

    Args:
        model: a model's name or folder, or any `.keras` or `.h5` file, as in `export_model`.
        page: the folder to write the page to.
        single_file: the HTML file to write the page to.
        title: the page's title.
        overwrite: let the page replace a folder that holds something else.
        options: what is said about the inputs and outputs of a model that reads no ink.
        out, formats, quantize, ink, labels, custom, run_lambda, softmax, without_text, say: as in `export_model`.

    Raises:
        ConfigError: a setting breaks its rule; a place cannot be written to.
        ExportError: the model cannot be exported, or the page cannot run it.
        ModelError: there is no such model.
    """
    if page is None and single_file is None:
        raise ConfigError(
            "`title`, `overwrite`, `range`, `fields` and `unit` are for a page: say --page or --single-file. "
            "Received: neither"
        )
    if formats is not None and TFJS not in formats:
        raise ConfigError(f"`formats` must hold {TFJS} for a page. Received: {', '.join(formats)}")
    if page is not None:
        check_page(page, title=title, overwrite=overwrite)
    if single_file is not None:
        check_single_file(single_file, title=title)
    sizes: dict[str, int] = {}
    options = replace(options or PageOptions(), labels=labels)
    options.check()
    asked = not ink or out or formats or quantize or labels or custom or run_lambda or without_text or not softmax
    folder = None if asked else _ready(model)
    if folder is None:
        done = export_model(
            model,
            out,
            formats=formats or PAGE_FORMATS,
            quantize=quantize,
            ink=ink,
            labels=labels,
            custom=custom,
            run_lambda=run_lambda,
            softmax=softmax,
            without_text=without_text,
            say=say,
        )
        folder, sizes = done.folder, done.bytes
    if _takes_ink(folder):
        if options:
            raise ConfigError(
                "A page where digits are drawn takes no --range, --fields or --unit. Received: one of them"
            )
        pages = _write_digits_page(folder, page, single_file, title, overwrite)
    else:
        pages = _write_model_page(folder, page, single_file, title, overwrite, options)
    return Published(folder, sizes, pages)


def _takes_ink(model: Path) -> bool:
    file = model / TFJS / MODEL_FILE
    return file.is_file() and "ink" in read_tfjs_model(file.parent).get("signature", {}).get("inputs", {})


def _write_digits_page(
    model: Path, page: Path | None, single_file: Path | None, title: str | None, overwrite: bool
) -> dict[str, int]:
    """The page where one draws; bytes by where they were written."""
    pages = {}
    if page is not None:
        pages[str(page)] = write_page(model, page, title=title, overwrite=overwrite)
    if single_file is not None:
        pages[str(single_file)] = write_single_file(model, single_file, title=title)
    return pages


def _write_model_page(
    model: Path, page: Path | None, single_file: Path | None, title: str | None, overwrite: bool, options: PageOptions
) -> dict[str, int]:
    """The page of any other model; bytes by where they were written."""
    web = shipped("web")
    if page is not None:
        check_page(page, title=title, overwrite=overwrite, sources=(web, model))
    contents = model_page_contents(model, options, title, web)
    pages = {}
    if single_file is not None:
        check_inline(contents)
        inside = {name: content for name, content in contents.items() if name not in LATER}
        pages[str(single_file)] = write_html(
            single_file_of(inside, BUILT / "single_file.js", kept=MODEL_SCRIPTS), single_file
        )
    if page is not None:
        later = LATER & contents.keys()
        pages[str(page)] = write_files(contents, page, web, later=later, set_apart=later >= WITH_THREADS)
    return pages


def _ready(model: str | Path) -> Path | None:
    """The folder of a model whose TF.js export is that of its network; None for any other."""
    if Path(model).suffix in FILES:
        return None
    opened = open_model(model)
    try:
        opened.check_files()
    except ModelError:
        return None  # trained again, or changed, since it was exported
    return opened.path if (opened.path / TFJS / "model.json").is_file() else None
