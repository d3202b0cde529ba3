"""The page as one file: what its text says. `tests/web/test_single_file.py` opens it."""

import base64
import hashlib
import json
import re

import pytest

from kerasdl.errors import ConfigError, ExportError
from kerasdl.webpage.single_file import in_order, single_file, write_single_file

INDEX = """<!doctype html>
<html lang="en"><head>
  <meta http-equiv="Content-Security-Policy" content="default-src 'none'">
  <link rel="icon" href="favicon.svg" type="image/svg+xml">
  <link rel="manifest" href="manifest.webmanifest">
  <link rel="stylesheet" href="style.css">
  <link rel="modulepreload" href="a.js">
  <script type="module" src="main.js"></script>
</head><body><img src="face.png" alt="a face"><p>Text</p></body></html>
"""


@pytest.fixture
def contents() -> dict[str, bytes]:
    texts = {
        "index.html": INDEX,
        "favicon.svg": "<svg/>",
        "manifest.webmanifest": "{}",
        "style.css": 'p { background: url("face.png") } q::after { content: "</style>" }',
        "main.js": "import { a } from './a.js';\na('</script><!--\u2028');",
        "a.js": "export const a = () => {};",
        "vendor/LICENSE": "the licence",
        "model/model.json": '{"userDefinedMetadata": {"labels": ["</script><script>alert(1)</script>"]}}',
    }
    return {n: t.encode() for n, t in texts.items()} | {"face.png": b"\x89PNG", "model/w.bin": bytes(range(256))}


def data_of(page: str) -> dict:
    found = re.search(r'<script type="application/json" id="kerasdl-files">(.*?)</script>', page, re.DOTALL)
    assert found
    return json.loads(found[1])


def test_nothing_is_left_that_would_be_fetched(contents):
    page = single_file(contents)
    assert not re.search(r"<link(?! rel=\"icon\" href=\"data:)|\bsrc=\"(?!data:)", page)
    assert 'src="data:image/png;base64,iVBORw=="' in page
    assert 'url("data:image/png;base64,' in page


def test_the_policy_admits_the_files_own_scripts_and_styles_and_nothing_from_elsewhere(contents):
    page = single_file(contents)
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)[1]
    (boot,) = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    (style,) = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    for kind, text in (("script", boot), ("style", style)):
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'; ")
    assert not re.search(r"unsafe|https?:|\*|'self'", policy)


def test_no_text_inside_ends_the_script_that_holds_it(contents):
    page = single_file(contents)
    assert page.count("</script>") == 2 and page.count("</style>") == 1 and "<!--" not in page
    data = data_of(page)
    assert data["modules"][1][-1] == "';\na('</script><!--\u2028');"
    assert "</script>" in data["files"]["model/model.json"]["text"]
    assert "\u2028" not in page


def test_files_are_inside_as_they_are(contents):
    files = data_of(single_file(contents))["files"]
    assert set(files) == {"model/model.json", "model/w.bin", "face.png", "vendor/LICENSE"}
    assert base64.b64decode(files["model/w.bin"]["base64"]) == bytes(range(256))
    assert files["model/w.bin"]["type"] == "application/octet-stream"
    assert files["vendor/LICENSE"] == {"type": "text/plain", "text": "the licence"}


def test_modules_come_after_those_that_they_import_with_numbers_for_their_paths():
    modules = {
        "main.js": "import { a, b as c } from './parts/a.js';\nexport { d } from './d.js';\nimport './e.js';",
        "views.js": "const load = async () => (await import('./parts/a.js')).a;",
        "parts/a.js": "import { d } from '../d.js';\n/** @type {import('../types.js').Shape} */\nexport const a = d;",
        "d.js": "// import { no } from './nothing.js';\nexport const d = 'image/*';",
        "e.js": "export {\n  d,\n} from './d.js';",
    }
    ordered = in_order(modules)
    names = [module[0] for module in ordered]
    assert names == ["d.js", "parts/a.js", "e.js", "main.js", "views.js"]
    assert ordered[3][1:] == [
        "import { a, b as c } from '", 1, "';\nexport { d } from '", 0, "';\nimport '", 2, "';"
    ]  # fmt: skip
    assert ordered[4][1:] == ["const load = async () => (await import('", 1, "')).a;"]
    for module, text in modules.items():
        parts = ordered[names.index(module)][1:]
        assert len("".join(part for part in parts if isinstance(part, str))) <= len(text)
    assert "".join(ordered[0][1:]) == modules["d.js"]


def test_modules_that_import_each_other_are_an_error_that_names_the_circle():
    with pytest.raises(ExportError, match=r"in a circle. Received: a.js → b.js → a.js"):
        in_order({"a.js": "import { b } from './b.js';", "b.js": "import { a } from './a.js';"})


def test_a_module_that_is_not_there_is_named():
    with pytest.raises(ExportError, match=r"Received: gone.js, imported by a.js"):
        in_order({"a.js": "import { b } from './gone.js';"})


@pytest.mark.parametrize(
    ("name", "options", "message"),
    [
        ("page.txt", {}, r"must be an .html file. Received: .*page.txt"),
        ("page.html", {"title": " "}, "`title` must have 1 to 100 printable characters. Received: ' '"),
        ("page.html", {"title": "two\nlines"}, "`title` must have"),
        ("page.html", {"title": "a" * 101}, "`title` must have"),
    ],
)
def test_a_bad_setting_is_an_error_that_states_rule_and_value(tmp_path, name, options, message):
    with pytest.raises(ConfigError, match=message):
        write_single_file(tmp_path, tmp_path / name, **options)
    assert not any(tmp_path.iterdir())
