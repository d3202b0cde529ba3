"""Hostile picture files, generated: damaged ones of every format, bombs, arrays whose headers lie, files that are none."""

from __future__ import annotations

import io
import os
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF", "AVIF")


def small_picture(side: int = 40) -> Image.Image:
    """A seven."""
    picture = Image.new("L", (side, side), 255)
    ImageDraw.Draw(picture).line([(8, 8), (side - 8, 8), (side // 2, side - 6)], fill=0, width=3)
    return picture


def encoded(picture: Image.Image, kind: str, **options: object) -> bytes:
    """The picture as a file's bytes."""
    buffer = io.BytesIO()
    picture.save(buffer, format=kind, **options)
    return buffer.getvalue()


def valid_files() -> list[bytes]:
    """Small valid pictures: every format, and modes, compressions and blocks of metadata that have code of their own."""
    seven = small_picture()
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = 6, "a description"
    moving = {"save_all": True, "append_images": [seven.rotate(90)]}
    return [
        *(encoded(seven.convert("RGB"), kind) for kind in FORMATS),
        *(encoded(seven.convert("RGB"), kind, exif=exif) for kind in ("PNG", "JPEG", "WEBP", "AVIF")),
        *(encoded(seven, kind, **moving) for kind in ("PNG", "WEBP", "GIF", "TIFF")),
        *(encoded(seven.convert(mode), "PNG") for mode in ("1", "P", "LA", "RGBA", "I;16")),
        *(encoded(seven.convert(mode), "TIFF", compression="tiff_lzw") for mode in ("1", "I;16", "F", "CMYK")),
        *(encoded(seven, "TIFF", compression=c) for c in ("tiff_adobe_deflate", "packbits", "jpeg")),
        encoded(seven, "JPEG", progressive=True),
        encoded(seven.convert("CMYK"), "JPEG"),
    ]


def damaged(content: bytes, others: list[bytes], rng: np.random.Generator) -> bytes:
    """One file with flipped bits, cut off, spliced with another, or with other numbers in its header."""
    data = bytearray(content)
    how, place = int(rng.integers(5)), int(rng.integers(len(data)))
    if how == 0:
        for i in rng.integers(0, len(data), int(rng.integers(1, 20))):
            data[i] ^= 1 << int(rng.integers(8))
    elif how == 1:
        del data[place:]
    elif how == 2:
        other = others[int(rng.integers(len(others)))]
        data[place:] = other[int(rng.integers(len(other))) :]
    elif how == 3:
        start = int(rng.integers(4, min(200, len(data) - 4)))
        data[start : start + 4] = struct.pack("<I", int(rng.choice([0, 1, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFF, 60_000])))
    else:
        data[place:place] = bytes(data[place : place + int(rng.integers(1, 500))]) * int(rng.integers(1, 50))
    if data[:4] == b"\x89PNG" and rng.random() < 0.7:
        return _with_checksums(bytes(data))
    return bytes(data)


def _with_checksums(png: bytes) -> bytes:
    """Else a damaged PNG ends at its first chunk."""
    out, at = bytearray(png[:8]), 8
    while at + 8 <= len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        out += png_chunk(png[at + 4 : at + 8], png[at + 8 : at + 8 + length])
        at += 12 + length
    return bytes(out)


def png_chunk(kind: bytes, content: bytes) -> bytes:
    """One chunk of a PNG."""
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png_of_zeros(width: int, height: int, *chunks: bytes, colour: int = 6) -> bytes:
    """A PNG that is a thousandth of its pixels; `colour` as in its header, 6 for RGBA."""
    samples = {0: 1, 2: 3, 3: 1, 6: 4}[colour]
    packer = zlib.compressobj(1)
    rows = b"".join(packer.compress(bytes(1 + samples * width)) for _ in range(height)) + packer.flush()
    header = struct.pack(">IIBBBBB", width, height, 8, colour, 0, 0, 0)
    palette = [png_chunk(b"PLTE", bytes(768))] if colour == 3 else []
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        [png_chunk(b"IHDR", header), *palette, *chunks, png_chunk(b"IDAT", rows), png_chunk(b"IEND", b"")]
    )


def tiff(tags: list[tuple[int, int, int, int]], data: bytes = b"") -> bytes:
    """A TIFF of tags (number, type, count, value or place) before its data, which starts at `tiff_start(len(tags))`."""
    entries = b"".join(struct.pack("<HHII", *tag) for tag in tags)
    return b"II*\x00\x08\x00\x00\x00" + struct.pack("<H", len(tags)) + entries + bytes(4) + data


def tiff_start(tags: int) -> int:
    """Where the data of a TIFF of so many tags starts."""
    return 8 + 2 + 12 * tags + 4


def bombs() -> dict[str, Callable[[], bytes]]:
    """Small files that ask for much: pixels, text, tags, chunks, scans, tiles; each is made when it is called."""
    jpeg = encoded(small_picture(), "JPEG", progressive=True)
    scan = jpeg.rindex(b"\xff\xda")
    many_tags = [(n, 1, 1_000_000, 0) for n in range(40_000, 60_000)]
    exif = b"II*\x00\x08\x00\x00\x00" + struct.pack("<H", 60_000)
    exif += b"".join(struct.pack("<HHII", n, 1, 1_000_000, 0) for n in range(1, 60_001)) + bytes(1_000_000)
    plain = [(256, 4, 1, 40), (257, 4, 1, 40), (258, 3, 1, 8), (259, 3, 1, 8), (262, 3, 1, 1), (277, 3, 1, 1)]
    tile = zlib.compress(bytes(20_000 * 20_000 // 100))
    tiled = [*plain, (322, 4, 1, 20_000), (323, 4, 1, 20_000), (324, 4, 1, tiff_start(10)), (325, 4, 1, len(tile))]
    gif = encoded(small_picture(), "GIF")
    return {
        "pixels": lambda: png_of_zeros(9_000, 5_700, colour=0),
        "palette": lambda: png_of_zeros(4_000, 4_000, colour=3),
        "wide": lambda: png_of_zeros(1_000_000, 4, colour=0),
        "thin": lambda: encoded(Image.new("1", (1, 60_000)), "PNG"),
        "text": lambda: png_of_zeros(9, 9, *[png_chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(1_000_000)))] * 100),
        "profile": lambda: png_of_zeros(9, 9, png_chunk(b"iCCP", b"a\0\0" + zlib.compress(bytes(100_000_000)))),
        "chunks": lambda: png_of_zeros(9, 9, png_chunk(b"prVt", b"") * 500_000),
        "exif": lambda: png_of_zeros(9, 9, png_chunk(b"eXIf", exif)),
        "scans": lambda: jpeg[:scan] + jpeg[scan:-2] * 5_000 + jpeg[-2:],
        "markers": lambda: jpeg[:2] + b"\xff\xfe\x00\x02" * 500_000 + jpeg[2:],
        "extensions": lambda: gif[:13] + b"\x21\x01\x00" * 1_000_000,
        "comment": lambda: gif[:13] + b"\x21\xfe" + (b"\xff" + bytes(255)) * 50_000,
        "tags": lambda: tiff(many_tags, bytes(1_000_000)),
        "tile": lambda: tiff(tiled, tile),
        "resolution": lambda: tiff([*plain, (282, 5, 3_000_000, tiff_start(7))], bytes(24_000_000)),
        "bits": lambda: tiff([*plain[:2], (258, 3, 10_000_000, tiff_start(6)), *plain[3:]], bytes(20_000_000)),
        "bytes": lambda: bytes(40_000_000),
    }


def npy(header: str, data: bytes = b"", version: int = 1) -> bytes:
    """A `.npy` file with any text in the place of its header."""
    text = header.encode("latin1")
    length = struct.pack("<H" if version == 1 else "<I", len(text))
    return b"\x93NUMPY" + bytes([version, 0]) + length + text + data


def npy_of(descr: str, shape: str, data: bytes = b"") -> bytes:
    """A `.npy` file of a type and a shape, each a Python literal."""
    return npy(f"{{'descr': {descr}, 'fortran_order': False, 'shape': {shape}}}", data)


def hostile_arrays() -> dict[str, bytes]:
    """Arrays that are none, or are not pictures, or declare what they do not hold."""
    whole = io.BytesIO()
    np.save(whole, np.asarray(small_picture()))
    types = (
        "'|O'",
        "'<c16'",
        "'|b1'",
        "'<M8[s]'",
        "'|S4'",
        "'|V8'",
        "'<U3'",
        "[('a', '<f4')]",
        "('<f4', (3,))",
        "'x'",
        "7",
    )
    shapes = (
        "(1000000000, 1000000000)", f"({10**30}, 4)", f"({'9' * 5000}, 4)", "(0, 0)", "(-5, -5)", "(4,)", "()",
        "(True, True)", "('a', 4)", "(4.0, 4)", "4", "(4, 4, 4)", "(40, 41)",
    )  # fmt: skip
    return {
        **{f"type {t}": npy_of(t, "(40, 40)", bytes(1600 * 16)) for t in types},
        **{f"shape {s[:20]}": npy_of("'<f8'", s, bytes(1600 * 8)) for s in shapes},
        "huge value": npy_of("'<f8'", "(40, 40)", np.full(1600, 1e300).tobytes()),
        "NaN": npy_of("'<f2'", "(40, 40)", np.full(1600, np.nan, np.float16).tobytes()),
        "nested header": npy("(" * 5_000),
        "long header": npy("{}" + " " * 60_000),
        "endless header": b"\x93NUMPY\x02\x00\xff\xff\xff\xff{",
        "code": npy("__import__('os').abort()"),
        "version": b"\x93NUMPY\x09\x00" + bytes(100),
        "magic": b"NOT NUMPY" + bytes(100),
        "pickle": b"\x80\x04\x95" + bytes(100),
        "one byte": b"\x93",
        **{f"cut at {n}": whole.getvalue()[:n] for n in (6, 9, 60, 500)},
        "too long": whole.getvalue() + b"x",
    }


def special_files(folder: Path) -> list[Path]:
    """Names that are no regular files: folders, pipes, devices, broken links, and names that no file can have."""
    (folder / "folder.png").mkdir()
    os.mkfifo(folder / "pipe.png")
    (folder / "broken.png").symlink_to("nowhere")
    (folder / "loop.png").symlink_to("loop.png")
    (folder / "device.png").symlink_to("/dev/zero")
    (folder / "empty\x1b[31m\n.png").touch()
    names = ["folder.png", "pipe.png", "broken.png", "loop.png", "device.png", "empty\x1b[31m\n.png", "missing.npy"]
    names += ["x" * 5_000, "a\0b.png", "\ud800.png", "\udcff.npy", "-"]
    return [*(folder / name for name in names), Path("/dev/zero"), Path("/dev/stdin"), Path("-"), Path()]
