"""Picture files as ink: any size, colour or transparency, dark on light or light on dark."""

from __future__ import annotations

import io
import warnings
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from kerasdl.errors import PictureError
from kerasdl.inference.foreground import ink_of

SMALLEST_SIDE = 4


def read_ink(file: str | Path) -> np.ndarray:
    """Read one picture, or one array (.npy), as ink.

    What is ink and what is paper, `paper.ink_of` says. Transparent pixels show a ground of the opposite tone to the
    visible ones.

    Args:
        file: PNG, JPEG, WebP, GIF, BMP, TIFF and what else Pillow reads; or `.npy`, (height, width), 0 to 255.

    Returns:
        uint8, (height, width), white ink (255 where strongest) on black.

    Raises:
        PictureError: the file is missing, empty, truncated, not a picture, too large, too small, blank, or has NaN in it.
    """
    file = Path(file)
    try:
        if file.stat().st_size == 0:
            raise PictureError(f"A picture must not be an empty file. Received: {file}")
        return _ink(_read_array(file) if file.suffix == ".npy" else _read_picture(file, file), file)
    except OSError as error:
        raise PictureError(f"A picture must be a readable file. Received: {file} ({error.strerror or error})") from None


def ink_of_upload(content: bytes, name: str, *, most_pixels: int = 50_000_000, longest_side: int = 640) -> np.ndarray:
    """Read a picture that somebody sent, as `read_ink` reads a file, but bounded in what it may cost.

    Args:
        content: a picture file's bytes; an array is not read.
        name: what messages call it.
        most_pixels: larger pictures are refused before they are decoded.
        longest_side: larger pictures are made smaller first, in pixels; a digit on it is still far larger than 28 x 28.

    Returns:
        As `read_ink`.

    Raises:
        PictureError: as `read_ink`.
    """
    if not content:
        raise PictureError(f"A picture must not be an empty file. Received: {name}")
    return _ink(_read_picture(io.BytesIO(content), name, most_pixels, longest_side), name)


def _ink(grey: np.ndarray, name: object) -> np.ndarray:
    """The ink on a picture of grey values, if it is large enough and shows some."""
    if min(grey.shape) < SMALLEST_SIDE:
        raise PictureError(
            f"A picture must be at least {SMALLEST_SIDE} x {SMALLEST_SIDE} pixels. "
            f"Received: {name} with {grey.shape[1]} x {grey.shape[0]}"
        )
    ink = ink_of(grey)
    if ink is None:
        raise PictureError(f"A picture must show ink that stands out from its ground. Received: {name}, which is blank")
    return ink


def _read_picture(
    file: Path | io.BytesIO, name: object, most_pixels: int | None = None, longest_side: int | None = None
) -> np.ndarray:
    try:
        with warnings.catch_warnings():
            # Pillow warns above its limit and refuses above twice of it; a reader of digits refuses at once.
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(file) as image:
                if most_pixels is not None and image.width * image.height > most_pixels:
                    raise PictureError(
                        f"A picture must have at most {most_pixels:,} pixels. Received: {name} with more"
                    )
                upright = ImageOps.exif_transpose(image if longest_side is None else _shrunk(image, longest_side))
                return _grey(upright or image, name)
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


def _shrunk(image: Image.Image, longest_side: int) -> Image.Image:
    """A picture of at most so many pixels on a side, each the mean of those that it stands for."""
    image.draft(
        "L", (longest_side, longest_side)
    )  # a JPEG is decoded at ½, ¼ or ⅛ of its size, at a fraction of the cost
    # Of two tones, and of a palette's numbers, there are no means.
    mean = {"1": "L", "P": "RGBA"}.get(image.mode, image.mode)
    smaller = image if mean == image.mode else image.convert(mean)
    smaller.thumbnail((longest_side, longest_side), Image.Resampling.BOX)
    return smaller


def _grey(image: Image.Image, name: object) -> np.ndarray:
    """Grey values, float32, 0 to 255, with transparency laid on a ground."""
    if image.mode in ("I", "F") or image.mode.startswith("I;16"):
        values = np.asarray(image).astype(np.float32)
        _refuse_nan(values, name)
        # These modes have no fixed white; 16 bits are what files with them hold.
        return values / 257 if values.max() > 255 else values
    if "A" not in image.getbands() and "transparency" not in image.info:
        return np.asarray(image.convert("L")).astype(np.float32)
    layers = np.asarray(image.convert("RGBA").convert("LA")).astype(np.float32)
    tone, opacity = layers[..., 0], layers[..., 1] / 255
    if not opacity.any():
        return tone * 0
    visible = float((tone * opacity).sum() / opacity.sum())
    # An opaque rim has a ground of its own; what shines through elsewhere takes the opposite of what is seen.
    ground = 255.0 if visible < 128 else 0.0
    return tone * opacity + ground * (1 - opacity)


def _read_array(file: Path) -> np.ndarray:
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
    return values


def _refuse_nan(values: np.ndarray, file: object) -> None:
    if not np.isfinite(values).all():
        raise PictureError(f"A picture must be finite numbers. Received: {file} with NaN or infinity")
