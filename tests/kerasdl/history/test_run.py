"""Findings are kept, read again, and drawn."""

import json
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

import kerasdl.history.run
from kerasdl.errors import ConfigError, HistoryError
from kerasdl.files import locked_folder
from kerasdl.history.claims import (
    CLAIMS,
    after,
    depth_1986,
    gpu_2009,
    load_claim,
    multilayer_1980s,
    rbm_2006,
    width_1989,
)
from kerasdl.history.run import read_finding, run_history

# Small enough for a test of the pictures; the claims have tests of their own.
SMALL = {
    "1958": {"count": 300, "passes": 1},
    "1969": {"passes": 10},
    "1980s": {"count": 300, "epochs": 2},
    "1986": {"count": 300, "epochs": 1, "depths": (1, 4)},
    "1989": {"count": 300, "epochs": 1, "tree_epochs": 2},
    "2006": {"count": 300, "epochs": 2, "rbm_epochs": 1},
    "2009": {"size": (64, 64, 64), "rounds": 1},
    "after": {"count": 300, "epochs": 1},
}


@pytest.fixture
def small(monkeypatch, few):
    """Claims that are tried in a moment, counted."""
    tried = []
    for year, settings in SMALL.items():
        module = load_claim(year)
        run = module.run

        def quick(mnist, seed, *, run=run, settings=settings, year=year):
            tried.append(year)
            return run(few, seed, **settings)

        monkeypatch.setattr(module, "run", quick)
    monkeypatch.setattr(multilayer_1980s, "TRIES", 2)
    return tried


def test_every_claim_of_the_slide_is_there():
    assert list(CLAIMS) == ["1958", "1969", "1980s", "1986", "1989", "2006", "2009", "after"]
    for year in CLAIMS:
        assert year == load_claim(year).YEAR and load_claim(year).CLAIM.endswith((".", "?"))


def test_all_are_kept_and_drawn(small, tmp_path):
    told = []
    kept = run_history(out=tmp_path, on_progress=lambda year, share: told.append((year, share)))
    assert [k.finding.year for k in kept] == small == list(CLAIMS)
    assert told[0] == ("1958", 0.0) and all(0 <= share <= 1 for _, share in told)
    for k in kept:
        saved = json.loads(k.file.read_text())
        assert saved["seed"] == 0 and saved["version"] == kerasdl.__version__
        assert saved["evidence"] == json.loads(json.dumps(k.finding.evidence))
        picture = np.asarray(Image.open(k.picture).convert("L"))
        # Above the statement is a picture: without one there would be the title and paper.
        assert picture.shape == (638, 1100) and (picture[80:480] < 250).mean() > 0.02
    assert {p.name for p in tmp_path.iterdir()} == {f"{y}-seed-0.{e}" for y in CLAIMS for e in ("json", "png")}


def test_what_was_found_is_read_again(small, tmp_path):
    (first,) = run_history(["1969"], out=tmp_path)
    (second,) = run_history(["1969"], out=tmp_path)
    assert small == ["1969"]
    assert second.cached and not first.cached
    assert second.finding == first.finding and second.seconds == first.seconds


def test_what_was_found_can_be_looked_up_without_trying(small, tmp_path):
    assert read_finding("1969", out=tmp_path) is None and small == []
    (kept,) = run_history(["1969"], out=tmp_path)
    before = read_finding("1969", out=tmp_path)
    assert before is not None and before.cached and before.finding == kept.finding
    assert read_finding("1969", out=tmp_path, seed=1) is None


@pytest.mark.parametrize("change", ["seed", "version", "again", "damage", "picture"])
def test_it_is_found_anew_when_it_must_be(small, tmp_path, monkeypatch, change):
    (first,) = run_history(["1969"], out=tmp_path)
    if change == "version":
        monkeypatch.setattr(kerasdl.history.run, "__version__", "9.9")
    if change == "damage":
        first.file.write_text("{")
    if change == "picture":
        first.picture.unlink()
    (second,) = run_history(["1969"], out=tmp_path, seed=1 if change == "seed" else 0, again=change == "again")
    assert not second.cached and small == ["1969", "1969"]
    assert second.picture.exists()


def test_a_year_without_a_claim_is_said(tmp_path):
    with pytest.raises(ConfigError, match="Received: year=1970"):
        run_history(["1958", "1970"], out=tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_file_in_the_way_of_the_folder_is_said_before_the_work(tmp_path):
    file = tmp_path / "found"
    file.write_text("kept")
    with pytest.raises(ConfigError, match="`out` must be a folder that can be written. Received: .*found"):
        run_history(["1958"], out=file)
    assert file.read_text() == "kept"


def test_a_verdict_is_printed_either_way(small, tmp_path):
    kept = run_history(["1969", "1989"], out=tmp_path)
    assert "It holds. Of the 16 ways" in kept[0].text()
    failed = replace(kept[1], finding=replace(kept[1].finding, holds=False))
    assert "It does not hold. " in failed.text()
    assert all(len(line) <= 60 for k in kept for line in k.text(60).splitlines())


@pytest.mark.parametrize("module", [depth_1986, rbm_2006, after])
def test_progress_reaches_the_end(few, module):
    parts = []
    year = module.YEAR
    module.run(few, 0, **SMALL[year], on_part=parts.append)
    assert parts == sorted(parts) and parts[-1] == 1.0


@pytest.mark.slow
def test_one_seed_gives_one_finding(few):
    for module in (multilayer_1980s, width_1989):
        settings = SMALL[module.YEAR]
        assert module.run(few, 3, **settings).evidence == module.run(few, 3, **settings).evidence
    assert gpu_2009.run(size=(8, 8, 8), rounds=1).seed == 0


def test_a_finding_is_said_even_where_it_cannot_be_written(small, tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("kerasdl.history.plots.save_finding", full)
    said = []
    with pytest.raises(OSError, match="No space"):
        run_history(["1969"], out=tmp_path, on_finding=said.append)
    assert [found.finding.year for found in said] == ["1969"]
    assert read_finding("1969", out=tmp_path) is None and list(tmp_path.iterdir()) == []


def test_a_folder_that_another_process_writes_to_is_refused(small, tmp_path):
    with locked_folder(tmp_path, error=HistoryError), pytest.raises(HistoryError, match="by one process at a time"):
        run_history(["1969"], out=tmp_path)
    assert small == []
