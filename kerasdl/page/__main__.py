"""`python -m kerasdl.page`: write the page's list of files, and its version, anew."""

from kerasdl.page.files import made_files
from kerasdl.store import shipped, whole_file

web = shipped("web")
for name, content in made_files(web).items():
    if (web / name).is_file() and (web / name).read_bytes() == content:
        continue
    with whole_file(web / name) as part:
        part.write_bytes(content)
    print(f"written: {web / name}")
