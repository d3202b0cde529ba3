import io
import warnings

import numpy as np
import pytest
from PIL import Image, ImageDraw

from kerasdl.errors import PictureError
from kerasdl.inference.image_files import grey_of, ink_of_upload, read_ink, reduced_size
from kerasdl.inference.reader import load_reader
from tests.support.shared_fixtures import read_fixture


@pytest.fixture(scope="module")
def reader():
    return load_reader("web")


def seven(size=(200, 160), ink=0, ground=255, mode="L", width=14) -> Image.Image:
    picture = Image.new(mode, size, ground)
    w, h = size
    points = [(w * 0.3, h * 0.25), (w * 0.7, h * 0.25), (w * 0.45, h * 0.8)]
    ImageDraw.Draw(picture).line(points, fill=ink, width=width, joint="curve")
    return picture


def transparent(colour) -> Image.Image:
    picture = Image.new("RGBA", (200, 160), (0, 0, 0, 0))
    ImageDraw.Draw(picture).line([(60, 40), (140, 40), (90, 128)], fill=(*colour, 255), width=14, joint="curve")
    return picture


PICTURES = {
    "dark on light": seven(),
    "light on dark": seven(ink=255, ground=0),
    "faint grey on grey": seven(ink=150, ground=190),
    "blue on yellow": seven(ink=(20, 40, 160), ground=(250, 230, 90), mode="RGB"),
    "yellow on blue": seven(ink=(250, 230, 90), ground=(20, 40, 160), mode="RGB"),
    "black on transparent": transparent((0, 0, 0)),
    "white on transparent": transparent((255, 255, 255)),
    "palette": seven().convert("P"),
    "one bit": seven().convert("1"),
    "cmyk": seven(mode="L").convert("CMYK"),
    "16 bits": Image.fromarray(np.asarray(seven()).astype(np.uint16) * 257),
    "tiny": seven(size=(24, 20), width=3),
    "large": seven(size=(2400, 3000), width=200),
}


@pytest.mark.parametrize("name", PICTURES)
def test_a_seven_is_read_whatever_its_form(tmp_path, reader, name):
    file = tmp_path / ("p.tiff" if name == "cmyk" else "p.png")
    PICTURES[name].save(file)
    ink = read_ink(file)
    assert ink.dtype == np.uint8
    assert ink.max() == 255
    assert np.median(ink) == 0
    assert reader.confidences(ink[None]).argmax() == 7


@pytest.mark.parametrize("ending", ["png", "jpg", "webp", "gif", "bmp", "tiff"])
def test_every_usual_format_is_read(tmp_path, reader, ending):
    seven().save(tmp_path / f"p.{ending}")
    assert reader.confidences(read_ink(tmp_path / f"p.{ending}")[None]).argmax() == 7


def test_a_photographs_orientation_is_obeyed(tmp_path, reader):
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was turned: show it turned by 90 degrees clockwise
    seven().transpose(Image.Transpose.ROTATE_90).save(tmp_path / "p.jpg", exif=exif)
    assert reader.confidences(read_ink(tmp_path / "p.jpg")[None]).argmax() == 7


def test_the_greys_of_colours_are_the_pages_transparent_ones_too():
    for fixture in read_fixture("foreground.json")["colours"]:
        assert np.abs(grey_of(np.array(fixture["rgba"], np.uint8)) - fixture["grey"]).max() < 1e-6


def test_opaque_colours_are_as_grey_as_pillow_makes_them(rng):
    rgba = rng.integers(0, 256, (40, 50, 4), np.uint8)
    rgba[..., 3] = 255
    assert np.array_equal(grey_of(rgba), np.asarray(Image.fromarray(rgba).convert("L")))


def test_pictures_are_analysed_at_the_size_at_which_the_page_does_it(tmp_path):
    for fixture in read_fixture("foreground.json")["sizes"]:
        assert list(reduced_size(*fixture["size"])) == fixture["reduced"]
    seven((900, 1281)).save(tmp_path / "p.png")
    np.save(tmp_path / "p.npy", np.asarray(seven((900, 1281))))
    for name in ("p.png", "p.npy"):
        assert read_ink(tmp_path / name).shape == (640, 450)
        assert read_ink(tmp_path / name, max_side=2000).shape == (1281, 900)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_large_tiff_is_turned_upright_however_it_was_held(tmp_path, reader, orientation):
    held = {
        3: "ROTATE_180",
        2: "FLIP_LEFT_RIGHT",
        4: "FLIP_TOP_BOTTOM",
        5: "TRANSPOSE",
        6: "ROTATE_90",
        7: "TRANSVERSE",
        8: "ROTATE_270",
    }
    upright = seven((1000, 800), width=70)
    turned = upright if orientation == 1 else upright.transpose(Image.Transpose[held[orientation]])
    turned.save(tmp_path / "p.tiff", compression="tiff_lzw", tiffinfo={0x0112: orientation})
    ink = read_ink(tmp_path / "p.tiff")
    assert ink.shape == (512, 640)
    assert reader.confidences(ink[None]).argmax() == 7


def test_an_array_is_read(tmp_path, reader):
    np.save(tmp_path / "p.npy", np.asarray(seven()))
    assert reader.confidences(read_ink(tmp_path / "p.npy")[None]).argmax() == 7


def broken_files(folder):
    good = folder / "good.png"
    seven().save(good)
    (folder / "empty.png").touch()
    (folder / "truncated.png").write_bytes(good.read_bytes()[: good.stat().st_size // 2])
    (folder / "header.png").write_bytes(good.read_bytes()[:20])
    (folder / "text.png").write_text("this is not a picture")
    (folder / "folder.png").mkdir()
    Image.new("L", (1, 1)).save(folder / "dot.png")
    Image.new("L", (50, 50), 200).save(folder / "blank.png")
    Image.new("RGBA", (50, 50), (0, 0, 0, 0)).save(folder / "clear.png")
    np.save(folder / "nan.npy", np.full((20, 20), np.nan))
    np.save(folder / "infinite.npy", np.full((20, 20), np.inf))
    np.save(folder / "cube.npy", np.zeros((2, 20, 20)))
    np.save(folder / "loud.npy", np.full((20, 20), 1000))
    np.save(folder / "object.npy", np.array([{}, 1], dtype=object), allow_pickle=True)
    np.save(folder / "thin.npy", np.zeros((900, 3)))
    (folder / "short.npy").write_bytes(b"\x93NUMPY")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("missing.png", r"must be a readable file. Received: .*missing\.png \(No such file"),
        ("empty.png", r"must not be an empty file. Received: .*empty\.png"),
        ("truncated.png", r"must be whole. Received: .*truncated\.png, which is damaged"),
        ("header.png", r"Received: .*header\.png, which is"),
        ("text.png", r"must be PNG, JPEG, WebP or the like. Received: .*text\.png, which is not"),
        ("folder.png", r"must be a regular file. Received: .*folder\.png, which is a folder"),
        ("dot.png", r"must be at least 4 x 4 pixels. Received: .*dot\.png with 1 x 1"),
        ("blank.png", r"must show ink that stands out from its ground. Received: .*blank\.png, which is blank"),
        ("clear.png", r"clear\.png, which is blank"),
        ("nan.npy", r"must be finite numbers. Received: .*nan\.npy with NaN or infinity"),
        ("infinite.npy", r"must be finite numbers. Received: .*infinite\.npy"),
        ("cube.npy", r"shape \(height, width\). Received: .*cube\.npy with shape \(2, 20, 20\)"),
        ("loud.npy", r"must lie in 0 to 255. Received: .*loud\.npy with 1000 to 1000"),
        ("object.npy", r"must be numbers .* Received: .*object\.npy with shape \(2,\), dtype object"),
        ("thin.npy", r"must be at least 4 x 4 pixels. Received: .*thin\.npy with 3 x 900"),
        ("short.npy", r"must be a whole .npy file. Received: .*short\.npy"),
    ],
)
def test_what_cannot_be_read_is_one_clear_line(tmp_path, name, message):
    broken_files(tmp_path)
    with pytest.raises(PictureError, match=message) as caught:
        read_ink(tmp_path / name)
    assert "\n" not in str(caught.value)


def test_reading_leaves_the_programs_warnings_as_they_were(tmp_path):
    seven().save(tmp_path / "p.png")
    before = list(warnings.filters)
    read_ink(tmp_path / "p.png")
    assert warnings.filters == before


def sent(picture: Image.Image, kind: str = "PNG", **options) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, format=kind, **options)
    return buffer.getvalue()


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_that_is_sent_is_read_like_a_file(tmp_path, reader, name):
    kind = "TIFF" if name == "cmyk" else "PNG"
    ink = ink_of_upload(sent(PICTURES[name], kind), "p")
    if max(PICTURES[name].size) <= 640:
        PICTURES[name].save(tmp_path / "p", format=kind)
        assert np.array_equal(ink, read_ink(tmp_path / "p"))
    assert reader.confidences(ink[None]).argmax() == 7


@pytest.mark.parametrize(
    ("mode", "ink", "ground"), [("1", 0, 1), ("P", "black", "white"), ("RGBA", (0, 0, 0, 255), (9, 9, 9, 0))]
)
def test_a_large_picture_that_is_sent_is_made_smaller_and_its_thin_strokes_stay(reader, mode, ink, ground):
    ink = ink_of_upload(sent(seven((3000, 2000), ink, ground, mode, width=4)), "p", max_side=200)
    assert ink.shape == (133, 200)
    assert reader.confidences(ink[None]).argmax() == 7


def test_a_large_photograph_that_is_sent_is_turned_upright_too(reader):
    exif = Image.Exif()
    exif[0x0112] = 6
    turned = seven((1600, 2000), width=120).transpose(Image.Transpose.ROTATE_90)
    ink = ink_of_upload(sent(turned, "JPEG", exif=exif), "p", max_side=300)
    assert ink.shape == (300, 240)
    assert reader.confidences(ink[None]).argmax() == 7


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", r"must not be an empty file. Received: mine\.png"),
        (b"this is not a picture", r"must be PNG, JPEG, WebP or the like. Received: mine\.png, which is not"),
        (sent(seven())[:300], r"must be whole. Received: mine\.png, which is damaged"),
        (sent(Image.new("L", (50, 50), 200)), r"stands out from its ground. Received: mine\.png, which is blank"),
        (sent(Image.new("L", (2, 90))), r"at least 4 x 4 pixels. Received: mine\.png with 2 x 90"),
        (sent(Image.new("1", (1001, 1000))), r"at most 1,000,000 pixels. Received: mine\.png with more"),
        (sent(Image.new("1", (101, 20_000))), r"at most 1,000,000 pixels. Received: mine\.png with more"),
    ],
)
def test_what_was_sent_and_cannot_be_read_is_one_clear_line(monkeypatch, content, message):
    monkeypatch.setattr("kerasdl.inference.image_decoder.MAX_PIXELS", 1_000_000)
    with pytest.raises(PictureError, match=message) as caught:
        ink_of_upload(content, "mine.png")
    assert "\n" not in str(caught.value)
