"""What does an installation take? Bytes and seconds, and which packages are the largest.

    python benchmarks/install_size.py [SOURCE …] [--extras onnx,litert] [--largest 15] [--cold]

A SOURCE is a wheel, a checkout, or a requirement; without one it is this checkout. Each is installed by uv into a virtual
environment of its own in a temporary folder, as `pip install SOURCE` would: packages that were downloaded before come from
uv's cache, unless --cold leaves it out. Files are copied, not linked, and no bytecode is compiled. Prints a table, and one
JSON object on the last line.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
MB = 1_000_000


def install(source: str, extras: str, *, cold: bool) -> dict[str, Any]:
    """Install into a new environment.

    Args:
        source: a wheel, a checkout, or a requirement.
        extras: names with commas between, or nothing.
        cold: download every package.

    Returns:
        `seconds`, `bytes`, and `packages`: the bytes of each by its name, largest first.
    """
    wanted = str(Path(source).resolve()) if Path(source).exists() else source
    with tempfile.TemporaryDirectory(prefix="kerasdl-install-") as scratch:
        folder = Path(scratch) / "venv"
        uv = [sys.executable, "-m", "uv", "--quiet"]
        subprocess.run([*uv, "venv", "--python", sys.executable, str(folder)], check=True)
        command = [*uv, "pip", "install", "--link-mode=copy", "--python", str(folder)]
        start = time.perf_counter()
        subprocess.run(
            [*command, *(["--no-cache"] if cold else []), f"{wanted}[{extras}]" if extras else wanted], check=True
        )
        seconds = time.perf_counter() - start
        packages = sizes(next(folder.glob("[Ll]ib*/**/site-packages")))
    return {"seconds": seconds, "bytes": sum(packages.values()), "packages": packages}


def sizes(site_packages: Path) -> dict[str, int]:
    """The bytes of each package's files, by its name, largest first."""
    found = {}
    for package in importlib.metadata.distributions(path=[str(site_packages)]):
        places = [Path(str(package.locate_file(file))) for file in package.files or []]
        found[package.metadata["Name"]] = sum(place.stat().st_size for place in places if place.is_file())
    return dict(sorted(found.items(), key=lambda entry: -entry[1]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sources", nargs="*", default=[str(ROOT)], metavar="SOURCE")
    parser.add_argument("--extras", default="")
    parser.add_argument("--largest", type=int, default=15)
    parser.add_argument("--cold", action="store_true")
    args = parser.parse_args()
    found = {source: install(source, args.extras, cold=args.cold) for source in args.sources}
    for source, each in found.items():
        print(f"{source}: {each['bytes'] / MB:,.0f} MB, {len(each['packages'])} packages, {each['seconds']:.0f} s")
        for name, size in list(each["packages"].items())[: args.largest]:
            print(f"  {name:<32}{size / MB:>8.1f} MB")
    print(json.dumps(found))


if __name__ == "__main__":
    main()
