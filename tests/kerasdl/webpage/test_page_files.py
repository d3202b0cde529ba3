"""What belongs to the page, and that the list in the repository says so."""

import base64
import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path
from posixpath import dirname, join, normpath

import pytest

from kerasdl.export.runtimes.node import find_node
from kerasdl.models.tfjs_model import read_tfjs_model
from kerasdl.webpage.constants import as_module, constant_modules
from kerasdl.webpage.files import list_of, made_files, page_files, with_version
from kerasdl.webpage.folder import MANIFEST
from kerasdl.webpage.operations import PAGE_OPERATIONS, unknown_to_the_page

ROOT = Path(__file__).resolve().parents[3]
WEB = ROOT / "web"


def test_the_list_of_files_and_the_version_are_current():
    for name, content in made_files(WEB).items():
        assert (WEB / name).read_bytes() == content, f"web/{name} is old: run `make web-files`"


def test_the_modules_of_constants_are_current():
    for name, content in constant_modules().items():
        assert (WEB / name).read_bytes() == content, f"web/{name} is stale: run `make web-files`"


def test_each_constant_becomes_an_exported_one():
    module = as_module("a/b.json", {"RATE": 0.5, "NAMES": ["é"], "TABLE": {"a": {"b": None}}})
    assert module.splitlines() == [
        "/** Constants of kerasdl/a/b.json, written by `python -m kerasdl.webpage`. */",
        "export const RATE = 0.5;",
        "export const NAMES = [",
        '  "é"',
        "];",
        "export const TABLE = {",
        '  "a": {',
        '    "b": null',
        "  }",
        "};",
    ]
    with pytest.raises(ValueError, match="must be an identifier. Received: 'two words' in a/b.json"):
        as_module("a/b.json", {"two words": 1})


def test_the_list_holds_what_the_page_needs_and_nothing_that_it_does_not():
    names = set(page_files(WEB))
    assert names >= {"index.html", "bundle/main.js", "style.css", "vendor/tfjs.js", "model/model.json", MANIFEST}
    assert not {n for n in names if n.startswith("vendor/build/") or n.endswith((".d.ts", ".md"))}
    assert not names & {"files.json", "service_worker.js", "package.json"}
    # Not twice, as modules and in their bundles.
    assert {n.partition("/")[0] for n in names if n.endswith(".js")} == {"bundle", "vendor"}


def test_every_file_that_a_bundle_names_is_in_the_list():
    files = page_files(WEB)
    for name, file in files.items():
        if name.startswith("bundle/"):
            code = file.read_text(encoding="utf-8")
            for path in re.findall(r"\b(?:from|import)\s*\(?\"(\.[^\"]+)\"", code):
                assert normpath(join(dirname(name), path)) in files, f"{name} imports {path}"


def test_each_file_has_the_hash_that_browsers_compute_and_any_change_is_another_version():
    listed = list_of({"b.js": b"two", "a.js": b"one"})
    expected = "sha256-" + base64.b64encode(hashlib.sha256(b"one").digest()).decode()
    assert list(listed["files"]) == ["a.js", "b.js"] and listed["files"]["a.js"] == expected
    assert listed["version"] == list_of({"a.js": b"one", "b.js": b"two"})["version"]
    assert len({list_of(c)["version"] for c in ({"a.js": b"one"}, {"a.js": b"two"}, {"b.js": b"one"})}) == 3


def test_another_model_takes_the_place_of_the_pages_own(tmp_path):
    (tmp_path / "model.json").write_text("{}")
    (tmp_path / "weights.bin").write_bytes(b"1")
    mine = page_files(WEB, tmp_path)
    assert {n for n in mine if n.startswith("model/")} == {"model/model.json", "model/weights.bin"}
    assert json.loads(made_files(WEB, tmp_path)["files.json"])["version"] not in made_files(WEB)["files.json"].decode()


def test_a_service_worker_must_have_one_version():
    assert with_version("a\nconst VERSION = '';\nb", "12") == "a\nconst VERSION = '12';\nb"
    with pytest.raises(ValueError, match="one line with its version. Received: 0"):
        with_version("const OTHER = ''", "12")


def test_hidden_files_are_no_part_of_the_page(tmp_path):
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "config.json").write_text("{}")
    (tmp_path / ".hidden.js").write_text("")
    (tmp_path / "shown.css").write_text("")
    assert list(page_files(tmp_path)) == ["shown.css"]


def test_the_operations_are_those_that_the_pages_tfjs_is_built_with():
    code = f"import {{ operations }} from '{WEB.as_uri()}/vendor/build/page/operations.js';"
    code += "console.log(JSON.stringify(Object.values(operations).flat()))"
    run = [find_node(), "--input-type=module", "-e", code]
    assert set(json.loads(subprocess.run(run, capture_output=True, text=True, check=True).stdout)) == PAGE_OPERATIONS


def test_operations_that_the_page_lacks_are_named_those_in_functions_too(tmp_path):
    node = {
        "node": [{"op": "Const"}, {"op": "FFT"}, {"op": "Conv2D"}],
        "library": {"function": [{"nodeDef": [{"op": "Erf"}]}]},
    }
    (tmp_path / "model.json").write_text(json.dumps({"modelTopology": node}))
    assert unknown_to_the_page(read_tfjs_model(tmp_path)) == ["Erf", "FFT"]
    assert unknown_to_the_page(read_tfjs_model(WEB / "model")) == []


def test_the_manifest_names_icons_that_are_there_in_their_sizes():
    from PIL import Image

    manifest = json.loads((WEB / "manifest.webmanifest").read_text())
    for icon in manifest["icons"]:
        assert (WEB / icon["src"]).is_file()
        if icon["type"] == "image/png":
            with Image.open(WEB / icon["src"]) as picture:
                assert f"{picture.width}x{picture.height}" == icon["sizes"]
    assert {"192x192", "512x512"} <= {icon["sizes"] for icon in manifest["icons"]}
    assert any(icon.get("purpose") == "maskable" for icon in manifest["icons"])
    assert (manifest["start_url"], manifest["scope"]) == ("./", "./")  # below any path


def test_the_module_writes_the_list(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "kerasdl.webpage", "--check"], capture_output=True, text=True, check=False
    )
    assert re.fullmatch(r"(stale: \S+\n)*", done.stdout) and done.returncode == (1 if done.stdout else 0)
