"""Many hostile picture files, read one after the other in a process of its own, with its slowest file and peak memory.

`python -m tests.support.fuzz_pictures FOLDER COUNT` prints one JSON object: `failures`, `slowest_s`, `peak_mb`.
"""

from __future__ import annotations

import contextlib
import json
import re
import resource
import signal
import sys
import time
import warnings
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from kerasdl.errors import PictureError
from kerasdl.inference.image_files import read_ink
from kerasdl.inference.predict import ROW_MAX_SIDE
from tests.support.hostile_pictures import bombs, damaged, hostile_arrays, special_files, valid_files

LIMIT_S = 10


def hostile_files(folder: Path, count: int) -> Iterator[tuple[str, Path]]:
    """What each is, and the file; one at a time is on the disk."""
    rng, valid = np.random.default_rng(0), valid_files()
    for n in range(count):
        yield f"damaged {n}", _written(folder / "p.png", damaged(valid[n % len(valid)], valid, rng))
    for name, content in bombs().items():
        yield name, _written(folder / "p.png", content())
    for name, content in hostile_arrays().items():
        yield name, _written(folder / "p.npy", content)
    for file in special_files(folder):
        yield repr(file)[:100], file


def _written(file: Path, content: bytes) -> Path:
    file.write_bytes(content)
    return file


def _stop(*_: object) -> None:
    raise KeyboardInterrupt  # which nothing takes for a damaged file


def main(folder: str, count: str) -> None:
    warnings.simplefilter("error")
    signal.signal(signal.SIGALRM, _stop)
    failures, slowest = [], 0.0
    for name, file in hostile_files(Path(folder), int(count)):
        for side in (640, ROW_MAX_SIDE):
            start = time.perf_counter()
            signal.alarm(LIMIT_S)
            try:
                with contextlib.suppress(PictureError):
                    read_ink(file, max_side=side)
            except BaseException as error:
                failures.append(f"{name}: {error!r}"[:300])
            signal.alarm(0)
            slowest = max(slowest, time.perf_counter() - start)
    print(json.dumps({"failures": failures, "slowest_s": slowest, "peak_mb": _peak_mb()}))


def _peak_mb() -> float:
    """This process's peak memory; what `getrusage` says on Linux is at least that of the process that started it."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    (kilobytes,) = re.findall(r"VmHWM:\s*(\d+) kB", status.read_text())
    return int(kilobytes) / 1024


if __name__ == "__main__":
    main(*sys.argv[1:])
