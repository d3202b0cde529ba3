"""Image files as ink: any size, colour or transparency, dark on light or light on dark."""

from __future__ import annotations

import json
import math
import stat
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

from kerasdl.errors import PictureError
from kerasdl.inference.array_files import read_array
from kerasdl.inference.filters import sampled_median
from kerasdl.inference.foreground import MEDIAN_SAMPLES, extract_ink
from kerasdl.inference.image_decoder import MAX_BYTES, check_bytes, opened_image, reduced_by_means

_CONSTANTS = json.loads(Path(__file__).with_name("foreground.json").read_text(encoding="utf-8"))
MIN_SIDE: int = _CONSTANTS["MIN_SIDE"]
# Larger pictures are reduced first; a digit is then still far larger than 28 x 28.
MAX_SIDE: int = _CONSTANTS["MAX_SIDE"]
# Each digit of a row gets only a part of the picture's pixels.
ROW_MAX_SIDE: int = _CONSTANTS["ROW_MAX_SIDE"]

# Colours are told apart by a channel alone where its contrast is this large, and so many times that of the luma.
MIN_COLOUR_CONTRAST: float = _CONSTANTS["MIN_COLOUR_CONTRAST"]
COLOUR_CONTRAST_RATIO: float = _CONSTANTS["COLOUR_CONTRAST_RATIO"]


def read_ink(file: str | Path, *, max_side: int = MAX_SIDE, row: bool = False) -> np.ndarray:
    """Read one picture, or one array (.npy), as ink.

    `foreground.extract_ink` tells ink from paper. Transparent pixels show a background of the opposite tone to the visible
    ones.

    Args:
        file: PNG, JPEG, WebP, GIF, BMP, TIFF or AVIF, and of a moving picture the first frame; or `.npy`, (height, width),
            0 to 255. At most `image_decoder.MAX_BYTES` and `MAX_PIXELS`.
        max_side: larger pictures are reduced to this many pixels on the longer side.
        row: see `foreground.extract_ink`.

    Returns:
        uint8, (height, width), white ink (255 where strongest) on black.

    Raises:
        PictureError: the file is missing, empty, truncated, not a picture, too large, too small, blank, or has NaN in it.
    """
    file = Path(file)
    content = _read_bytes(file)
    if file.suffix.lower() == ".npz":
        raise PictureError(f"An array must be a .npy file, of numpy.save. Received: {file}")
    if file.suffix.lower() == ".npy":
        return _ink(_reduced_array(read_array(content, file), file, max_side), file, row)
    return ink_of_upload(content, str(file), max_side=max_side, row=row)


def ink_of_upload(content: bytes, name: str, *, max_side: int = MAX_SIDE, row: bool = False) -> np.ndarray:
    """Read an uploaded picture, as `read_ink` reads a file.

    Args:
        content: a picture file's bytes; arrays are not accepted.
        name: what messages call it.
        max_side, row: as in `read_ink`.

    Returns:
        As `read_ink`.

    Raises:
        PictureError: as `read_ink`.
    """
    return _ink(_read_picture(content, name, max_side), name, row)


def grey_of(rgba: np.ndarray) -> np.ndarray:
    """Grey values of colours, with transparency laid on a background of the opposite tone to what is visible.

    Args:
        rgba: uint8, (height, width, 4).

    Returns:
        float64, (height, width), 0 to 255; 0 where all is transparent.
    """
    red, green, blue, alpha = np.moveaxis(rgba.astype(np.int32), -1, 0)
    # ITU-R 601 luma, rounded as Pillow rounds it.
    luma = (19595 * red + 38470 * green + 7471 * blue + 32768) >> 16
    tone = _of_most_contrast(luma, (red, green, blue))
    dark = alpha.any() and int((tone * alpha).sum(dtype=np.int64)) < 128 * int(alpha.sum(dtype=np.int64))
    background = 255.0 if dark else 0.0
    return background + (tone - background) * (alpha / 255)


def _of_most_contrast(luma: np.ndarray, channels: Sequence[np.ndarray]) -> np.ndarray:
    """The luma; where ink and ground share it and differ in colour, the channel in which they differ most."""
    contrasts = [_contrast(channel) for channel in channels]
    most = max(contrasts)
    if most < MIN_COLOUR_CONTRAST or most < COLOUR_CONTRAST_RATIO * _contrast(luma):
        return luma
    return channels[contrasts.index(most)]


def _contrast(values: np.ndarray) -> float:
    """The largest difference from the median, of means of three pixels in each direction, so that noise counts less."""
    means = values.astype(np.float64)
    for _ in range(2):
        means = means.T
        if len(means) >= 3:
            means = (means[:-2] + means[1:-1] + means[2:]) / 3
    return float(np.abs(means - sampled_median(means, MEDIAN_SAMPLES)).max())


def reduced_size(width: int, height: int, max_side: int = MAX_SIDE) -> tuple[int, int]:
    """The size at which a picture is analysed: at most `max_side` on the longer side, at least `MIN_SIDE` on the other."""
    scale = min(1.0, max_side / max(width, height))
    across, down = (max(MIN_SIDE, math.floor(scale * side + 0.5)) for side in (width, height))
    return across, down


def _check_size(width: int, height: int, name: object) -> None:
    if min(width, height) < MIN_SIDE:
        raise PictureError(
            f"A picture must be at least {MIN_SIDE} x {MIN_SIDE} pixels. Received: {name} with {width} x {height}"
        )


def _ink(grey: np.ndarray, name: object, row: bool = False) -> np.ndarray:
    ink = extract_ink(grey, row=row)
    if ink is None:
        raise PictureError(f"A picture must show ink that stands out from its ground. Received: {name}, which is blank")
    return ink


def _read_bytes(file: Path) -> bytes:
    """A regular file's content: a device has no end, and a pipe waits for its other end."""
    try:
        found = file.stat()
        if not stat.S_ISREG(found.st_mode):
            raise PictureError(f"A picture must be a regular file. Received: {file}, which is a folder, pipe or device")
        check_bytes(found.st_size, file)
        with file.open("rb") as opened:
            content = opened.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:  # ValueError: a name that no file can have
        reason = getattr(error, "strerror", None) or error
        raise PictureError(f"A picture must be a readable file. Received: {file} ({reason})") from None
    check_bytes(len(content), file)
    return content


def _read_picture(content: bytes, name: object, max_side: int) -> np.ndarray:
    """Grey values; a function of its own, so that the large picture is gone before ink is looked for."""
    with opened_image(content, name) as image:
        return _grey(_reduced(image, name, max_side), name)


def _reduced(image: Image.Image, name: object, max_side: int) -> Image.Image:
    """A picture upright and of its `reduced_size`, each pixel the mean of those that it stands for."""
    width, height = image.size
    _check_size(width, height, name)
    size = reduced_size(width, height, max_side)
    if size != (width, height):
        # A JPEG is decoded at ½, ¼ or ⅛ of its size, at a fraction of the cost.
        image.draft("RGB", size)
    # Pillow turns some kinds of files by itself as it loads them; only the result tells.
    ImageOps.exif_transpose(image, in_place=True)
    if (image.width > image.height) != (width > height):
        size = size[::-1]
    if size == image.size:
        return image
    return reduced_by_means(image, size, _with_means)


def _with_means(image: Image.Image) -> Image.Image:
    """A picture in a mode that has means: two tones, numbers of a palette, a transparent colour have none."""
    mode = "RGBA" if image.mode in ("P", "PA") or "transparency" in image.info else image.mode
    mode = "L" if mode == "1" else "I" if mode.startswith("I;16") else mode
    return image if mode == image.mode else image.convert(mode)


def _grey(image: Image.Image, name: object) -> np.ndarray:
    """Grey values, float, 0 to 255."""
    if image.mode in ("I", "F") or image.mode.startswith("I;16"):
        values = np.asarray(image).astype(np.float32)
        if not np.isfinite(values).all():
            raise PictureError(f"A picture must be finite numbers. Received: {name} with NaN or infinity")
        # These modes have no fixed white; 16 bits are what files with them hold.
        return values / 257 if values.max() > 255 else values
    if image.mode in ("1", "L") and "transparency" not in image.info:
        return np.asarray(image.convert("L"))
    return grey_of(np.asarray(image.convert("RGBA")))


def _reduced_array(values: np.ndarray, name: object, max_side: int) -> np.ndarray:
    height, width = values.shape
    _check_size(width, height, name)
    size = reduced_size(width, height, max_side)
    return values if size == (width, height) else np.asarray(Image.fromarray(values).resize(size, Image.Resampling.BOX))
