"""README and the manual: commands parse, links lead somewhere, figures are the cards'; their Python: `test_manual.py`."""

import json
import re
import shlex
import subprocess
from pathlib import Path

import pytest
import typer

from docs.command_line import sections
from docs.inclusions import document, source_of
from kerasdl.cli.main import app
from tests.support.documents import DOCUMENTS, MANUAL, README, ROOT, blocks, read

# Of shell blocks and of words in between; not the guide's, whose shell has variables: see test_many_machines_guide.py.
PAGES = [name for name in (README, *MANUAL) if "many-machines" not in name]
SHELL = [line for name in PAGES for code in blocks(name, "sh") for line in code.splitlines()]
COMMANDS = sorted(
    {found[0] for line in SHELL if (found := re.search(r"\bkerasdl [a-z]+[^#]*", line)) and not line.startswith("pip")}
    | {command for name in PAGES for command in re.findall(r"`(kerasdl [a-z]+[^`\n]*)`", read(name))}
)
VERBS = typer.main.get_command(app).commands
PROGRAMS = {"docker", "hf", "kerasdl", "make", "pip", "python", "XLA_FLAGS=--xla_force_host_platform_device_count=4"}


def test_readme_is_short():
    assert len(read(README).split()) <= 700


def test_the_manual_shows_every_verb():
    assert {command.split()[1] for command in COMMANDS} == set(VERBS)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_parses(command):
    verb, *arguments = shlex.split(command)[1:]
    # Parsing alone: a wrong verb, option or value raises here.
    VERBS[verb].make_context(verb, arguments)


@pytest.mark.parametrize("name", [name for name in (README, *MANUAL) if blocks(name, "sh")])
def test_shell_parses_and_runs_only_what_there_is(name):
    for code in blocks(name, "sh"):
        subprocess.run(["bash", "-n"], input=code, text=True, check=True)
    if "many-machines" in name:
        return
    lines = [shlex.split(line, comments=True) for code in blocks(name, "sh") for line in code.splitlines()]
    assert {line[0] for line in lines if line} <= PROGRAMS


def test_every_benchmark_that_is_named_exists_with_its_options():
    missing = []
    for name in (README, *MANUAL):
        for script, options in re.findall(r"benchmarks[/.](\w+)(?:\.py)?((?: [^`]*)?)`", read(name)):
            places = [ROOT / f"benchmarks/{script}.py", ROOT / f"benchmarks/{script}/__main__.py"]
            text = "".join(place.read_text(encoding="utf-8") for place in places if place.is_file())
            missing += [f"{name}: {script} {o}" for o in re.findall(r"--[a-z-]+", options) if f'"{o}"' not in text]
            missing += [] if text else [f"{name}: {script}"]
    assert missing == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_link_to_a_file_leads_to_one(name):
    links = [re.split("[#?]", link)[0] for link in re.findall(r"\]\(([^)]+)\)", read(name)) if "://" not in link]
    missing = [link for link in links if link and not ((ROOT / name).parent / link).exists()]
    assert missing == []


def test_every_link_from_readme_to_a_heading_leads_to_one():
    for file, heading in re.findall(r"\]\((docs/[^)#]+)#([^)]+)\)", read(README)):
        titles = re.findall(r"^#+ (.*)$", read(file), re.M)
        assert heading in {re.sub(r"[^\w -]", "", title).lower().replace(" ", "-") for title in titles}


def test_every_make_target_that_is_named_exists():
    targets = set(re.findall(r"^([a-z-]+):", read("Makefile"), re.M))
    named = {target for name in DOCUMENTS for target in re.findall(r"(?:`|^)make ([a-z-]+)", read(name), re.M)}
    assert named - targets == set()


def test_every_picture_is_shown_and_all_are_small():
    shown = {
        Path(link).name for name in (README, *MANUAL) for link in re.findall(r"\]\(([^)#]+\.(?:png|webp))", read(name))
    }
    pictures = [file for ending in ("png", "webp") for file in (ROOT / "docs").rglob(f"*.{ending}")]
    # A picture's Chinese twin is shown in the place of it.
    assert {file.name.replace(".zh-TW", "") for file in pictures} - shown == {"three.png"}  # a picture to read
    assert sum(file.stat().st_size for file in pictures) < 4_000_000


def test_the_source_that_the_manual_shows_is_there():
    named = {name for page in MANUAL for name in re.findall(r"^::source (\S+)$", read(page), re.M)}
    assert len(named) > 20
    for name in named:
        shown = source_of(name)
        assert f" {name.split('.')[-1]}(" in shown and '"""' not in shown
    with pytest.raises(LookupError, match=r"needs a function or a class of kerasdl\. Received: kerasdl\.lecture\.no"):
        source_of("kerasdl.lecture.no")


def test_a_document_of_the_checkout_has_the_manuals_links():
    assert "](changelog.md)" not in document("SECURITY.md")
    assert "[Conformance](conformance.md)" in document("CHANGELOG.md")


def test_the_command_line_has_a_section_for_each_verb_with_all_its_options():
    written = sections()
    groups = {name: command for name, command in VERBS.items() if hasattr(command, "commands")}
    inner = {f"{name} {verb}": each for name, group in groups.items() for verb, each in group.commands.items()}
    every = {name: command for name, command in VERBS.items() if name not in groups} | inner
    titles = re.findall(r"^## kerasdl (.+)$", written, re.M)
    assert len(titles) == len(every) and set(titles) == set(every)
    for command in every.values():
        for parameter in command.params:
            if parameter.param_type_name == "option":
                assert f"`{parameter.opts[0]}`" in written
    assert "kerasdl predict [OPTIONS] FILES…" in written and "| `MODEL`" not in written


def test_the_version_is_the_same_everywhere():
    import kerasdl

    assert re.findall(r"^## (\d+\.\d+\.\d+) \(", read("CHANGELOG.md"), re.M)[0] == kerasdl.__version__
    named = {found for name in DOCUMENTS for found in re.findall(r"\bkerasdl[-:](\d+\.\d+\.\d+)\b", read(name))}
    assert named == {kerasdl.__version__}


def card(name: str) -> dict:
    return json.loads(read(f"saved_models/{name}/card.json"))


def test_the_figures_of_the_shipped_networks_are_their_cards():
    """A network that was trained again changes these lines of Results and of README."""
    results, web = read("docs/results.md"), card("web")
    accuracy, refused = f"{100 * web['test']['accuracy']:.2f} %", web["refused"]
    assert f"| test accuracy | {accuracy} |" in results
    assert f"test digits | {accuracy} |" in read(README)
    assert f"no network learns from | {100 * web['held_out_styles']:.1f} % read" in results
    assert f"| calibration error (expected) | {100 * web['test']['expected_calibration_error']:.2f} % |" in results
    assert f"| not sure of MNIST's test digits | {100 * refused['test']:.2f} % |" in results
    kinds = (
        f"{100 * refused['non_digits_seen']:.0f} % of kinds that it learned, {100 * refused['non_digits_unseen']:.0f} %"
    )
    assert f"| not sure of drawn non-digits | {kinds} of kinds that it never saw |" in results
    assert f"| training time on one core | {web['training_seconds'] / 60:.0f} minutes |" in results
    for name in ("record", "cnn"):
        assert re.search(rf"`{name}`.*the shipped one, seed 0: {100 * card(name)['test']['accuracy']:.2f} %", results)


def test_readme_says_what_the_conformance_table_says():
    in_a_browser, tried = re.findall(r"(\d+) of (\d+) models run in a browser", read("docs/conformance.md"))[0]
    assert f"of {tried} tried | {in_a_browser} |" in read(README)
