"""Write the generated files of the page: constants, list of files, version; `--check` only names stale ones."""

import sys
from pathlib import Path

from kerasdl.files import atomic_file
from kerasdl.models.store import shipped
from kerasdl.webpage.constants import constant_modules
from kerasdl.webpage.files import made_files


def main(check: bool) -> int:
    web = shipped("web")
    # The list holds the modules' hashes, so it is made after them.
    stale = _update(web, constant_modules(), check)
    stale |= _update(web, made_files(web), check)
    return 1 if check and stale else 0


def _update(web: Path, contents: dict[str, bytes], check: bool) -> bool:
    """Write the files whose content differs, or only name them; whether there were any."""
    stale = [name for name, content in contents.items() if _read(web / name) != content]
    for name in stale:
        if not check:
            (web / name).parent.mkdir(exist_ok=True)
            with atomic_file(web / name) as part:
                part.write_bytes(contents[name])
        print(f"{'stale' if check else 'written'}: {web / name}")
    return bool(stale)


def _read(file: Path) -> bytes | None:
    return file.read_bytes() if file.is_file() else None


sys.exit(main("--check" in sys.argv))
