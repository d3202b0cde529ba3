import json
import subprocess
import sys

import pytest

from tests.support.fuzz_pictures import LIMIT_S


@pytest.mark.slow
def test_a_thousand_hostile_pictures_are_refused_in_one_line_each_at_once_and_in_little_memory(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.fuzz_pictures", tmp_path, "1000"], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found = json.loads(done.stdout)
    assert found["failures"] == []
    assert found["slowest_s"] < LIMIT_S
    assert found["peak_mb"] < 1000
    assert done.stderr == ""
