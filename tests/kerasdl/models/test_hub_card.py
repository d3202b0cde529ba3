"""Cards for the Hugging Face Hub: metadata that parses and says what the model's card says, and text for people."""

import json
import re
import shutil

import pytest
import yaml

import kerasdl
from kerasdl.errors import ModelError
from kerasdl.models.hub_card import hub_card
from kerasdl.models.store import KERAS_FILE, find_model, read_card
from tests.support.command import call_main

EXPORTED = ("web", "cnn", "quick")


def parts(text):
    """The metadata and the Markdown of a card."""
    empty, metadata, markdown = text.split("---\n", 2)
    assert empty == ""
    return yaml.safe_load(metadata), markdown


@pytest.fixture
def stranger(tmp_path):
    """A folder whose card holds what its test puts there."""
    shutil.copy(find_model("quick") / KERAS_FILE, tmp_path)

    def write(**entries):
        (tmp_path / "card.json").write_text(json.dumps(entries))
        return tmp_path

    return write


@pytest.mark.parametrize("name", [*EXPORTED, "record"])
def test_the_figures_are_those_of_the_models_card(name):
    metadata, markdown = parts(hub_card(name))
    card = read_card(find_model(name))
    (result,) = metadata["model-index"][0]["results"]
    figures = {metric["type"]: metric["value"] for metric in result["metrics"]}
    assert figures["accuracy"] == card["test"]["accuracy"] and figures["loss"] == card["test"]["mean_loss"]
    assert f"| {100 * card['test']['accuracy']:.2f} % |" in markdown
    assert f"| {card['parameters']:,} |" in markdown


@pytest.mark.parametrize("name", EXPORTED)
def test_the_hub_finds_library_task_licence_and_data(name):
    metadata, _ = parts(hub_card(name))
    assert metadata["license"] == "apache-2.0" and metadata["library_name"] == "keras"
    assert (
        metadata["pipeline_tag"] == metadata["model-index"][0]["results"][0]["task"]["type"] == "image-classification"
    )
    assert metadata["datasets"] == [metadata["model-index"][0]["results"][0]["dataset"]["type"]]
    assert "tensorflowjs" in metadata["tags"]


@pytest.mark.parametrize("name", EXPORTED)
def test_every_file_that_is_named_is_in_the_models_folder(name):
    _, markdown = parts(hub_card(name))
    files = re.findall(r"^\| `([^`]+(?:/|\.keras|\.json))` \|", markdown, re.M)
    assert len(files) == 4 and all((find_model(name) / file).exists() for file in files)


def test_the_python_in_the_card_reads_digits(mnist, monkeypatch):
    monkeypatch.chdir(find_model("quick").parent)
    _, markdown = parts(hub_card("quick"))
    (code,) = re.findall(r"```python\n(.*?)```", markdown, re.S)
    names = {"pictures": mnist.test.images[:3]}
    exec(compile(code, "README.md", "exec"), names)
    assert names["confidences"].argmax(1).tolist() == [7, 2, 1] and names["sure"].all()


def test_a_model_that_was_not_exported_has_no_tag_of_the_browser(stranger):
    metadata, markdown = parts(hub_card(stranger(test={"accuracy": 0.5})))
    assert "tensorflowjs" not in metadata["tags"] and "hidden_1" not in markdown
    assert [metric["type"] for metric in metadata["model-index"][0]["results"][0]["metrics"]] == ["accuracy"]


def test_a_strangers_card_breaks_neither_metadata_nor_table(stranger):
    odd = 'a"b\n---\n| `x` | <script>\x1b[31m'
    ran_on = {"backend": "jax", "device": "cpu:0", "description": odd, "precision": "float32"}
    folder = stranger(
        test={"accuracy": 0.5}, config={odd: odd}, ran_on=ran_on, training_seconds=1.0, versions={odd: odd}
    )
    metadata, markdown = parts(hub_card(folder))
    assert metadata["license"] == "apache-2.0"
    assert "<script" not in markdown and "\x1b" not in markdown and "\n---\n" not in markdown
    rows = [line for line in markdown.splitlines() if line.startswith("|")]
    assert all(len(re.findall(r"(?<!\\)\|", row)) == 3 for row in rows)


def test_a_model_without_figures_gets_one_line(stranger):
    with pytest.raises(ModelError, match=r"needs the figures of a training, `test` in card.json. Received: /"):
        hub_card(stranger(parameters=7))


def test_the_command_prints_the_card_or_writes_it(tmp_path):
    printed = call_main(["card", "web"], tmp_path)
    assert printed.returncode == 0 and printed.stdout == kerasdl.hub_card("web")
    written = call_main(["card", "web", "--out", "README.md", "--json"], tmp_path)
    assert json.loads(written.stdout) == {"model": "web", "file": "README.md"}
    assert (tmp_path / "README.md").read_text(encoding="utf-8") == printed.stdout
