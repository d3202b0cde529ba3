"""ASGI application of the dashboard: the script `main.py` behind security headers, as `kerasdl app` serves it."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

from streamlit.starlette import App

import kerasdl

# In the wheel this folder lies inside kerasdl, in a checkout beside it.
INSIDE = Path(kerasdl.__file__).resolve().parent in Path(__file__).resolve().parents
SHELL = f"{'kerasdl.app' if INSIDE else 'app'}.shell"

# Streamlit looks for this line to know that the file is an application; what it serves is the last `app`.
app: Any = App(Path(__file__).with_name("main.py"), on_script_error=import_module(f"{SHELL}.errors").show)
app = import_module(f"{SHELL}.security_headers").SecurityHeaders(app)
