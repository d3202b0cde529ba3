"""The lecture's library and its tests need NumPy alone."""

import subprocess
import sys
from pathlib import Path

PROGRAM = """
import sys
for name in ("keras", "jax", "tensorflow", "torch", "playwright", "streamlit"):
    sys.modules[name] = None  # an import of it fails
import pytest
sys.exit(pytest.main(sys.argv[1:]))
"""


def test_the_tests_of_the_lecture_pass_where_keras_cannot_be_imported():
    options = ["-m", "not keras and not slow", "-p", "no:cacheprovider", "-p", "no:xdist", "--durations=0"]
    command = [sys.executable, "-c", PROGRAM, str(Path(__file__).parent), f"--ignore={__file__}", *options]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
