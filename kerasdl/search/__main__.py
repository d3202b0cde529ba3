"""`python -m kerasdl.search`: a worker's process, which loads Keras as quickly as the command does."""

import sys

from kerasdl.backend.startup import choose_backend, load_keras

choose_backend()
load_keras()

from kerasdl.search.worker import main  # noqa: E402  Keras must be there before

sys.exit(main())
