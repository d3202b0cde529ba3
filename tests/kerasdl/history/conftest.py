"""Small products on one thread, as `kerasdl history` computes them: several would only wait for each other."""

from collections.abc import Iterator

import pytest
from threadpoolctl import threadpool_limits


@pytest.fixture(autouse=True)
def one_thread(request) -> Iterator[None]:
    if "parallel" in request.module.__name__:
        yield
        return
    with threadpool_limits(1, "blas"):
        yield
