"""Entry script of the dashboard: what `asgi.py` serves; `streamlit run main.py` serves it without security headers.

Streamlit runs this file as a script; everything else is imported, as part of the package that this folder is.
"""

from importlib import import_module
from pathlib import Path

import kerasdl

# In the wheel this folder lies inside kerasdl, in a checkout beside it.
INSIDE = Path(kerasdl.__file__).resolve().parent in Path(__file__).resolve().parents
import_module(f"{'kerasdl.app' if INSIDE else 'app'}.shell.router").show()
