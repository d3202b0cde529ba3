"""File sizes of the export formats, beside the Keras file's."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from kerasdl.models.file_sizes import FormatSize, format_sizes

from ..charts import style
from ..charts.parity import size_bars
from ..state import language
from .request import ExportRequest


@st.cache_data(max_entries=16, show_spinner=False)
def _sizes(key: str, folder: str, changed: float) -> dict[str, FormatSize]:
    return format_sizes(Path(folder))


def show(request: ExportRequest) -> None:
    """Draw the bars and the table of an export that is done."""
    texts = language.texts("export")
    found = _sizes(request.key, str(request.model), request.answers.stat().st_mtime)
    names = list(found)
    lines = [f"| {' | '.join(texts(key) for key in ('format', 'bytes', 'gzipped'))} |", "|---|---:|---:|"]
    lines += [f"| {texts(name)} | {size.bytes:,} | {size.gzipped:,} |" for name, size in found.items()]
    bars, table = st.columns([1.3, 1], vertical_alignment="center")
    on_disk, gzipped = [size.bytes for size in found.values()], [size.gzipped for size in found.values()]
    said = ", ".join(f"{texts(name)} {size.bytes:,}" for name, size in found.items())
    figure = size_bars(texts, names, on_disk, gzipped)
    bars.plotly_chart(figure, key="export_sizes", config=style.PLAIN, alt=texts("sizes_alt", sizes=said))
    table.markdown("\n".join(lines))
