"""The page as one file: what its text says. `tests/web/test_single_file.py` opens it."""

import base64
import hashlib
import json
import re

import pytest

from kerasdl.errors import ConfigError, ExportError
from kerasdl.webpage.single_file import BUNDLE, single_file, write_single_file

INDEX = """<!doctype html>
<html lang="en"><head>
  <meta http-equiv="Content-Security-Policy" content="default-src 'none'">
  <link rel="icon" href="favicon.svg" type="image/svg+xml">
  <link rel="manifest" href="manifest.webmanifest">
  <link rel="stylesheet" href="style.css">
  <link rel="modulepreload" href="a.js">
  <script type="module" src="bundle/main.js"></script>
</head><body><img src="face.png" alt="a face"><p>Text</p></body></html>
"""


@pytest.fixture
def contents() -> dict[str, bytes]:
    texts = {
        "index.html": INDEX,
        "favicon.svg": "<svg/>",
        "manifest.webmanifest": "{}",
        "style.css": 'p { background: url("face.png") } q::after { content: "</style>" }',
        "bundle/main.js": "import { a } from './a.js';",
        "a.js": "export const a = () => {};",
        "vendor/LICENSE": "the licence",
        "model/model.json": '{"userDefinedMetadata": {"labels": ["</script><script>alert(1)</script><!--\u2028"]}}',
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
    (script,) = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    (style,) = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    for kind, text in (("script", script), ("style", style)):
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'; ")
    assert not re.search(r"unsafe|https?:|\*|'self'", policy)


def test_no_text_inside_ends_the_script_that_holds_it(contents):
    page = single_file(contents)
    assert page.count("</script>") == 2 and page.count("</style>") == 1 and "<!--" not in page
    files = data_of(page)
    assert "</script>" in files["model/model.json"]["text"] and "\u2028" in files["model/model.json"]["text"]
    assert "\u2028" not in page


def test_files_are_inside_as_they_are(contents):
    files = data_of(single_file(contents))
    assert set(files) == {"model/model.json", "model/w.bin", "face.png", "vendor/LICENSE"}
    assert base64.b64decode(files["model/w.bin"]["base64"]) == bytes(range(256))
    assert files["model/w.bin"]["type"] == "application/octet-stream"
    assert files["vendor/LICENSE"] == {"type": "text/plain", "text": "the licence"}


def test_modules_are_inside_as_one_script_which_nothing_in_it_ends(contents):
    page = single_file(contents)
    (script,) = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    assert script == BUNDLE.read_text(encoding="utf-8")
    assert not re.search(r"\bimport ?\(|^import\b", script, re.MULTILINE)


def test_a_bundle_that_would_end_its_script_is_refused(contents, tmp_path, monkeypatch):
    bundle = tmp_path / "single_file.js"
    monkeypatch.setattr("kerasdl.webpage.single_file.BUNDLE", bundle)
    for text, named in (("a('</SCRIPT>')", "</SCRIPT"), ("a('<!--')", "<!--")):
        bundle.write_text(text)
        with pytest.raises(
            ExportError, match=f"A script in a page must not hold {named}. Received: single_file.js with it"
        ):
            single_file(contents)


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
