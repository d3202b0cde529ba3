"""The page as a folder: what is written, and what is refused before anything is."""

import json
import re
from pathlib import Path

import pytest

from kerasdl.errors import ConfigError, ExportError
from kerasdl.models.store import find_model
from kerasdl.webpage import publish
from kerasdl.webpage.files import list_of
from kerasdl.webpage.folder import check_page, page_contents, write_page


@pytest.fixture(scope="module")
def model() -> Path:
    return find_model("web")


def files_of(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_a_folder_holds_the_page_the_model_and_their_list(model, tmp_path):
    size = write_page(model, tmp_path / "page")
    there = files_of(tmp_path / "page")
    assert sum(map(len, there.values())) == size
    assert there["model/model.json"] == (model / "tfjs/model.json").read_bytes()
    listed = json.loads(there["files.json"])
    shown = {n: c for n, c in there.items() if n not in ("files.json", "service_worker.js", "vendor/LICENSE")}
    assert listed == list_of(shown)
    assert f"const VERSION = '{listed['version']}';".encode() in there["service_worker.js"]
    assert not list(tmp_path.glob(".*"))


def test_the_page_fetches_the_models_own_files_first(model, tmp_path):
    mine = tmp_path / "mine"
    (mine / "tfjs").mkdir(parents=True)
    (mine / "tfjs/model.json").write_bytes((model / "tfjs/model.json").read_bytes())
    names = ["a-shard1of2.bin", 'a&"b"-shard2of2.bin']
    for name in names:
        (mine / "tfjs" / name).write_bytes(b"1")
    for folder, weights in ((mine, ["a-shard1of2.bin", "a&amp;&quot;b&quot;-shard2of2.bin"]),
                            (model, ["group1-shard1of1.bin"])):  # fmt: skip
        page = page_contents(folder)["index.html"].decode()
        asked = re.findall(r'<link rel="preload" href="([^"]+)" as="fetch" crossorigin>', page)
        assert sorted(asked) == sorted(f"model/{name}" for name in ["model.json", *weights])
        assert asked[0] == "model/model.json"


def test_a_title_is_text_wherever_it_stands(model, tmp_path):
    title = """A & B's "<b>digits</b>" </title>"""
    write_page(model, tmp_path / "page", title=title)
    page = (tmp_path / "page/index.html").read_text()
    escaped = "A &amp; B&#x27;s &quot;&lt;b&gt;digits&lt;/b&gt;&quot; &lt;/title&gt;"
    assert f"<title>{escaped}</title>" in page and f'<html data-title="{escaped}"' in page
    assert json.loads((tmp_path / "page/manifest.webmanifest").read_text())["name"] == title


def test_a_page_replaces_a_page_but_nothing_else_unless_it_is_told_to(model, tmp_path):
    out = tmp_path / "page"
    out.mkdir()
    write_page(model, out)
    write_page(model, out, title="again")
    (out / "thesis.tex").write_text("years of work")
    with pytest.raises(ConfigError, match=r"--overwrite replaces all that is there. Received: .*page with thesis.tex"):
        write_page(model, out)
    assert (out / "thesis.tex").is_file()
    write_page(model, out, overwrite=True)
    assert "thesis.tex" not in files_of(out)


def test_a_folder_that_is_no_page_is_left_alone(model, tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    before = files_of(tmp_path)
    with pytest.raises(ConfigError, match=r"Received: .* with notes.txt"):
        write_page(model, tmp_path)
    (tmp_path / "files.json").write_text('{"files": 3}')
    with pytest.raises(ConfigError, match="must be an empty folder or a page"):
        write_page(model, tmp_path)
    assert files_of(tmp_path).items() >= before.items()


def test_the_folder_that_one_stands_in_is_never_replaced(tmp_path, monkeypatch):
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    for out in (tmp_path / "here", tmp_path, Path("..")):
        with pytest.raises(ConfigError, match="must be a folder of its own"):
            check_page(out, overwrite=True)


def test_neither_the_page_nor_the_model_that_it_is_made_of_is_replaced(model, tmp_path):
    web = tmp_path / "web"
    web.mkdir()
    for out in (web, web / "inside", tmp_path):
        with pytest.raises(ConfigError, match="must be a folder of its own"):
            check_page(out, overwrite=True, sources=(web, model))


def test_a_file_is_no_folder(tmp_path):
    (tmp_path / "page").write_text("")
    with pytest.raises(ConfigError, match="must be a folder. Received: .*, which is a file"):
        check_page(tmp_path / "page", overwrite=True)


def test_a_failure_leaves_the_page_that_was_there(model, tmp_path, monkeypatch):
    write_page(model, tmp_path / "page")
    before = files_of(tmp_path / "page")

    def broken(*_arguments, **_options):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.write_bytes", broken)
    with pytest.raises(ConfigError, match=r"folder that can be written. Received: .* \(No space left on device\)"):
        write_page(model, tmp_path / "page", title="another")
    monkeypatch.undo()
    assert files_of(tmp_path) == {f"page/{n}": c for n, c in before.items()}


@pytest.mark.parametrize(
    ("graph", "message"),
    [
        (None, "needs a model's TF.js graph"),
        ({"signature": {"inputs": {"x": 0}, "outputs": {}}}, "takes raw ink; leave --no-ink out"),
        (
            {
                "signature": {"inputs": {"ink": 0}, "outputs": {"digit": 0, "confidences": 0}},
                "modelTopology": {"node": [{"op": "MatMul"}, {"op": "Conv3D"}, {"op": "Erf"}]},
            },
            r"must come down to operations that its small TF.js knows.* Received: Conv3D, Erf",
        ),
    ],
)
def test_a_model_that_the_page_cannot_run_is_refused_with_what_it_lacks(tmp_path, graph, message):
    if graph is not None:
        (tmp_path / "tfjs").mkdir()
        (tmp_path / "tfjs/model.json").write_text(json.dumps(graph))
    with pytest.raises(ExportError, match=message):
        page_contents(tmp_path)


def test_why_a_model_takes_no_ink_is_said(tmp_path):
    (tmp_path / "tfjs").mkdir()
    (tmp_path / "tfjs/model.json").write_text('{"signature": {}}')
    (tmp_path / "card.json").write_text('{"export": {"without_ink": "A reader of ink must end in a softmax."}}')
    with pytest.raises(ExportError, match="A reader of ink must end in a softmax."):
        page_contents(tmp_path)


def test_an_exported_model_is_published_as_it_is(model, tmp_path):
    before = files_of(model)
    done = publish("web", page=tmp_path / "page", single_file=tmp_path / "one.html")
    assert (done.folder, done.bytes) == (model, {})
    assert done.pages == {
        str(tmp_path / "page"): sum(map(len, files_of(tmp_path / "page").values())),
        str(tmp_path / "one.html"): (tmp_path / "one.html").stat().st_size,
    }
    assert files_of(model) == before


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"title": "a"}, "are for a page: say --page or --single-file. Received: neither"),
        ({"page": Path("p"), "formats": ["saved_model"]}, "`formats` must hold tfjs for a page. Received: saved_model"),
    ],
)
def test_settings_that_do_not_go_together_are_refused(settings, message):
    with pytest.raises(ConfigError, match=message):
        publish("web", **settings)
