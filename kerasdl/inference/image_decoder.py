"""Decoding of image files of unknown origin: formats are named; bytes, header, pixels and memory are bounded.

Nothing here depends on what a file is called. The limits hold for the command, the library and the dashboard.
"""

from __future__ import annotations

import io
import os
import threading
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from PIL import (
    AvifImagePlugin,
    BmpImagePlugin,
    GifImagePlugin,
    Image,
    JpegImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    UnidentifiedImageError,
    WebPImagePlugin,
)

from kerasdl.errors import PictureError

_PLUGINS = (
    PngImagePlugin.PngImageFile,
    JpegImagePlugin.JpegImageFile,
    WebPImagePlugin.WebPImageFile,
    GifImagePlugin.GifImageFile,
    BmpImagePlugin.BmpImageFile,
    TiffImagePlugin.TiffImageFile,
    AvifImagePlugin.AvifImageFile,
)
# Pillow knows forty formats, and one of them, EPS, is a program. HEIF is there where a package registered it.
FORMATS = (*(str(plugin.format) for plugin in _PLUGINS), "HEIF")
# The photographs of telephones have up to 8192 x 6144 pixels.
MAX_BYTES = 32_000_000
MAX_PIXELS = 51_000_000
# These decoders hold a picture several times over, 16 bytes a pixel; the others hold 4, and a JPEG is decoded reduced.
_MAX_PIXELS = {"WEBP": MAX_PIXELS // 2, "AVIF": MAX_PIXELS // 2, "HEIF": MAX_PIXELS // 2}
# A tile may lie beyond the picture, and is decoded whole.
_MAX_TILE_PIXELS = 4096 * 4096
# Each scan of a progressive JPEG passes over all pixels, whatever it holds; encoders write about ten.
_MAX_SCANS = 100
# Pillow reads chunks and tags one by one: what a header, and a picture in all, may cost, a read or 512 bytes being 1.
_HEADER_COST, _PICTURE_COST = 20_000, 1_000_000
_STANDARD_ERROR = threading.Lock()
_TILE_WIDTH, _TILE_LENGTH = 322, 323  # TIFF tags


class _MeteredFile(io.BytesIO):
    """A file in memory that ends the reading of a header, or of a picture, without end."""

    cost_left = _HEADER_COST

    def read(self, size: int | None = -1, /) -> bytes:
        content = super().read(size)
        # What is read whole costs no more than that.
        self.cost_left -= 1 if size is None or size < 0 else 1 + len(content) // 512
        if self.cost_left < 0:
            raise PictureError("too many reads")  # `opened_image` says it in full
        return content


@contextmanager
def opened_image(content: bytes, name: object, formats: Sequence[str] = FORMATS) -> Iterator[Image.Image]:
    """Open an image file's first frame within the limits, for a `with` block that decodes it.

    Args:
        content: the file.
        name: what messages call it.
        formats: which of `FORMATS` it may be in.

    Raises:
        PictureError: the file is empty, too large, in none of the formats, or damaged,
            as Pillow finds out by any error here or in the block.
    """
    check_bytes(len(content), name)
    file = _MeteredFile(content)
    try:
        with warnings.catch_warnings():
            # Pillow warns of odd tags and of sizes; the sizes are checked here.
            warnings.simplefilter("ignore")
            known = [kind for kind in formats if kind in Image.OPEN]
            with _without_lines_of_libtiff(content), Image.open(file, formats=known) as image:
                _check_cost(image, content, name)
                file.cost_left = _PICTURE_COST
                yield image
    except PictureError:
        if file.cost_left >= 0:
            raise
        raise PictureError(f"A picture must have few chunks and tags. Received: {name} with very many") from None
    except Image.DecompressionBombError:
        raise _too_many_pixels(MAX_PIXELS, name) from None
    except UnidentifiedImageError:
        raise PictureError(f"A picture must be PNG, JPEG, WebP or the like. Received: {name}, which is not") from None
    # Decoders raise any class of error for files that break off or lie about themselves; nothing else runs in here.
    except Exception as error:
        reason = str(error) or type(error).__name__
        raise PictureError(f"A picture must be whole. Received: {name}, which is damaged ({reason})") from None


@contextmanager
def _without_lines_of_libtiff(content: bytes) -> Iterator[None]:
    """libtiff writes what it finds wrong to standard error by itself; no other decoder does."""
    if content[:2] not in (b"II", b"MM"):
        yield
        return
    # Standard error is the whole process's: of two threads, the second must not take the first one's nowhere for it.
    with _STANDARD_ERROR, Path(os.devnull).open("w") as nowhere:
        kept = os.dup(2)
        os.dup2(nowhere.fileno(), 2)
        try:
            yield
        finally:
            os.dup2(kept, 2)
            os.close(kept)


def check_bytes(size: int, name: object) -> None:
    """Refuse an empty file and a large one."""
    if size == 0:
        raise PictureError(f"A picture must not be an empty file. Received: {name}")
    if size > MAX_BYTES:
        raise PictureError(f"A picture must have at most {MAX_BYTES:,} bytes. Received: {name} with {size:,}")


def _check_cost(image: Image.Image, content: bytes, name: object) -> None:
    """Refuse what would take long, or much memory, before it is decoded."""
    most = _MAX_PIXELS.get(str(image.format), MAX_PIXELS)
    if image.width * image.height > most:
        raise _too_many_pixels(most, name)
    # In a JPEG's data no byte of all ones stands before another than zero, so this counts the scans.
    if isinstance(image, JpegImagePlugin.JpegImageFile) and content.count(b"\xff\xda") > _MAX_SCANS:
        raise PictureError(f"A picture must have at most {_MAX_SCANS} scans. Received: {name} with more")
    if isinstance(image, TiffImagePlugin.TiffImageFile):
        tile = [int(image.tag_v2.get(tag, 1)) for tag in (_TILE_WIDTH, _TILE_LENGTH)]
        if tile[0] * tile[1] > _MAX_TILE_PIXELS:
            raise PictureError(
                f"A picture's tiles must have at most {_MAX_TILE_PIXELS:,} pixels. Received: {name} with more"
            )


def _too_many_pixels(most: int, name: object) -> PictureError:
    return PictureError(f"A picture must have at most {most:,} pixels. Received: {name} with more")


def reduced_by_means(
    image: Image.Image, size: tuple[int, int], prepare: Callable[[Image.Image], Image.Image]
) -> Image.Image:
    """Reduce a picture, each pixel the mean of those that it stands for, in bands: only one is held twice.

    Args:
        image: the picture.
        size: the new width and height.
        prepare: brings a band into a mode of which there are means.
    """
    (width, height), scale = image.size, image.height / size[1]
    rows = max(1, min(size[1], (1 << 22) // max(1, round(width * scale))))
    bands = []
    for top in range(0, size[1], rows):
        bottom = min(top + rows, size[1])
        first, last = int(top * scale), min(height, -int(-bottom * scale // 1))
        band = prepare(image.crop((0, first, width, last)))
        box = (0, top * scale - first, width, min(bottom * scale, height) - first)
        bands.append((top, band.resize((size[0], bottom - top), Image.Resampling.BOX, box)))
    whole = Image.new(bands[0][1].mode, size)
    for top, band in bands:
        whole.paste(band, (0, top))
    return whole
