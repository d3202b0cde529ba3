"""Reading of `.npy` files of unknown origin: the header is checked before anything is made from it."""

from __future__ import annotations

import io
import warnings

import numpy as np

from kerasdl.errors import PictureError


def read_array(content: bytes, name: object) -> np.ndarray:
    """Read an array of grey values.

    Args:
        content: a `.npy` file, as `numpy.save` writes it.
        name: what messages call it.

    Returns:
        float32, (height, width), 0 to 255.

    Raises:
        PictureError: the file is damaged, or holds something else.
    """
    shape, column_major, dtype, start = read_header(content, name)
    if len(shape) != 2 or dtype.kind not in "iufc":
        raise PictureError(
            f"An array must be numbers of shape (height, width). Received: {name} with shape {shape}, dtype {dtype}"
        )
    if dtype.kind == "c":
        raise PictureError(f"An array must be real numbers. Received: {name} with dtype {dtype}")
    declared, found = shape[0] * shape[1] * dtype.itemsize, len(content) - start
    if declared != found or min(shape) < 0:
        raise PictureError(
            f"An array must be a whole .npy file. Received: {name} with {found} bytes for shape {shape}, dtype {dtype}"
        )
    values = np.frombuffer(content, dtype, offset=start).reshape(shape, order="F" if column_major else "C")
    if not np.isfinite(values).all():
        raise PictureError(f"A picture must be finite numbers. Received: {name} with NaN or infinity")
    if values.size and (values.min() < 0 or values.max() > 255):
        raise PictureError(f"An array must lie in 0 to 255. Received: {name} with {values.min():g} to {values.max():g}")
    return np.ascontiguousarray(values, np.float32)


def read_header(content: bytes, name: object) -> tuple[tuple[int, ...], bool, np.dtype, int]:
    """Shape, whether columns come first, type, and where the values start, of the beginning of a `.npy` file.

    Raises:
        PictureError: it is none.
    """
    file = io.BytesIO(content)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of headers that Python 2 wrote
            version = np.lib.format.read_magic(file)
            # Version 3 is for names of fields, which a picture does not have.
            read = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
            shape, column_major, dtype = read(file)
    # A header is a Python literal, and NumPy makes a type from it: both raise any class of error for what is none.
    except Exception as error:
        reason = str(error) or type(error).__name__
        raise PictureError(f"An array must be a whole .npy file. Received: {name} ({reason})") from None
    return shape, column_major, dtype, file.tell()
