"""The page of any model: what it asks for and shows, its engine, and what is refused."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest

from kerasdl.errors import ConfigError, ExportError
from kerasdl.export.runtimes.node import profile_in_node
from kerasdl.models.tfjs_model import read_tfjs_model
from kerasdl.webpage import publish
from kerasdl.webpage.files import with_version
from kerasdl.webpage.model_page import write
from kerasdl.webpage.model_page.describe import describe
from kerasdl.webpage.model_page.engine import CORE, THREADS, backends_for, engine_script, kernels_of, modules_of
from kerasdl.webpage.model_page.fields import read_fields
from kerasdl.webpage.model_page.options import PageOptions, scaling
from kerasdl.webpage.model_page.write import MAX_INLINE, model_page_contents
from tests.support.small_graphs import write_graph

WEB = Path(__file__).resolve().parents[3] / "web"
FLOWERS = "sepal length [cm],petal width (cm),owner\n5.1,0.2,1\n7,1.4,0\n"


def described(folder: Path, options: PageOptions | None = None) -> tuple[dict, dict]:
    """The one input and the one output, as the page is told of them."""
    page = json.loads(model_page_contents(folder, options or PageOptions())["page.json"])
    return page["inputs"][0], page["outputs"][0]


def test_a_vector_is_a_form_with_the_fields_of_a_file(tmp_path):
    write_graph(tmp_path / "model", (3,), 2)
    (tmp_path / "fields.csv").write_text(FLOWERS)
    taken, answer = described(tmp_path / "model", PageOptions(fields=tmp_path / "fields.csv", labels=["no", "yes"]))
    assert taken["kind"] == "form"
    assert taken["fields"] == [
        {"name": "sepal length", "unit": "cm", "min": 5.1, "max": 7.0},
        {"name": "petal width", "unit": "cm", "min": 0.2, "max": 1.4},
        {"name": "owner", "min": 0.0, "max": 1.0, "step": 1.0},
    ]
    assert taken["examples"] == [[5.1, 0.2, 1.0], [7.0, 1.4, 0.0]]
    assert (answer["kind"], answer["activation"], answer["labels"]) == ("classes", "softmax", ["no", "yes"])


@pytest.mark.parametrize(
    ("shape", "kind", "more"),
    [
        ((16, 16, 3), "picture", {"channels": 3}),
        ((3, 16, 16), "picture", {"channels": 3, "first": True}),
        ((None, None, 1), "picture", {"channels": 1}),
        ((16, 16), "picture", {"channels": 1}),
        ((5,), "form", {}),
        ((200,), "series", {}),
        ((50, 3), "series", {}),
        ((7, 5, 3), None, {}),
    ],
)
def test_the_shape_tells_what_is_asked_for(tmp_path, shape, kind, more):
    write_graph(tmp_path, tuple(size or 8 for size in shape), 2)
    content = read_tfjs_model(tmp_path / "tfjs")
    sizes = content["signature"]["inputs"]["x"]["tensorShape"]["dim"][1:]
    for size, dim in zip(shape, sizes, strict=True):
        dim["size"] = str(-1 if size is None else size)
    if kind is None:
        with pytest.raises(
            ExportError, match=r"A page asks for pictures, vectors and series: .* Received: x, \(batch, 7, 5, 3\)"
        ):
            describe(content, {}, PageOptions())
        return
    (taken,), _ = describe(content, {}, PageOptions())
    assert taken["kind"] == kind
    assert {name: taken.get(name) for name in more} == more


@pytest.mark.parametrize(
    ("activation", "units", "out", "kind", "told"),
    [
        ("Softmax", 3, None, "classes", "softmax"),
        ("Sigmoid", 1, None, "classes", "sigmoid"),
        ("", 1, None, "numbers", "none"),
        ("Sigmoid", 64, (8, 8, 1), "picture", "sigmoid"),
        ("Tanh", 12, (6, 2), "series", "tanh"),
    ],
)
def test_the_graphs_end_tells_what_is_shown(tmp_path, activation, units, out, kind, told):
    write_graph(tmp_path, (4,), units, activation=activation, output_shape=out)
    _, answer = described(tmp_path, PageOptions(unit="m"))
    assert (answer["kind"], answer["activation"]) == (kind, told)
    assert answer.get("unit") == ("m" if kind == "numbers" else None)


def test_pixels_are_ranged_as_the_model_says_or_the_user(tmp_path):
    inputs = [{"name": "x", "shape": [None, 8, 8, 3], "dtype": "float32", "below": 255}]
    write_graph(tmp_path / "scales", (8, 8, 3), 2, card={"inputs": inputs})
    write_graph(tmp_path / "plain", (8, 8, 3), 2)
    white = {}
    for name, given in (("scales", None), ("plain", None), ("plain", "-1,1"), ("plain", "imagenet")):
        taken, _ = described(tmp_path / name, PageOptions(range=given))
        white[name, given] = [round(255 * f + t, 3) for f, t in zip(taken["factor"], taken["term"], strict=True)]
    assert white["scales", None] == [255, 255, 255]
    assert white["plain", None] == [1, 1, 1]
    assert white["plain", "-1,1"] == [1, 1, 1]
    assert scaling("-1,1").term == (-1, -1, -1)
    assert white["plain", "imagenet"] == [2.249, 2.429, 2.64]


def test_words_are_numbered_by_the_vocabulary_beside_the_model(tmp_path):
    inputs = [{"name": "x", "shape": [None, 6], "dtype": "int32", "below": 4, "whole": True}]
    write_graph(tmp_path, (6,), 2, dtype="DT_INT32", card={"inputs": inputs})
    assert described(tmp_path)[0]["kind"] == "form"
    (tmp_path / "vocabulary-text.txt").write_text("\n[UNK]\ngood\nbad\n", encoding="utf-8")
    taken, _ = described(tmp_path)
    assert (taken["kind"], taken["vocabulary"]) == ("text", ["", "[UNK]", "good", "bad"])


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "must begin with a line of 1 to 200 names"),
        ("a,b\n1,2\n", "must describe the 3 numbers that the model takes. Received: .* with 2"),
        ("a,b,c\n1,2,x\n", "An example must be numbers. Received: .*, line 2: 1,2,x"),
        ("a,b,c\n1,2\n", "must have a number for each of the 3 names. Received: .*, line 2: 1,2"),
        ("a,b,c\n1,2,inf\n", "must have a number for each of the 3 names"),
        ("a,a,c\n", "must have different names. Received: .* with 'a' more than once"),
        ("a,,c\n", "must have 1 to 60 printable characters"),
    ],
)
def test_a_file_of_fields_that_does_not_fit_is_one_line(tmp_path, content, message):
    file = tmp_path / "fields.csv"
    file.write_text(content)
    with pytest.raises(ConfigError, match=message) as caught:
        read_fields(file, 3)
    assert "\n" not in str(caught.value)


def test_a_json_file_of_fields(tmp_path):
    file = tmp_path / "fields.json"
    file.write_text(
        '{"fields": [{"name": "a", "min": 0, "max": 2, "step": 0.5}, {"name": "b"}], "examples": [[1, 2], [1, 4]]}'
    )
    found = read_fields(file, 2)
    assert [field.to_dict() for field in found.fields] == [
        {"name": "a", "min": 0, "max": 2, "step": 0.5},
        {"name": "b", "min": 2, "max": 4, "step": 1.0},
    ]
    for bad, message in (
        ('{"fields": [{"name": "a", "min": 3, "max": 2}]}', "`min` must be below its `max`. Received: a, 3 and 2"),
        ('{"fields": [{"name": "a"}], "examples": [[1, 2]]}', "a number for each of the 1 fields"),
        ('{"fields": []}', "A file of fields"),
        ("[", "A file of fields"),
    ):
        file.write_text(bad)
        with pytest.raises(ConfigError, match=message):
            read_fields(file)


@pytest.mark.parametrize("given", ["", "1", "1,0", "0,1,2", "a,b", "nan,1"])
def test_a_range_that_is_none_is_refused(given):
    with pytest.raises(ConfigError, match="`range` must be two numbers, the lower first, or imagenet"):
        scaling(given)


def test_options_are_for_models_that_they_fit(tmp_path):
    write_graph(tmp_path / "model", (3,), 2)
    with pytest.raises(ConfigError, match="`range` is for a model that takes pictures. Received: one that takes form"):
        described(tmp_path / "model", PageOptions(range="0,1"))
    with pytest.raises(ConfigError, match="A page where digits are drawn takes no --range"):
        publish("web", page=tmp_path / "page", options=PageOptions(unit="m"))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (PageOptions(range="1"), "`range` must be two numbers"),
        (PageOptions(fields=Path("no_such_file.csv")), "`fields` must be a CSV or JSON file"),
        (PageOptions(unit=" "), "`unit` must have 1 to 60 printable characters"),
    ],
)
def test_what_is_wrong_with_an_option_is_said_before_the_work(tmp_path, monkeypatch, options, message):
    monkeypatch.setattr("kerasdl.webpage.export_model", lambda *_, **__: pytest.fail("the work has begun"))
    with pytest.raises(ConfigError, match=message):
        publish("model.keras", page=tmp_path / "page", options=options)


def test_a_page_never_takes_the_place_of_its_model(tmp_path):
    write_graph(tmp_path / "model", (3,), 2)
    for place in (tmp_path / "model", tmp_path / "model" / "tfjs", tmp_path):
        with pytest.raises(ConfigError, match="`page` must be a folder of its own"):
            publish(tmp_path / "model", page=place, overwrite=True)
    assert (tmp_path / "model/tfjs/model.json").is_file()


def test_the_engine_has_what_the_graph_runs_and_no_more(tmp_path):
    write_graph(tmp_path, (4,), 2)
    profile = profile_in_node(tmp_path / "tfjs/model.json", {"x": np.ones((1, 4), np.float32)})
    assert {"Softmax", "Reshape"} <= profile.kernels
    assert profile.multiply_adds >= 8
    assert backends_for(profile.kernels) == ("cpu", "wasm", "webgl")
    for backend in ("cpu", "wasm", "webgl"):
        small, whole = engine_script(backend, profile.kernels), engine_script(backend, kernels_of(backend))
        assert len(small) < len(whole)
        assert f"{backend}/kernels/Softmax" in small and f"{backend}/kernels/Conv2D" not in small
    own = engine_script("webgl", profile.kernels, leave_out=modules_of("cpu", profile.kernels))
    assert f"self.tfjsModules[{json.dumps(CORE)}]" not in own
    assert backends_for([*profile.kernels, "Einsum"]) == ("cpu", "webgl")


@pytest.mark.parametrize(
    ("wasm", "threads", "later"),
    [
        (10**9, 10**9, []),
        (0, 10**9, ["engine/webgl.js"]),
        (0, 0, [f"engine/{name}" for name in (THREADS[2], "thread.js", "threads.js", "webgl.js")]),
    ],
    ids=["small", "heavy", "large"],
)
def test_what_few_visitors_need_is_kept_when_it_is_first_used(tmp_path, monkeypatch, wasm, threads, later):
    monkeypatch.setattr(write, "WORTH_WASM", wasm)
    monkeypatch.setattr(write, "WORTH_THREADS", threads)
    write_graph(tmp_path / "model", (4,), 2)
    for _ in range(2):  # the second time over the first
        publish(tmp_path / "model", page=tmp_path / "page", title="A model")
    listed = json.loads((tmp_path / "page/files.json").read_text())
    assert sorted(listed.get("later", ())) == later
    assert not set(later) & listed["files"].keys()
    assert json.loads((tmp_path / "page/page.json").read_text())["threads"] == ("engine/threads.js" in later)
    worker = (tmp_path / "page/service_worker.js").read_text(encoding="utf-8")
    plain = with_version((WEB / "service_worker.js").read_text(encoding="utf-8"), listed["version"])
    assert worker.endswith(plain) and (worker == plain) == (not later)
    assert ("const SET_APART = true;" in worker) == ("engine/threads.js" in later)


def test_kernels_that_others_call_are_registered_too():
    registered = engine_script("wasm", {"Mean"}).rpartition("for (const id of [")[2].partition("]")[0]
    assert '"wasm/kernels/Mean"' in registered and '"wasm/kernels/Transpose"' in registered


def test_a_graph_that_does_not_run_is_refused(tmp_path):
    write_graph(tmp_path, (4,), 2, activation="NoSuchOperation")
    with pytest.raises(ExportError, match="A page needs a model that TF.js runs. Received: .*NoSuchOperation"):
        model_page_contents(tmp_path, PageOptions())


def test_one_file_holds_weights_up_to_a_limit(tmp_path, monkeypatch):
    monkeypatch.setattr("kerasdl.webpage.model_page.write.MAX_INLINE", 10)
    assert MAX_INLINE == 30_000_000
    from kerasdl.webpage.model_page.write import check_inline

    with pytest.raises(ConfigError, match="must have at most 0 MB of weights; --quantize float16 halves them"):
        check_inline({"model/weights.bin": bytes(11)})


def test_both_pages_have_the_same_colours():
    of = {
        name: re.findall(r"(--[a-z-]+): (#[0-9a-f]{6});", (WEB / name).read_text(encoding="utf-8"))
        for name in ("style.css", "model_page/page.css")
    }
    assert len(of["model_page/page.css"]) >= 20
    assert [colour for colour in of["model_page/page.css"] if colour not in of["style.css"]] == []
