"""Command lines that ask for too much, for nothing, or for a place that cannot be written: refused before the work."""

import errno
import os
import subprocess
import sys
from itertools import product

import pytest
import typer

from kerasdl.cli import common, main, training
from kerasdl.cli.main import app
from kerasdl.errors import ConfigError
from kerasdl.files import locked_folder
from tests.support.command import call_main

NO_NUMBER = ("nan", "inf", "-inf", "1e999", "-1", "10**3", "0x10", "9" * 5_000, "٣x")
WHOLE = {
    "train": ("seed", "repeats", "pen-digits", "non-digits", "epochs", "batch-size", "devices"),
    "search": ("trials", "workers", "epochs", "digits", "population", "seeds"),
    "pens": ("seed",),
    "history": ("seed",),
    "verify": ("count",),
    "demo": ("app-port", "web-port"),
    "app": ("port",),
    "web": ("port",),
}
REAL = {
    "train": ("dropout", "augmentation", "elastic", "stroke", "learning-rate"),
    "search": ("minutes",),
}
# Where a verb writes: with a name that is right, were the place.
WRITES = {
    "train": ("--out", ""),
    "evaluate": ("--png", ".png"),
    "export": ("--out", ""),
    "verify": ("--answers", ".npz"),
    "card": ("--out", ".md"),
    "search": ("--out", ""),
    "history": ("--out", ""),
    "pens": ("--png", ".png"),
    "demo": ("--out", ""),
}


@pytest.fixture(autouse=True)
def no_work(monkeypatch, tmp_path):
    """No backend is loaded, no database opened, nothing served: the work has not begun."""

    def begun(*_, **__):
        pytest.fail("the work has begun")

    monkeypatch.setattr(training, "start_keras", begun)
    monkeypatch.setattr(training, "ThreadPoolExecutor", begun)
    monkeypatch.setattr(main, "_start", begun)
    monkeypatch.setattr(common, "load_keras", begun)
    monkeypatch.setattr("kerasdl.search.run.open_storage", begun)
    monkeypatch.setattr("kerasdl.export._export", begun)
    monkeypatch.setattr("kerasdl.models.folder.load_keras_model", begun)
    monkeypatch.setattr("kerasdl.history.run._run", begun)
    monkeypatch.setattr("kerasdl.cli.demo.run_demo", begun)
    monkeypatch.setattr("kerasdl.cli.demo.serve_dashboard", begun)
    monkeypatch.setattr("kerasdl.webpage.serving.serve_page", begun)
    monkeypatch.chdir(tmp_path)


def refused(*arguments, status=2):
    """What a refused command says: one line of its own, or Typer's usage."""
    done = call_main(arguments)
    assert (done.returncode, done.stdout) == (status, ""), done.stderr
    assert done.stderr.startswith("Usage:") or (done.stderr.count("\n") == 1 and done.stderr.startswith("kerasdl: "))
    return done.stderr


def each_with_some(names, always, others):
    """Every name with the values that are always tried, and with one of the others in turn."""
    yield from product(names, always)
    yield from ((name, others[n % len(others)]) for n, name in enumerate(names))


@pytest.mark.parametrize(("verb", "names"), WHOLE.items())
def test_a_whole_number_has_an_upper_limit_everywhere(verb, names):
    for name, value in each_with_some(names, ("99999999999999", "1" + 30 * "0"), ("1.5", *NO_NUMBER)):
        more = ["--trials", "1"] if verb == "search" and name != "trials" else []
        assert name.replace("-", "_") in refused(verb, f"--{name}={value}", *more).replace("-", "_")


@pytest.mark.parametrize(("verb", "names"), REAL.items())
def test_a_real_number_is_finite_everywhere(verb, names):
    for name, value in each_with_some(names, ("nan", "inf"), ("1" + 400 * "0", *NO_NUMBER)):
        assert name.replace("-", "_") in refused(verb, f"--{name}={value}").replace("-", "_")


@pytest.mark.parametrize(
    "asked",
    [
        ["train", "--hidden-units", "1000000,1000000"],
        ["train", "--filters", "100000"],
        ["train", "--repeats", "9999"],
        ["train", "--pen-digits", "1000000000"],
        ["train", "--batch-size", "1000000", "--hidden-units", "100000"],
        ["train", "--epochs", "1000000"],
        ["train", "--preset", "cnn", "--epochs", "100000"],
        ["search", "--trials", "1", "--epochs", "1000000"],
        ["search", "--trials", "1", "--workers", "1000"],
    ],
)
def test_what_takes_too_much_is_said_with_what_it_would_take_and_begun_with_yes(asked, monkeypatch):
    monkeypatch.setattr("kerasdl.training.demand.available_cores", lambda: 4)
    monkeypatch.setattr("kerasdl.training.demand.free_memory", lambda: 16_000_000_000)
    said = refused(*asked)
    assert "insist with --yes. Received: settings that" in said and ("16.0 GB are free" in said or "take about" in said)
    with pytest.raises(pytest.fail.Exception, match="the work has begun"):
        call_main([*asked, "--yes"])


@pytest.mark.parametrize(
    "text", ["1,,2", ",", ",1", "1,", "1, ,2", "1.5", "-1", "0", "nan", "1_000,x", "9" * 5_000, "∞"]
)
def test_a_list_has_no_empty_part_and_nothing_that_is_no_positive_integer(text):
    for option in ("hidden-units", "filters"):
        assert f"`{option.replace('-', '_')}` must be" in refused("train", f"--{option}={text}")


@pytest.mark.parametrize("text", [",", "tfjs,", ",tfjs", "tfjs,,onnx", " , "])
def test_formats_have_no_empty_part(text):
    assert "`formats` must be names with commas between" in refused("export", f"--formats={text}")


def options():
    """Every option of every verb that takes a value."""
    for verb, command in typer.main.get_command(app).commands.items():
        for parameter in command.params:
            if parameter.param_type_name == "option" and not parameter.is_flag:
                yield verb, parameter.opts[0]


@pytest.mark.parametrize(("verb", "option"), list(options()))
def test_no_option_takes_an_empty_value_for_something_else(verb, option):
    said = f"kerasdl: An argument must not be empty. Received: {option} with an empty value\n"
    for given in ([f"{option}="], [option, ""], [f"{option}=  "], [option, "\t"]):
        assert refused(verb, *given) == said


def test_an_empty_argument_is_refused_and_full_ones_are_not():
    for verb in ("evaluate", "export", "verify", "predict", "history"):
        assert "must not be empty" in refused(verb, "")
    common.check_no_empty_value(["train", "--preset", "quick", "--out=a b", "--json", "--", "x=", "-"])
    with pytest.raises(ConfigError, match="Received: one with an empty value"):
        common.check_no_empty_value(["predict", "a", ""])


@pytest.mark.parametrize(("verb", "writes"), WRITES.items())
def test_a_place_that_cannot_be_written_is_said_before_the_work(verb, writes, tmp_path):
    option, suffix = writes
    (tmp_path / f"file{suffix}").write_text("kept")
    (tmp_path / f"folder{suffix}").mkdir(exist_ok=True)
    in_the_way = "folder" if suffix else "file"
    for place in (
        in_the_way,
        f"file{suffix}/below",
        "/proc/nowhere/below",
        "/dev/full/below",
        "b" * 5_000,
        "c/" + "d" * 300,
    ):
        more = ["--trials", "1"] if verb == "search" else []
        assert f"`{option[2:]}` must be a" in refused(verb, option, f"{place}{suffix}", *more)
    assert (tmp_path / f"file{suffix}").read_text() == "kept"


@pytest.mark.parametrize(("verb", "writes"), WRITES.items())
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EACCES, errno.EDQUOT])
def test_a_disk_that_takes_nothing_is_said_before_the_work(verb, writes, number, monkeypatch):
    option, suffix = writes

    def full(*_, **__):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr("pathlib.Path.write_bytes", full)
    monkeypatch.setattr("kerasdl.files.tempfile.TemporaryFile", full)
    more = ["--trials", "1"] if verb == "search" else []
    assert os.strerror(number) in refused(verb, option, f"there{suffix}", *more)


@pytest.mark.parametrize("verb", ["train", "export", "search", "history", "demo"])
def test_a_folder_that_another_process_writes_to_is_refused_at_once(verb, tmp_path):
    code = (
        "import sys; from pathlib import Path; from kerasdl.files import locked_folder; from kerasdl.errors import *\n"
    )
    code += "with locked_folder(Path(sys.argv[1]), error=TrainingError): print('held', flush=True); sys.stdin.read()"
    command = [sys.executable, "-c", code, str(tmp_path / "out")]
    (tmp_path / "out").mkdir()
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "held\n"
        for more in ((), ("--resume",), ("--overwrite",)) if verb == "train" else ((),):
            given = ["--trials", "1"] if verb == "search" else more
            said = refused(verb, "--out", "out", *given, status=1)
            assert "A folder must be written by one process at a time. Received: out, where another is at work" in said
        process.stdin.close()


def test_a_model_is_not_verified_while_it_is_exported(tmp_path):
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "card.json").write_text('{"export": {"formats": []}}')
    with locked_folder(tmp_path / "model", error=ConfigError):
        assert "written by one process at a time" in refused("verify", "model", status=1)
