from dataclasses import replace

import pytest

from kerasdl.config import PRESETS, TrainConfig
from kerasdl.errors import ModelError
from kerasdl.files import atomic_file, atomic_folder
from kerasdl.models.store import (
    check_files,
    checksums,
    find_model,
    read_card,
    remove_exports,
    shipped,
    write_card,
)


def make_model(folder):
    folder.mkdir(parents=True)
    (folder / "model.keras").write_bytes(b"weights")
    return folder


def test_a_model_is_found_by_folder_and_by_name(tmp_path, monkeypatch):
    folder = make_model(tmp_path / "saved_models" / "mine")
    assert find_model(folder) == folder
    monkeypatch.chdir(tmp_path)
    assert find_model("mine").resolve() == folder


def test_the_shipped_model_is_found_from_anywhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert (find_model("web") / "model.keras").is_file()
    assert (shipped("web") / "index.html").is_file()
    assert (shipped("app") / "main.py").is_file()


def test_a_model_that_is_not_there_is_an_error(tmp_path):
    with pytest.raises(ModelError, match=r"A model must be a folder with model.keras.* Received: nowhere"):
        find_model("nowhere")
    (tmp_path / "empty").mkdir()
    with pytest.raises(ModelError, match="empty"):
        find_model(tmp_path / "empty")


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path):
    file = tmp_path / "card.json"
    file.write_text("old")
    with pytest.raises(RuntimeError), atomic_file(file) as part:
        part.write_text("half")
        raise RuntimeError
    assert file.read_text() == "old"
    with atomic_file(file) as part:
        part.write_text("new")
        assert file.read_text() == "old"
    assert file.read_text() == "new"
    assert [p.name for p in tmp_path.iterdir()] == ["card.json"]


def test_a_folder_is_replaced_whole_or_not_at_all(tmp_path):
    folder = tmp_path / "tfjs"
    folder.mkdir()
    (folder / "old").write_text("old")
    with pytest.raises(RuntimeError), atomic_folder(folder) as part:
        (part / "half").write_text("half")
        raise RuntimeError
    assert [p.name for p in folder.iterdir()] == ["old"]
    with atomic_folder(folder) as part:
        (part / "new").write_text("new")
    assert [p.name for p in folder.iterdir()] == ["new"]
    assert [p.name for p in tmp_path.iterdir()] == ["tfjs"]


def test_a_card_keeps_its_entries_and_lists_every_file(tmp_path):
    folder = make_model(tmp_path / "m")
    write_card(folder, seed=3)
    (folder / "tfjs").mkdir()
    (folder / "tfjs" / "model.json").write_text("{}")
    card = write_card(folder, quantize="uint8")
    assert (card["seed"], card["quantize"]) == (3, "uint8")
    assert set(card["files"]) == {"model.keras", "tfjs/model.json"}
    assert read_card(folder) == card
    check_files(folder)


def test_a_format_that_is_a_link_to_a_folder_belongs_to_the_model(tmp_path):
    folder = make_model(tmp_path / "m")
    (tmp_path / "page").mkdir()
    (tmp_path / "page" / "model.json").write_text("{}")
    (folder / "tfjs").symlink_to("../page", target_is_directory=True)
    card = write_card(folder)
    assert set(card["files"]) == {"model.keras", "tfjs/model.json"}
    check_files(folder)
    (tmp_path / "page" / "model.json").write_text("[]")
    with pytest.raises(ModelError, match=r"model\.json must have the SHA-256 in its card"):
        check_files(folder)


def test_a_link_to_a_folder_is_replaced_and_removed_without_what_it_leads_to(tmp_path):
    folder = make_model(tmp_path / "m")
    page = tmp_path / "page"
    page.mkdir()
    (page / "model.json").write_text("old")
    for target in ("../page", "../nowhere"):
        (folder / "tfjs").symlink_to(target, target_is_directory=True)
        with pytest.raises(RuntimeError), atomic_folder(folder / "tfjs"):
            raise RuntimeError
        assert (folder / "tfjs").is_symlink()
        with atomic_folder(folder / "tfjs") as part:
            (part / "model.json").write_text("new")
        assert not (folder / "tfjs").is_symlink() and (folder / "tfjs" / "model.json").read_text() == "new"
        remove_exports(folder)
    (folder / "tfjs").symlink_to("../page", target_is_directory=True)
    remove_exports(folder)
    assert [p.name for p in folder.iterdir()] == ["model.keras"]
    assert (page / "model.json").read_text() == "old"


def test_a_tampered_file_and_a_missing_one_are_named(tmp_path):
    folder = make_model(tmp_path / "m")
    write_card(folder)
    (folder / "model.keras").write_bytes(b"other weights")
    with pytest.raises(ModelError, match=r"model\.keras must have the SHA-256 in its card.*it was changed"):
        check_files(folder)
    (folder / "model.keras").unlink()
    with pytest.raises(ModelError, match=r"model\.keras is missing"):
        check_files(folder)


@pytest.mark.parametrize("text", ["{", "[1]", ""])
def test_a_damaged_card_is_an_error_that_names_it(tmp_path, text):
    (tmp_path / "card.json").write_text(text)
    with pytest.raises(ModelError, match=r"card\.json"):
        read_card(tmp_path)


@pytest.mark.parametrize("name", ["quick", "web", "cnn", "record", "teacher-0", "teacher-1"])
def test_a_shipped_model_is_what_its_card_and_its_preset_say(name):
    folder = find_model(name)
    check_files(folder)
    card = read_card(folder)
    assert set(card["files"]) == set(checksums(folder))
    preset, _, seed = name.partition("-")
    assert TrainConfig(**card["config"]) == replace(PRESETS[preset], seed=int(seed or 0))


def test_the_page_ships_the_verified_models_own_graph():
    exported, page = find_model("web") / "tfjs", shipped("web") / "model"
    assert sorted(p.name for p in page.iterdir()) == sorted(p.name for p in exported.iterdir())
    for file in exported.iterdir():
        assert (page / file.name).read_bytes() == file.read_bytes()
