"""Sizes of a model's formats."""

import gzip
import os

from kerasdl.models.file_sizes import FormatSize, format_sizes


def test_sizes_are_those_of_the_files_on_disk_and_gzipped_one_by_one(tmp_path):
    (tmp_path / "tfjs").mkdir()
    noise, zeros = os.urandom(5_000), bytes(5_000)
    (tmp_path / "model.keras").write_bytes(noise)
    (tmp_path / "tfjs" / "model.json").write_bytes(zeros)
    (tmp_path / "tfjs" / "weights.bin").write_bytes(noise)
    found = format_sizes(tmp_path)
    assert list(found) == ["model.keras", "tfjs"]
    assert found["model.keras"] == FormatSize(5_000, len(gzip.compress(noise, 6)))
    assert found["tfjs"] == FormatSize(10_000, len(gzip.compress(zeros, 6)) + len(gzip.compress(noise, 6)))


def test_a_folder_without_a_model_has_no_sizes(tmp_path):
    assert format_sizes(tmp_path) == {}
