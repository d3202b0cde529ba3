"""What the documentation says is so: its commands parse, its Python runs, its links lead somewhere."""

import re
from pathlib import Path

import click
import pytest
import typer

from kerasdl.cli.main import app
from kerasdl.export import export_model

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = [
    "README.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "web/vendor/README.md",
    "docs/pen_styles.md",
    "docs/many-machines.md",
    "docs/hosting.md",
]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PYTHON = re.findall(r"```python\n(.*?)```", README, re.S)
COMMANDS = sorted(set(re.findall(r"(?:^|`)(kerasdl [a-z]+[^`\n#]*)", README, re.M)))


def test_readme_shows_every_verb_that_does_something_of_its_own():
    shown = {command.split()[1] for command in COMMANDS}
    assert shown >= {"train", "evaluate", "export", "verify", "predict", "history", "app", "web"}


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_in_readme_parses(command):
    verb, *arguments = command.split()[1:]
    parser = typer.main.get_command(app)
    assert isinstance(parser, click.Group) or hasattr(parser, "commands")
    # Parsing alone: a wrong verb, option or value raises here.
    parser.commands[verb].make_context(verb, arguments)


def run(code: str, capsys: pytest.CaptureFixture[str]) -> str:
    """What a program prints, run in this process."""
    capsys.readouterr()
    exec(compile(code, "README.md", "exec"), {"__name__": "__main__"})
    return capsys.readouterr().out


def test_the_python_in_readme_runs(capsys):
    _, _, training, lecture = PYTHON
    lines = run(training, capsys).splitlines()
    assert lines[0].startswith("accuracy 98.")
    assert lines[-1] == "[7 2 1]"
    assert run(lecture, capsys).strip() == "[0.62 0.83] [0.51 0.85]"


def test_the_python_in_readme_for_other_runtimes_reads_what_was_exported(tmp_path, monkeypatch, capsys):
    export_model(ROOT / "saved_models" / "web", tmp_path / "reader", formats=["onnx", "litert"])
    monkeypatch.chdir(tmp_path)
    assert run(PYTHON[1], capsys).splitlines() == ["[7 2 1]"] * 2


def test_the_python_in_readme_exports_a_model_of_ones_own(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    sizes, passed = run(PYTHON[0], capsys).splitlines()
    assert "'tfjs'" in sizes and "'tfjs_layers'" in sizes and passed == "True"


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_link_to_a_file_leads_to_one(document):
    text = (ROOT / document).read_text(encoding="utf-8")
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", text) if not link.startswith("http")]
    missing = [link for link in links if not ((ROOT / document).parent / link).exists()]
    assert missing == []


def test_every_make_target_that_is_named_exists():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.M))
    named = {t for d in DOCUMENTS for t in re.findall(r"`?make ([a-z-]+)", (ROOT / d).read_text(encoding="utf-8"))}
    assert named - targets - {"sure", "it"} == set()


def test_the_version_is_the_same_everywhere():
    import kerasdl

    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.findall(r"^## (\d+\.\d+\.\d+) \(", changelog, re.M)[0] == kerasdl.__version__
    texts = [
        README,
        *((ROOT / document).read_text(encoding="utf-8") for document in DOCUMENTS if "CHANGELOG" not in document),
    ]
    named = {found for text in texts for found in re.findall(r"\bkerasdl[-:](\d+\.\d+\.\d+)\b", text)}
    assert named == {kerasdl.__version__}
