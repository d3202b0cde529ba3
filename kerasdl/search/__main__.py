"""`python -m kerasdl.search`: entry point of a worker process."""

import sys

from kerasdl.backend.fast_import import load_keras
from kerasdl.backend.selection import choose_backend

choose_backend()
load_keras()

from kerasdl.search.worker import main  # noqa: E402  Keras must be there before

sys.exit(main())
