"""300 command lines of every verb, with values that no one should give: a line and a status, never a traceback."""

import os
import time
from pathlib import Path

import pytest
import typer
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kerasdl.cli.main import app
from kerasdl.errors import KerasdlError
from tests.support.command import call_main, run_command

pytestmark = pytest.mark.slow
LINES = 300
LONGEST = 10.0  # seconds
NUMBERS = (
    "0",
    "1",
    "2",
    "17",
    "-1",
    "nan",
    "inf",
    "-inf",
    "1e300",
    "1e-320",
    "0.5",
    "9" * 19,
    "9" * 5_000,
    "٣",
    "0x1F",
)
WORDS = (
    *(
        "web",
        "quick",
        "random-17",
        "tfjs",
        "onnx,litert",
        ",",
        "a,,b",
        "1,,2",
        "512,256",
        "9" * 30 + ",1",
        "none",
        "auto",
    ),
    *(
        "gpu:1",
        "jax",
        "theano",
        "bytes",
        "one cycle",
        "float16",
        "test",
        "1958",
        "1970",
        "\x1b[31m",
        "\u202e",
        "🙂",
        "-",
    ),
    *("--", "--json", "a" * 300, "b" * 5_000, "postgresql://u:p@127.0.0.1:1/x", "sqlite:///nowhere/x.db", "::1"),
)
PLACES = (
    *("file", "file/below", "folder", "new", "new/a/b", "page.html", "x.png", "x.npz", "damaged.keras", "damaged"),
    *("damaged.png", "loop", ".", "..", "/proc/nowhere", "/dev/full", "/dev/null", "/proc/version"),
    *("c" * 5_000 + ".png", "d" * 250 + ".npz"),
)
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0/"), max_size=30)
VALUES = st.sampled_from(NUMBERS) | st.sampled_from(WORDS) | st.sampled_from(PLACES) | TEXT
VALUES_OF = {int: st.sampled_from(NUMBERS), float: st.sampled_from(NUMBERS), Path: st.sampled_from(PLACES) | TEXT}
NOTICES = ("lets other machines reach", "the lecturer's address is")  # of an address, before the work


def _verbs(group, *before):
    """Each command by its words, those of a group too."""
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from _verbs(command, *before, name)
        else:
            yield (*before, name), command


VERBS = dict(_verbs(typer.main.get_command(app)))


@st.composite
def command_lines(draw):
    """A verb with some of its options, mostly ones that it has, and arguments."""
    verb = draw(st.sampled_from(sorted(VERBS)))
    takes = any(parameter.param_type_name == "argument" for parameter in VERBS[verb].params)
    line = [*verb, *draw(st.lists(VALUES, max_size=3 if takes else 0))]
    for option in draw(st.lists(st.sampled_from(VERBS[verb].params), max_size=4)):
        if option.param_type_name == "option":
            name = draw(st.sampled_from([*option.opts, *option.secondary_opts]))
            line += [name] if option.is_flag else draw(st.sampled_from([[name, "{}"], [name + "={}"]]))
            fitting = VALUES_OF.get(option.type_descriptor.annotation, VALUES)
            line[-1] = line[-1].replace("{}", draw(fitting | fitting | fitting | VALUES))
    return line


@pytest.fixture
def no_work(monkeypatch):
    """What takes long ends at once: with a line, as on a machine where nothing works."""
    run_command("--version")  # loads Keras once, which is not what is timed

    def fail(*_, **__):
        raise KerasdlError("The work must not begin here. Received: a test")

    for name in (
        *("cli.training.start_keras", "cli.main._start", "cli.demo.run_demo", "cli.demo.serve_both"),
        *("cli.demo.serve_dashboard", "webpage.serving.serve_page", "webpage.write_page", "webpage.write_single_file"),
        *("search.run.Workers", "export._export", "history.run._run", "models.folder.load_keras_model"),
        *("inference.predict.load_reader", "export.reference.load_network"),
    ):
        monkeypatch.setattr(f"kerasdl.{name}", fail)


@pytest.fixture
def places(tmp_path):
    """A folder of what is in the way, to run in."""
    home = tmp_path / "home"
    (home / "folder").mkdir(parents=True)
    (home / "damaged").mkdir()
    for name in ("file", "damaged.keras", "damaged.png", "damaged/model.keras", "damaged/card.json"):
        (home / name).write_bytes(b"PK\x03\x04{ \xff\0")
    (home / "loop").symlink_to("loop")
    return home


def check(done, seconds):
    said = done.stderr
    assert done.returncode in (0, 1, 2), said
    assert "Traceback" not in said + done.stdout
    assert seconds < LONGEST
    assert all(c.isprintable() or c in "\n" for c in said + done.stdout) or said.startswith("Usage:")
    errors = [
        line
        for line in said.splitlines()
        if line.startswith("kerasdl: ") and not any(notice in line for notice in NOTICES)
    ]
    files = len(done.args) - 2 if done.args[1:2] == ["predict"] else 0  # a line for each that cannot be read
    if said.startswith("Usage:"):
        assert done.returncode == 2 and not errors
    else:
        assert len(errors) <= max(1, files) and all(len(line) < 520 for line in errors)
        assert bool(errors) or done.returncode == 0


@pytest.mark.usefixtures("no_work")
def test_no_command_line_ends_in_a_traceback_or_takes_long(places):
    seen: dict[tuple[tuple[str, ...], str], int] = {}

    @settings(max_examples=LINES, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(line=command_lines())
    def run(line):
        started = time.monotonic()
        done = call_main(line, cwd=places)
        check(done, time.monotonic() - started)
        verb = next(verb for verb in VERBS if tuple(line[: len(verb)]) == verb)
        key = (verb, "usage" if done.stderr.startswith("Usage:") else str(done.returncode))
        seen[key] = seen.get(key, 0) + 1

    run()
    assert sum(seen.values()) >= LINES
    assert {verb for verb, _ in seen} == set(VERBS) and {status for _, status in seen} >= {"1", "2", "usage"}
    assert Path(os.devnull).is_char_device()
