"""Zip file of an exported model: the formats, the card, and how to use them."""

from __future__ import annotations

import re
import zipfile

from kerasdl.files import atomic_file
from kerasdl.models.store import KERAS_FILE, model_files

from ..state.language import Texts
from .request import ExportRequest
from .snippets import JAVASCRIPT, PYTHON


def name_of(request: ExportRequest) -> str:
    """The folder in the zip, and the zip's own name."""
    return "kerasdl-" + (re.sub(r"[^A-Za-z0-9_.-]", "", request.function.name)[:40] or "network")


def zipped(texts: Texts, request: ExportRequest) -> bytes:
    """The zip's bytes, made once for each order and language, beside the exported model."""
    file = request.folder / f"{texts.language}.zip"
    if not file.is_file():
        with atomic_file(file) as part, zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, source in model_files(request.model).items():
                archive.write(source, f"{name_of(request)}/{name}")
            archive.writestr(f"{name_of(request)}/README.txt", readme(texts, request))
    return file.read_bytes()


def readme(texts: Texts, request: ExportRequest) -> str:
    """What each file is, and the lines that load it."""
    parts = [texts("readme", function=request.function.label)]
    for name in (KERAS_FILE, *request.formats):
        code = (PYTHON | JAVASCRIPT)[name]
        parts.append(f"{name}\n{texts(f'about_{name}')}\n\n" + "\n".join(f"    {line}" for line in code.splitlines()))
    parts.append(f"{texts('readme_page')}\n\n    kerasdl web --model {name_of(request)}")
    return "\n\n".join(parts) + "\n"
