"""Image files as ink: any size, colour or transparency, dark on light or light on dark."""

from __future__ import annotations

import io
import json
import math
import warnings
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from kerasdl.errors import PictureError
from kerasdl.inference.foreground import extract_ink

_CONSTANTS = json.loads(Path(__file__).with_name("foreground.json").read_text(encoding="utf-8"))
MIN_SIDE: int = _CONSTANTS["MIN_SIDE"]
# Larger pictures are reduced first; a digit is then still far larger than 28 x 28.
MAX_SIDE: int = _CONSTANTS["MAX_SIDE"]


def read_ink(file: str | Path, *, max_side: int = MAX_SIDE) -> np.ndarray:
    """Read one picture, or one array (.npy), as ink.

    `foreground.extract_ink` tells ink from paper. Transparent pixels show a background of the opposite tone to the visible
    ones.

    Args:
        file: PNG, JPEG, WebP, GIF, BMP, TIFF and what else Pillow reads; or `.npy`, (height, width), 0 to 255.
        max_side: larger pictures are reduced to this many pixels on the longer side.

    Returns:
        uint8, (height, width), white ink (255 where strongest) on black.

    Raises:
        PictureError: the file is missing, empty, truncated, not a picture, too large, too small, blank, or has NaN in it.
    """
    file = Path(file)
    try:
        if file.stat().st_size == 0:
            raise PictureError(f"A picture must not be an empty file. Received: {file}")
        array = file.suffix == ".npy"
        return _ink(_read_array(file, max_side) if array else _read_picture(file, file, max_side), file)
    except OSError as error:
        raise PictureError(f"A picture must be a readable file. Received: {file} ({error.strerror or error})") from None


def ink_of_upload(content: bytes, name: str, *, max_pixels: int = 50_000_000, max_side: int = MAX_SIDE) -> np.ndarray:
    """Read an uploaded picture, as `read_ink` reads a file, with its cost bounded.

    Args:
        content: a picture file's bytes; arrays are not accepted.
        name: what messages call it.
        max_pixels: larger pictures are refused before they are decoded.
        max_side: as in `read_ink`.

    Returns:
        As `read_ink`.

    Raises:
        PictureError: as `read_ink`.
    """
    if not content:
        raise PictureError(f"A picture must not be an empty file. Received: {name}")
    return _ink(_read_picture(io.BytesIO(content), name, max_side, max_pixels), name)


def grey_of(rgba: np.ndarray) -> np.ndarray:
    """Grey values of colours, with transparency laid on a background of the opposite tone to what is visible.

    Args:
        rgba: uint8, (height, width, 4).

    Returns:
        float64, (height, width), 0 to 255; 0 where all is transparent.
    """
    red, green, blue, alpha = np.moveaxis(rgba.astype(np.int64), -1, 0)
    # ITU-R 601 luma, rounded as Pillow rounds it.
    tone = (19595 * red + 38470 * green + 7471 * blue + 32768) >> 16
    dark = alpha.any() and int((tone * alpha).sum()) < 128 * int(alpha.sum())
    background = 255.0 if dark else 0.0
    return background + (tone - background) * (alpha / 255)


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


def _ink(grey: np.ndarray, name: object) -> np.ndarray:
    ink = extract_ink(grey)
    if ink is None:
        raise PictureError(f"A picture must show ink that stands out from its ground. Received: {name}, which is blank")
    return ink


def _read_picture(file: Path | io.BytesIO, name: object, max_side: int, max_pixels: int | None = None) -> np.ndarray:
    try:
        with warnings.catch_warnings():
            # Pillow warns above its limit and refuses above twice of it; a reader of digits refuses at once.
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(file) as image:
                if max_pixels is not None and image.width * image.height > max_pixels:
                    raise PictureError(f"A picture must have at most {max_pixels:,} pixels. Received: {name} with more")
                return _grey(_reduced(image, name, max_side), name)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise PictureError(
            f"A picture must have at most {Image.MAX_IMAGE_PIXELS:,} pixels. Received: {name} with more"
        ) from None
    except UnidentifiedImageError:
        raise PictureError(f"A picture must be PNG, JPEG, WebP or the like. Received: {name}, which is not") from None
    # Pillow's decoders raise these, and more, for files that break off or lie about themselves.
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, KeyError, TypeError, OverflowError) as error:
        if isinstance(error, FileNotFoundError | PermissionError | IsADirectoryError):
            raise
        raise PictureError(f"A picture must be whole. Received: {name}, which is damaged ({error})") from None


def _reduced(image: Image.Image, name: object, max_side: int) -> Image.Image:
    """A picture upright and of its `reduced_size`, each pixel the mean of those that it stands for."""
    width, height = image.size
    _check_size(width, height, name)
    size = reduced_size(width, height, max_side)
    if size != (width, height):
        # A JPEG is decoded at ½, ¼ or ⅛ of its size, at a fraction of the cost.
        image.draft("L", size)
    # Pillow turns some kinds of files by itself as it loads them; only the result tells.
    ImageOps.exif_transpose(image, in_place=True)
    if (image.width > image.height) != (width > height):
        size = size[::-1]
    if size == image.size:
        return image
    # There are no means of two tones, of a palette's numbers, of a colour that stands for transparency.
    mode = "RGBA" if image.mode in ("P", "PA") or "transparency" in image.info else image.mode
    mode = "L" if mode == "1" else "I" if mode.startswith("I;16") else mode
    return (image if mode == image.mode else image.convert(mode)).resize(size, Image.Resampling.BOX)


def _grey(image: Image.Image, name: object) -> np.ndarray:
    """Grey values, float, 0 to 255."""
    if image.mode in ("I", "F") or image.mode.startswith("I;16"):
        values = np.asarray(image).astype(np.float32)
        _refuse_nan(values, name)
        # These modes have no fixed white; 16 bits are what files with them hold.
        return values / 257 if values.max() > 255 else values
    if "A" in image.getbands() or "transparency" in image.info:
        return grey_of(np.asarray(image.convert("RGBA")))
    return np.asarray(image.convert("L"))


def _read_array(file: Path, max_side: int) -> np.ndarray:
    try:
        array = np.load(file, allow_pickle=False)
    except (ValueError, EOFError) as error:
        raise PictureError(f"An array must be a whole .npy file. Received: {file} ({error})") from None
    if not isinstance(array, np.ndarray) or array.ndim != 2 or not np.issubdtype(array.dtype, np.number):
        shape = getattr(array, "shape", None)
        raise PictureError(f"An array must be numbers of shape (height, width). Received: {file} with shape {shape}")
    if np.iscomplexobj(array):
        raise PictureError(f"An array must be real numbers. Received: {file} with dtype {array.dtype}")
    values = array.astype(np.float32)
    _refuse_nan(values, file)
    if values.size and (values.min() < 0 or values.max() > 255):
        raise PictureError(f"An array must lie in 0 to 255. Received: {file} with {values.min():g} to {values.max():g}")
    height, width = values.shape
    _check_size(width, height, file)
    size = reduced_size(width, height, max_side)
    return values if size == (width, height) else np.asarray(Image.fromarray(values).resize(size, Image.Resampling.BOX))


def _refuse_nan(values: np.ndarray, file: object) -> None:
    if not np.isfinite(values).all():
        raise PictureError(f"A picture must be finite numbers. Received: {file} with NaN or infinity")
