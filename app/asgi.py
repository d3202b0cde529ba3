"""ASGI application of the dashboard, as `kerasdl app` serves it: `main.py`, the telephones' page, security headers."""

from __future__ import annotations

import os
from importlib import import_module
from pathlib import Path
from typing import Any

from streamlit.starlette import App

import kerasdl
from kerasdl.cli.demo import KEY_VARIABLE

# In the wheel this folder lies inside kerasdl, in a checkout beside it.
INSIDE = Path(kerasdl.__file__).resolve().parent in Path(__file__).resolve().parents
PACKAGE = "kerasdl.app" if INSIDE else "app"
SHELL, ROOM_SERVER = f"{PACKAGE}.shell", f"{PACKAGE}.room_server"

# Streamlit looks for this line to know that the file is an application; what it serves is the last `app`.
app: Any = App(Path(__file__).with_name("main.py"), on_script_error=import_module(f"{SHELL}.errors").show)
app = import_module(f"{ROOM_SERVER}.access").LecturerOnly(app, os.environ.get(KEY_VARIABLE, ""))
app = import_module(f"{ROOM_SERVER}.gate").RoomServer(app, import_module(ROOM_SERVER).rooms())
app = import_module(f"{SHELL}.security_headers").SecurityHeaders(app)
