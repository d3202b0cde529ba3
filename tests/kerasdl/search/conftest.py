"""What the tests of searches share: a database, and workers whose tiny trainings begin soon."""

import pytest

from benchmarks.support.database import running_postgres


@pytest.fixture(autouse=True, scope="module")
def quick_workers():
    """Most of a tiny training is compilation: these need no fast code."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JAX_DISABLE_MOST_OPTIMIZATIONS", "1")
        yield


@pytest.fixture(scope="session")
def server():
    with running_postgres() as postgres:
        yield postgres
