import os
import time
import warnings

import numpy as np
import pytest
from PIL import Image

from kerasdl.errors import PictureError
from kerasdl.inference import image_decoder
from kerasdl.inference.foreground import extract_ink
from kerasdl.inference.image_files import ink_of_upload, read_ink
from tests.support.hostile_pictures import (
    bombs,
    damaged,
    encoded,
    hostile_arrays,
    png_of_zeros,
    small_picture,
    special_files,
    valid_files,
)

BOMBS = bombs()


@pytest.fixture(autouse=True)
def no_warnings():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


def read_or_refuse(content: bytes) -> str:
    """The message, or "" where the picture was read."""
    try:
        ink = ink_of_upload(content, "p")
    except PictureError as error:
        return str(error)
    assert ink.dtype == np.uint8 and ink.max() == 255
    return ""


def test_pictures_of_every_format_are_read_and_damaged_ones_refused():
    rng, valid = np.random.default_rng(1), valid_files()
    assert [read_or_refuse(content) for content in valid] == [""] * len(valid)
    refused = [read_or_refuse(damaged(valid[n % len(valid)], valid, rng)) for n in range(150)]
    assert sum(map(bool, refused)) > 30


@pytest.mark.parametrize("kind", ["EPS", "PPM", "ICO", "PCX", "TGA", "SGI", "JPEG2000", "DDS", "PDF"])
def test_no_other_decoder_of_pillow_is_asked_whatever_the_file_is_called(tmp_path, monkeypatch, kind):
    Image.init()
    (tmp_path / "p.png").write_bytes(encoded(small_picture().convert("RGB"), kind))
    if kind in Image.OPEN:
        monkeypatch.setitem(Image.OPEN, kind, (lambda *_: pytest.fail("was asked"), None))
    with pytest.raises(PictureError, match="must be PNG, JPEG, WebP or the like"):
        read_ink(tmp_path / "p.png")


@pytest.mark.parametrize("name", BOMBS)
def test_a_small_file_that_asks_for_much_is_refused_or_read_at_once(name):
    content = BOMBS[name]()
    start = time.process_time()
    assert read_or_refuse(content)
    assert time.process_time() - start < 5


def test_decoders_write_nothing_by_themselves(capfd):
    rng, valid = np.random.default_rng(2), [content for content in valid_files() if content[:2] in (b"II", b"MM")]
    refused = [read_or_refuse(damaged(valid[n % len(valid)], valid, rng)) for n in range(60)]
    assert sum(map(bool, refused)) > 10
    os.write(2, b"still there")
    assert capfd.readouterr() == ("", "still there")


def test_one_limit_of_bytes_and_pixels_holds_for_files_and_uploads(tmp_path, monkeypatch):
    picture = encoded(small_picture(), "PNG")
    (tmp_path / "p.png").write_bytes(picture)
    np.save(tmp_path / "p.npy", np.asarray(small_picture()))
    monkeypatch.setattr(image_decoder, "MAX_BYTES", 100)
    for read in (
        lambda: read_ink(tmp_path / "p.png"),
        lambda: read_ink(tmp_path / "p.npy"),
        lambda: ink_of_upload(picture, "p"),
    ):
        with pytest.raises(PictureError, match=r"must have at most 100 bytes. Received: .*p.* with \d+"):
            read()
    monkeypatch.undo()
    monkeypatch.setattr(image_decoder, "MAX_PIXELS", 1599)
    for read in (lambda: read_ink(tmp_path / "p.png"), lambda: ink_of_upload(picture, "p")):
        with pytest.raises(PictureError, match=r"must have at most 1,599 pixels. Received: .*p.* with more"):
            read()


def test_a_telephones_largest_photograph_is_read():
    photograph = Image.new("L", (8192, 6144), 230)
    photograph.paste(small_picture().resize((2000, 2000)), (3000, 2000))
    assert ink_of_upload(encoded(photograph, "JPEG"), "p").shape == (480, 640)


@pytest.mark.parametrize(
    "error", [MemoryError, RecursionError, AssertionError, ZeroDivisionError, UnicodeError, LookupError]
)
def test_any_error_of_a_decoder_is_a_damaged_picture(monkeypatch, error):
    monkeypatch.setattr("PIL.ImageOps.exif_transpose", lambda *_, **__: (_ for _ in ()).throw(error()))
    assert "which is damaged" in read_or_refuse(encoded(small_picture(), "PNG"))


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "GIF", "TIFF", "AVIF"])
def test_of_a_moving_picture_the_first_frame_is_read(kind):
    first, second = small_picture(), Image.new("L", (40, 40), 255)
    moving = encoded(first, kind, save_all=True, append_images=[second, second])
    assert ink_of_upload(moving, "p").any()


def test_reducing_in_bands_gives_the_means_of_the_whole(monkeypatch):
    rng = np.random.default_rng(0)
    picture = Image.fromarray(rng.integers(0, 256, (3000, 2111, 3), np.uint8))
    whole = picture.resize((450, 640), Image.Resampling.BOX)
    banded = image_decoder.reduced_by_means(picture, (450, 640), lambda band: band)
    assert np.abs(np.asarray(whole).astype(int) - np.asarray(banded)).max() <= 1


@pytest.mark.parametrize("case", hostile_arrays().items(), ids=lambda case: case[0])
def test_an_array_that_is_none_is_refused_before_memory_is_taken_for_it(tmp_path, case):
    (tmp_path / "p.npy").write_bytes(case[1])
    with pytest.raises(PictureError, match=r"Received: .*p\.npy"):
        read_ink(tmp_path / "p.npy")


@pytest.mark.parametrize("dtype", ["uint8", ">i2", "<u8", ">f8", "float16", "longdouble"])
@pytest.mark.parametrize("order", ["C", "F"])
@pytest.mark.parametrize("version", [(1, 0), (2, 0)])
def test_an_array_is_read_whatever_its_type_and_order(tmp_path, dtype, order, version):
    array = np.asarray(small_picture())
    with (tmp_path / "P.NPY").open("wb") as file:
        np.lib.format.write_array(file, array.astype(dtype, order=order), version)
    assert np.array_equal(read_ink(tmp_path / "P.NPY"), 255 - array)


def test_several_arrays_in_a_file_are_no_picture(tmp_path):
    np.savez(tmp_path / "p.npz", np.asarray(small_picture()))
    with pytest.raises(PictureError, match=r"must be a .npy file, of numpy.save. Received: .*p\.npz"):
        read_ink(tmp_path / "p.npz")


def test_what_is_no_regular_file_is_refused_and_never_waited_for(tmp_path):
    for file in special_files(tmp_path):
        with pytest.raises(
            PictureError, match="must (be a regular|be a readable|not be an empty) file. Received: "
        ) as caught:
            read_ink(file)
        assert str(caught.value).isprintable() and len(str(caught.value)) <= 500


def patterns(side: int) -> dict[str, np.ndarray]:
    """Pictures of nothing but ruled lines, pieces or noise."""
    rng = np.random.default_rng(0)
    y, x = np.mgrid[:side, :side]
    inside = (x > 3) & (y > 3) & (x < side - 4) & (y < side - 4)
    return {
        "noise": rng.integers(0, 256, (side, side)),
        "specks": 255 * (rng.random((side, side)) > 0.1),
        "dots": 255 * ~((x % 3 == 0) & (y % 3 == 0) & inside),
        "checks": 255 * ((x + y) % 2),
        "gradient": (x + y) * 127 / side,
        "rows": 255 * (y % 3 > 0),
        "columns": 255 * ~((x % 2 == 0) & inside),
        "grid": 255 * ((x % 5 > 0) & (y % 5 > 0)),
        "slanted": 255 * ((10 * y + x) % 80 > 9),
        "bar": 255 * (np.abs(y - side / 2) > side / 8),
    }


def check_patterns(side: int) -> None:
    for name, grey in patterns(side).items():
        start = time.process_time()
        ink = extract_ink(grey)
        assert ink is None or ink.any()
        assert time.process_time() - start < 10, name


def test_no_pattern_takes_long():
    check_patterns(400)


@pytest.mark.slow
def test_no_pattern_takes_long_at_the_size_of_a_row():
    check_patterns(2560)


def test_a_long_strip_is_reduced_like_any_picture():
    assert read_or_refuse(png_of_zeros(200_000, 4, colour=0)).endswith("which is blank")
