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


@pytest.mark.parametrize("count", [3, 300, 3_000])
def test_names_are_names_however_long_they_are_in_all(count):
    names = [f"name {n}" for n in range(count)]
    assert read_labels(",".join(names)) == names


@pytest.mark.parametrize("given", ["x" * 5_000, "a\0b", "a\0b,c"])
def test_what_no_file_can_be_called_is_no_traceback(given):
    if "," in given:
        with pytest.raises(ExportError, match="A label must have 1 to 40 printable characters"):
            check_labels(read_labels(given), (None, 2))
    else:
        with pytest.raises(ExportError, match="`labels` must be names with commas between"):
            read_labels(given)


def test_a_file_of_labels_is_limited_in_size(tmp_path):
    (tmp_path / "labels.txt").write_text("x" * 1_000_001)
    with pytest.raises(ExportError, match="must have at most 1,000,000 characters. Received: .*labels.txt"):
        read_labels(str(tmp_path / "labels.txt"))


def test_many_labels_are_compared_at_once():
    check_labels([f"name {n}" for n in range(60_000)], (None, 60_000))


def test_hostile_labels_are_but_text():
    check_labels(["</script>", "a & b", "'\""], (None, 3))
