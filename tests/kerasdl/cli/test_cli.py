import json
import subprocess
import sys

import numpy as np
import pytest
from PIL import Image, ImageDraw
from typer.testing import CliRunner

from kerasdl.cli import main as cli
from kerasdl.cli.common import print_result
from kerasdl.cli.main import app
from kerasdl.models.store import read_card
from tests.support.command import run_command, run_process

VERBS = ("train", "evaluate", "export", "verify", "predict", "card", "pens", "history", "search", "demo", "app", "web")


def last_line(done) -> dict:
    return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture
def pictures(tmp_path):
    """A one, a picture that is none, and a zero."""
    one = Image.new("L", (100, 140), 255)
    ImageDraw.Draw(one).line([(50, 20), (50, 120)], fill=0, width=10)
    one.save(tmp_path / "one.png")
    (tmp_path / "text.png").write_text("no picture")
    zero = Image.new("L", (140, 140))
    ImageDraw.Draw(zero).ellipse([40, 25, 100, 115], outline=255, width=11)
    zero.save(tmp_path / "zero.webp")
    return tmp_path


@pytest.mark.parametrize("name", ["quick.py", "quick.ipynb"])
def test_a_training_is_written_as_code(tmp_path, name):
    done = run_command("train", "--hidden-units", "32", "--epochs", "1", "--as-code", str(tmp_path / name), "--json")
    assert last_line(done) == {"code": str(tmp_path / name)}
    assert "layers.Dense(32, activation=" in (tmp_path / name).read_text(encoding="utf-8").replace("\\", "")
    assert [file.name for file in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("given", [["--as-code", "quick.txt"], ["--also", "class.npz", "--as-code", "a.py"]])
def test_a_training_that_cannot_be_written_as_code_is_refused_in_a_line(tmp_path, given):
    done = run_command("train", *given, cwd=tmp_path)
    assert done.returncode == 2
    assert "Received: " in done.stderr and len(done.stderr.splitlines()) == 1


def test_help_names_every_verb_and_each_verb_has_help():
    runner = CliRunner()
    text = runner.invoke(app, ["--help"]).output
    for verb in VERBS:
        assert verb in text
        helped = runner.invoke(app, [verb, "--help"])
        assert helped.exit_code == 0
        assert "Usage" in helped.output


def test_help_says_what_holds_where_nothing_is_said():
    said = {"train": ["quick", "saved_models/<preset>"], "export": ["the model's own"], "history": ["all"]}
    said |= {"search": ["20, without --trials", "one a core", "a file in --out"], "web": ["the page's own"]}
    for verb, defaults in said.items():
        helped = CliRunner().invoke(app, [verb, "--help"], env={"COLUMNS": "200"}).output
        assert all(f"[default: ({default})]" in helped for default in defaults), helped


def test_help_loads_no_numbers_no_keras_no_backend():
    code = "import sys; from typer.testing import CliRunner; from kerasdl.cli.main import app;"
    code += "CliRunner().invoke(app, ['--help']);"
    code += "print(sorted({'numpy', 'keras', 'jax', 'tensorflow', 'torch', 'streamlit', 'PIL'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


HEAVY = "keras jax tensorflow torch streamlit matplotlib optuna pandas sklearn plotly h5py PIL scipy numpy".split()


def modules_after(*arguments):
    """Which of the heavy packages a command has loaded when it ends; what is hidden is None among the modules."""
    code = "import atexit, sys; from kerasdl.cli.main import main;"
    code += f"tell = lambda: print('loaded', *[n for n in {HEAVY} if sys.modules.get(n)]); atexit.register(tell);"
    code += "sys.argv = ['kerasdl', *sys.argv[1:]]; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)], capture_output=True, text=True, check=False
    )
    word, *found = done.stdout.splitlines()[-1].split()
    assert word == "loaded", done.stderr
    return done, set(found)


def test_no_verbs_help_loads_anything_heavy():
    code = "import sys; from typer.testing import CliRunner; from kerasdl.cli.main import app;"
    code += "verbs = [c.name or c.callback.__name__ for c in app.registered_commands];"
    code += "print(len(verbs), {CliRunner().invoke(app, [verb, '--help']).exit_code for verb in verbs},"
    code += f"[n for n in {HEAVY} if sys.modules.get(n)])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "12 {0} []"


@pytest.mark.parametrize("many", [[], ["--many"]])
def test_predict_loads_neither_keras_nor_a_backend(many):
    done, found = modules_after("predict", *many, "docs/three.png", "--model", "web")
    assert done.returncode == 0, done.stderr
    assert "three.png: 3" in done.stdout
    assert found == {"PIL", "scipy", "numpy"}


@pytest.mark.parametrize(
    "arguments",
    [
        ["evaluate", "no_such_model"],
        ["verify", "no_such_model"],
        ["export", "no_such_model"],
        ["export", "quick", "--formats", "other"],
        ["predict", "no_such_picture.png"],
        ["train", "--hidden-units", "0"],
    ],
)
def test_what_is_wrong_is_said_before_keras_is_loaded(arguments):
    done, found = modules_after(*arguments)
    assert done.returncode in (1, 2) and "Received: " in done.stderr
    assert not found & {"keras", "jax", "tensorflow", "torch"}


def test_evaluate_loads_one_backend_and_no_screen():
    done, found = modules_after("evaluate", "quick")
    assert done.returncode == 0, done.stderr
    assert not found & {"tensorflow", "torch", "streamlit", "matplotlib", "optuna", "pandas", "sklearn", "plotly"}


def test_verify_loads_tensorflow_and_nothing_optional():
    done, found = modules_after("verify", "quick", "--count", "2")
    assert done.returncode == 0, done.stderr
    assert "tensorflow" in found
    assert not found & {"torch", "streamlit", "matplotlib", "optuna", "pandas", "sklearn", "plotly"}


def test_importing_kerasdl_loads_no_keras_and_no_backend():
    code = "import sys, kerasdl; kerasdl.PRESETS; kerasdl.KerasdlError;"
    code += "print(sorted({'keras', 'jax', 'tensorflow', 'torch', 'numpy'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_every_public_name_is_there():
    code = "import kerasdl; print([n for n in kerasdl.__all__ if getattr(kerasdl, n) is None]); kerasdl.no_such_name"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "[]"
    assert "has no attribute 'no_such_name'" in done.stderr


@pytest.mark.slow
def test_train_evaluate_export_verify_and_predict_in_a_row(tmp_path, pictures):
    trained = run_process("train", "--preset", "quick", "--seed", "0", "--out", "model", "--json", cwd=tmp_path)
    assert trained.returncode == 0, trained.stderr
    result = last_line(trained)
    assert result["test_accuracy"] >= 0.98
    assert result["seconds"] > result["training_seconds"] > 0
    assert (result["backend"], result["device"]) == ("jax", "cpu:0")
    assert "epoch 2/2" in trained.stderr
    assert trained.stdout.count("\n") == 1

    judged = run_command("evaluate", "model", "--png", "report.png", "--json", cwd=tmp_path)
    assert last_line(judged)["accuracy"] == pytest.approx(result["test_accuracy"], abs=1e-9)
    assert (tmp_path / "report.png").stat().st_size > 20_000

    exported = run_process("export", "model", "--json", cwd=tmp_path)
    assert set(last_line(exported)["bytes"]) == {"saved_model", "tfjs", "tfjs_layers"}
    assert (
        exported.stderr == "kerasdl: the centring of ink was put in front of it (CenterInk); --no-ink leaves it out\n"
    )

    verified = run_process("verify", "model", "--count", "500", "--json", cwd=tmp_path)
    assert verified.returncode == 0
    assert last_line(verified)["passed"] is True
    assert verified.stderr == ""

    read = run_process("predict", "one.png", "zero.webp", "--model", "model", "--json", cwd=tmp_path)
    assert [f["digit"] for f in last_line(read)["files"]] == [1, 0]
    assert read.stderr == ""

    # A new training is a new network: what was exported from the old one is gone.
    run_command("train", "--epochs", "1", "--out", "model", cwd=tmp_path)
    assert not (tmp_path / "model" / "tfjs").exists()
    assert "must be exported before" in run_command("verify", "model", cwd=tmp_path).stderr


def test_predict_continues_after_a_file_that_cannot_be_read(pictures):
    done = run_command("predict", "one.png", "text.png", "missing.png", "zero.webp", "--json", cwd=pictures)
    assert done.returncode == 1
    files = last_line(done)["files"]
    assert [f.get("digit") for f in files] == [1, None, None, 0]
    assert all(len(f["confidences"]) == 10 and abs(sum(f["confidences"]) - 1) < 1e-5 for f in (files[0], files[3]))
    assert done.stderr.splitlines() == [f"kerasdl: {files[1]['error']}", f"kerasdl: {files[2]['error']}"]


def test_predict_prints_a_line_for_people(pictures):
    done = run_command("predict", "one.png", cwd=pictures)
    assert done.returncode == 0
    assert done.stdout.startswith("one.png: 1  (")


def test_predict_says_when_it_is_not_sure(tmp_path):
    blot = Image.new("L", (100, 100), 255)
    ImageDraw.Draw(blot).rectangle([20, 20, 80, 80], fill=0)
    blot.save(tmp_path / "blot.png")
    done = run_command("predict", "blot.png", cwd=tmp_path)
    assert done.returncode == 0
    assert done.stdout.startswith("blot.png: ?  (not sure: ")
    assert last_line(run_command("predict", "blot.png", "--json", cwd=tmp_path))["files"][0]["sure"] is False


def test_predict_reads_a_row_of_digits_from_left_to_right(tmp_path, mnist):
    row = np.concatenate([np.pad(d, ((4, 4), (6, 6))) for d in mnist.test.images[:4]], axis=1)
    Image.fromarray(255 - row.repeat(3, 0).repeat(3, 1)).save(tmp_path / "row.png")
    done = run_command("predict", "row.png", "--many", cwd=tmp_path)
    assert done.stdout.startswith("row.png: 7210  (")
    digits = last_line(run_command("predict", "row.png", "--many", "--json", cwd=tmp_path))["files"][0]["digits"]
    assert [d["digit"] for d in digits] == [7, 2, 1, 0]
    assert all(len(d["confidences"]) == 10 and d["sure"] for d in digits)


@pytest.mark.slow
def test_a_page_of_pen_styles_is_drawn(tmp_path):
    done = run_command("pens", "--png", "page.png", "--json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "hooked 9" in last_line(done)["styles"]
    with Image.open(tmp_path / "page.png") as page:
        assert min(page.size) > 500
        ink = np.asarray(page.convert("L")) < 128
    assert 0.02 < ink.mean() < 0.2


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (["evaluate", "nowhere"], 1, "kerasdl: A model must be a folder with model.keras"),
        (
            ["train", "--preset", "huge"],
            2,
            "kerasdl: `preset` must be one of quick, web, cnn, teacher, record. Received: preset=huge",
        ),
        (["train", "--activation", "step"], 2, "kerasdl: `activation` must be one of relu,"),
        (
            ["train", "--backend", "theano"],
            2,
            "kerasdl: `backend` must be jax, tensorflow or torch. Received: backend=theano",
        ),
        (["train", "--hidden-units", "12,x"], 2, "must be positive integers with commas between"),
        (["train", "--epochs", "0"], 2, "greater than or equal to 1"),
        (
            ["evaluate", "--part", "most"],
            2,
            "kerasdl: `part` must be test, validation, train or all. Received: part=most",
        ),
        (["fly"], 2, "No such command 'fly'"),
        (["export", "nothing.keras"], 1, "nothing.keras is missing"),
        (["export", "--labels", "nowhere.txt"], 1, "kerasdl: `labels` must be names with commas between, or a file"),
        (["export", "--page", ".", "--overwrite"], 2, "kerasdl: `page` must be a folder of its own. Received: ."),
        (
            ["export", "--single-file", "page.pdf"],
            2,
            "kerasdl: `single_file` must be an .html file. Received: page.pdf",
        ),
        (["export", "--title", "Mine"], 2, "say --page or --single-file. Received: neither"),
    ],
)
def test_what_is_wrong_is_said_in_one_line_with_its_status(tmp_path, arguments, status, message):
    done = run_command(*arguments, cwd=tmp_path)
    assert done.returncode == status
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_a_page_and_a_single_file_are_written_with_the_model(tmp_path):
    done = run_command("export", "web", "--page", "page", "--single-file", "one.html", "--json", cwd=tmp_path)
    result = json.loads(done.stdout.splitlines()[-1])
    assert done.returncode == 0, done.stderr
    assert set(result["pages"]) == {"page", "one.html"}
    assert result["pages"]["one.html"] == (tmp_path / "one.html").stat().st_size
    assert (tmp_path / "page/index.html").is_file()


def test_a_device_that_is_not_there_is_said(tmp_path):
    done = run_command("train", "--device", "gpu:7", "--out", str(tmp_path / "m"), cwd=tmp_path)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith("kerasdl: `device` must be auto or one of cpu:0")
    assert not (tmp_path / "m" / "model.keras").exists()


def test_an_unfinished_training_is_not_overwritten_unasked(tmp_path):
    (tmp_path / "checkpoint.npz").write_bytes(b"hours of work")
    done = run_command("train", "--out", str(tmp_path))
    assert done.returncode == 1
    assert "needs --resume or --overwrite, which starts again" in done.stderr
    assert (tmp_path / "checkpoint.npz").read_bytes() == b"hours of work"


def test_resuming_a_finished_training_leaves_it_as_it_is(tmp_path):
    arguments = ["train", "--epochs", "1", "--hidden-units", "8", "--out", str(tmp_path), "--json"]
    first = last_line(run_command(*arguments))
    before = (tmp_path / "model.keras").read_bytes()
    again = run_command(*arguments, "--resume")
    assert last_line(again)["test_accuracy"] == first["test_accuracy"]
    assert (tmp_path / "model.keras").read_bytes() == before
    assert "epoch" not in again.stderr


def test_ctrl_c_ends_with_one_line_and_status_1(monkeypatch, capsys):
    def interrupted(*_arguments, **_options):
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "app", interrupted)
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 1
    assert capsys.readouterr().err == "kerasdl: stopped\n"


def test_the_version_is_the_packages(tmp_path):
    from importlib.metadata import version

    assert run_process("--version").stdout.strip() == f"kerasdl {version('kerasdl')}"


def test_the_progress_bar_shows_epoch_loss_accuracy_and_time_left(tmp_path):
    """In a terminal; what it draws is read back from a pseudo-terminal."""
    import os
    import pty

    main_end, terminal = pty.openpty()
    command = [sys.executable, "-m", "kerasdl.cli", "train", "--epochs", "2", "--hidden-units", "8"]
    environment = {**os.environ, "COLUMNS": "140", "TERM": "xterm"}
    process = subprocess.Popen(
        [*command, "--out", str(tmp_path)], stdout=subprocess.DEVNULL, stderr=terminal, env=environment
    )
    os.close(terminal)
    shown = b""
    try:
        while chunk := os.read(main_end, 4096):
            shown += chunk
    except OSError:
        pass  # the other end was closed
    assert process.wait() == 0
    text = shown.decode()
    for part in ("epoch 2/2", "loss", "accuracy", "validation", "left"):
        assert part in text


def test_json_numbers_are_plain(tmp_path, capsys):
    print_result({"accuracy": float(np.float32(0.5))}, True, "")
    assert json.loads(capsys.readouterr().out) == {"accuracy": 0.5}


def test_history_tries_a_claim_once_and_prints_what_was_found(tmp_path):
    done = run_command("history", "1958", "1969", "--out", "found", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "1958  A perceptron learns a linear model." in done.stdout
    assert "It holds. Of the 16 ways to answer four points, perceptrons give 14" in done.stdout
    again = run_command("history", "1969", "--out", "found", "--json", cwd=tmp_path)
    (found,) = last_line(again)["findings"]
    assert found["cached"] and found["finding"]["holds"] and found["finding"]["evidence"]["best_right"] == 3
    assert (tmp_path / found["picture"]).exists()
    assert again.stdout.count("\n") == 1


def test_history_of_another_year_is_said(tmp_path):
    done = run_command("history", "1970", cwd=tmp_path)
    assert done.returncode == 2
    assert (
        done.stderr.strip()
        == "kerasdl: `year` must be one of 1958, 1969, 1980s, 1986, 1989, 2006, 2009, after. Received: year=1970"
    )


@pytest.mark.slow
def test_a_training_trains_its_teachers_first_and_finds_them_the_next_time(tmp_path):
    student = ("train", "--hidden-units", "8", "--epochs", "1", "--teacher", "quick-3", "--json")
    first = run_command(*student, "--out", "saved_models/first", cwd=tmp_path)
    assert first.returncode == 0, first.stderr
    assert "kerasdl: trains a teacher first, saved_models/quick-3" in first.stderr
    assert json.loads(first.stdout)["folder"] == "saved_models/first"
    assert read_card(tmp_path / "saved_models" / "quick-3")["config"]["seed"] == 3
    assert len(list((tmp_path / "saved_models" / ".answers").rglob("*.npy"))) == 1
    again = run_command(*student, "--seed", "1", "--out", "saved_models/second", cwd=tmp_path)
    assert again.returncode == 0 and "teacher first" not in again.stderr
    assert len(list((tmp_path / "saved_models" / ".answers").rglob("*.npy"))) == 1
