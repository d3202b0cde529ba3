import pytest

from kerasdl.errors import ExportError
from kerasdl.models.labels import check_labels, read_labels


def test_labels_are_read_with_commas_or_from_a_file(tmp_path):
    file = tmp_path / "labels.txt"
    file.write_text("\ufeffcat\n\n dog, small \n貓\n", encoding="utf-8")
    assert read_labels(str(file)) == ["cat", "dog, small", "貓"]
    assert read_labels("cat, dog,bird") == ["cat", "dog", "bird"]


@pytest.mark.parametrize("given", ["cat", "no/such/file.txt"])
def test_what_is_neither_names_nor_a_file_is_an_error(given):
    with pytest.raises(
        ExportError, match=r"names with commas between, or a file with one a line. Received: .*No such file"
    ):
        read_labels(given)


def test_a_file_that_is_no_text_is_an_error(tmp_path):
    (tmp_path / "labels.bin").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ExportError, match="Received: .*labels.bin"):
        read_labels(str(tmp_path / "labels.bin"))


def test_hostile_labels_are_but_text():
    check_labels(["</script>", "a & b", "'\""], (None, 3))
