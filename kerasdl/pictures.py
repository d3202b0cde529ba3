"""Picture files as ink: any size, colour or transparency, dark on light or light on dark."""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from kerasdl.errors import PictureError
from kerasdl.paper import ink_of

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
        grey = _read_array(file) if file.suffix == ".npy" else _read_picture(file)
    except OSError as error:
        raise PictureError(f"A picture must be a readable file. Received: {file} ({error.strerror or error})") from None
    if min(grey.shape) < SMALLEST_SIDE:
        raise PictureError(
            f"A picture must be at least {SMALLEST_SIDE} x {SMALLEST_SIDE} pixels. "
            f"Received: {file} with {grey.shape[1]} x {grey.shape[0]}"
        )
    ink = ink_of(grey)
    if ink is None:
        raise PictureError(f"A picture must show ink that stands out from its ground. Received: {file}, which is blank")
    return ink


def _read_picture(file: Path) -> np.ndarray:
    try:
        with warnings.catch_warnings():
            # Pillow warns above its limit and refuses above twice of it; a reader of digits refuses at once.
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(file) as image:
                return _grey(ImageOps.exif_transpose(image) or image, file)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise PictureError(
            f"A picture must have at most {Image.MAX_IMAGE_PIXELS:,} pixels. Received: {file} with more"
        ) from None
    except UnidentifiedImageError:
        raise PictureError(f"A picture must be PNG, JPEG, WebP or the like. Received: {file}, which is not") from None
    # Pillow's decoders raise these, and more, for files that break off or lie about themselves.
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, KeyError, TypeError, OverflowError) as error:
        if isinstance(error, FileNotFoundError | PermissionError | IsADirectoryError):
            raise
        raise PictureError(f"A picture must be whole. Received: {file}, which is damaged ({error})") from None


def _grey(image: Image.Image, file: Path) -> np.ndarray:
    """Grey values, float32, 0 to 255, with transparency laid on a ground."""
    if image.mode in ("I", "F") or image.mode.startswith("I;16"):
        values = np.asarray(image).astype(np.float32)
        _refuse_nan(values, file)
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
