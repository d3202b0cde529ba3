"""Entry script of the dashboard: `streamlit run main.py`, or `kerasdl app`.

Streamlit runs this file as a script; everything else is imported, as part of the package that this folder is.
"""

from importlib import import_module
from pathlib import Path

import kerasdl

# In the wheel this folder lies inside kerasdl, in a checkout beside it.
INSIDE = Path(kerasdl.__file__).resolve().parent in Path(__file__).resolve().parents
import_module(f"{'kerasdl.app' if INSIDE else 'app'}.shell.router").show()
