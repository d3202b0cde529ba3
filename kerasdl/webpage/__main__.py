"""`python -m kerasdl.webpage`: write the page's list of files, and its version, anew; `--check` only says what is old."""

import sys

from kerasdl.models.store import shipped, whole_file
from kerasdl.webpage.files import made_files


def main(check: bool) -> int:
    web = shipped("web")
    old = [n for n, content in made_files(web).items() if not (web / n).is_file() or (web / n).read_bytes() != content]
    for name in old:
        if not check:
            with whole_file(web / name) as part:
                part.write_bytes(made_files(web)[name])
        print(f"{'old' if check else 'written'}: {web / name}")
    return 1 if check and old else 0


sys.exit(main("--check" in sys.argv))
