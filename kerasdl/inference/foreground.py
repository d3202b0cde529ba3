"""Telling ink from paper: on a clean canvas, in a scan with a frame, on a photograph with a shadow across it."""

from __future__ import annotations

import numpy as np
from scipy import ndimage

# Ink must stand out from its ground by this much of the full range, or the picture is blank.
LEAST_CONTRAST = 16
# Of the darkest ink: what is fainter is the ground's own unevenness (paper, compression, sensor noise).
GROUND_NOISE = 0.15
# A ground is even when this share of the rim lies this near to the rim's median, …
EVEN_RIM = 0.65
EVEN_TONE = 6
# … and the rim shows the ground, not a frame, when at least this share of the picture looks like it.
LEAST_GROUND = 0.35
# An uneven ground is looked for in a picture of at most this side, in pixels.
COARSE_SIDE = 320
# Ink on an uneven ground: this many times the ground's own noise at least, in one piece of at least this share of the
# largest; at the rim, where a shadow's corner looks like ink, only where nothing of a tenth of its size lies inside.
NOISE_FACTOR = 5.0
LEAST_PIECE = 0.03
LEAST_INSIDE = 0.1
# Ink on an uneven ground is dark, unless the picture as a whole is as dark as a board.
BOARD = 110
# A piece of ink that covers this share of the picture's rim is a frame, or the paper's own edge.
FRAME = 0.2


def ink_of(grey: np.ndarray) -> np.ndarray | None:
    """Separate ink from its ground.

    Where the rim is of one tone, that tone is the ground. Where it is not, the ground is what a grey-scale closing leaves
    of the picture: strokes are narrow and vanish in it, shadows are wide and stay (R. C. Gonzalez and R. E. Woods,
    "Digital Image Processing", on the bottom-hat transform). Ink may be darker or lighter than its ground.

    Args:
        grey: (height, width), 0 to 255.

    Returns:
        uint8, (height, width), white ink on black, 255 where strongest; None where nothing stands out.
    """
    grey = grey.astype(np.float32)
    rim = np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])
    tone = float(np.median(rim))
    even = (np.abs(rim - tone) < EVEN_TONE).mean() >= EVEN_RIM
    if even:
        framed = (np.abs(grey - tone) < LEAST_CONTRAST).mean() < LEAST_GROUND
        ink = _on_even(grey, float(np.median(grey)) if framed else tone)
    else:
        ink = _on_uneven(grey)
    return None if ink is None else _strongest_white(_without_frame(_without_specks(ink)))


def _on_even(grey: np.ndarray, ground: float) -> np.ndarray | None:
    darker, lighter = ground - grey, grey - ground
    ink = darker if darker.max() >= lighter.max() else lighter
    strongest = float(ink.max())
    if strongest < LEAST_CONTRAST:
        return None
    return np.where(ink < GROUND_NOISE * strongest, 0, ink)


def _on_uneven(grey: np.ndarray) -> np.ndarray | None:
    """Ink as a share of the light that its ground gives, times 255, so that it is as dark in the shadow as in the sun."""
    coarse = _shrunk(grey)
    coarse = ndimage.gaussian_filter(coarse, 1.0)
    # Narrow dark strokes pull the local contrast down, light ones up; so do shadows, but they leave the paper light.
    contrast = coarse - ndimage.gaussian_filter(coarse, max(coarse.shape) / 8)
    if float((contrast**3).mean()) > 0 and float(np.median(coarse)) < BOARD:
        grey, coarse = 255 - grey, 255 - coarse
    window = max(3, max(coarse.shape) // 4)
    ground = _grown(ndimage.grey_closing(coarse, size=(window, window)), grey.shape)
    ink = 255 * np.clip(1 - ndimage.gaussian_filter(grey, 0.7) / np.maximum(ground, 16), 0, 1)
    strongest = float(ink.max())
    noise = 1.4826 * float(np.median(np.abs(ink - np.median(ink))))
    least = max(GROUND_NOISE * strongest, float(np.median(ink)) + NOISE_FACTOR * noise)
    if strongest < max(LEAST_CONTRAST, least):
        return None
    return _inside(np.where(ink < least, 0, ink))


def _shrunk(grey: np.ndarray) -> np.ndarray:
    """At most COARSE_SIDE on a side, by means of blocks."""
    step = -(-max(grey.shape) // COARSE_SIDE)
    height, width = (max(1, side // step) for side in grey.shape)
    if step == 1 or min(height, width) < 8:
        return grey
    return grey[: height * step, : width * step].reshape(height, step, width, step).mean((1, 3))


def _grown(coarse: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    if coarse.shape == shape:
        return coarse
    y = np.linspace(0, coarse.shape[0] - 1, shape[0])
    x = np.linspace(0, coarse.shape[1] - 1, shape[1])
    return ndimage.map_coordinates(coarse, np.meshgrid(y, x, indexing="ij"), order=1)


def _pieces(ink: np.ndarray) -> tuple[np.ndarray, int]:
    """Connected ink, corners included: a number for every pixel, 0 for none, and how many pieces."""
    numbers, count = ndimage.label(ink > 0, np.ones((3, 3)))
    return numbers, int(count)


def _without_specks(ink: np.ndarray) -> np.ndarray:
    numbers, _ = _pieces(ink)
    sizes = _sizes(numbers)
    return np.where((sizes >= LEAST_PIECE * sizes.max())[numbers], ink, 0)


def _inside(ink: np.ndarray) -> np.ndarray:
    """Leave out pieces that touch the rim, where there is enough besides."""
    numbers, count = _pieces(ink)
    inside = np.where(_on_rim(numbers, count) > 0, 0, _sizes(numbers))
    if inside.max() < LEAST_INSIDE * _sizes(numbers).max():
        return ink
    return np.where((inside > 0)[numbers], ink, 0)


def _sizes(numbers: np.ndarray) -> np.ndarray:
    """Pixels of each piece, 0 for what is no ink."""
    sizes = np.bincount(numbers.ravel())
    sizes[0] = 0
    return sizes


def _on_rim(numbers: np.ndarray, count: int) -> np.ndarray:
    """The share of the picture's rim that each piece covers: (count + 1,), what is no ink first."""
    rim = np.concatenate([numbers[0], numbers[-1], numbers[1:-1, 0], numbers[1:-1, -1]])
    return np.bincount(rim, minlength=count + 1) / len(rim)


def _without_frame(ink: np.ndarray) -> np.ndarray:
    """Leave out pieces that run along the rim, unless nothing else is there."""
    numbers, count = _pieces(ink)
    frame = _on_rim(numbers, count) >= FRAME
    frame[0] = False
    rest = np.where(frame[numbers], 0, ink)
    return rest if rest.any() else ink


def _strongest_white(ink: np.ndarray) -> np.ndarray:
    return np.rint(ink / ink.max() * 255).astype(np.uint8)


def split_digits(ink: np.ndarray) -> list[np.ndarray]:
    """Split a picture of several digits in a row into one picture each, from left to right.

    Strokes belong to one digit where one lies above the other: where the narrower one's columns are covered by the
    other's for the most part, as a 5's cap and belly are.

    Args:
        ink: uint8, (height, width), white ink on black.

    Returns:
        Pictures of ink, cut to their boxes; none for a picture without ink.
    """
    numbers, count = _pieces(_without_specks(ink))
    columns = [(place[1].start, place[1].stop) for place in ndimage.find_objects(numbers)]
    groups: list[tuple[int, int, list[int]]] = []
    for left, right, number in sorted((*columns[k], k + 1) for k in range(count)):
        if groups and _belongs(groups[-1][:2], (left, right)):
            start, stop, members = groups.pop()
            groups.append((start, max(stop, right), [*members, number]))
        else:
            groups.append((left, right, [number]))
    return [_cut(np.where(np.isin(numbers, members), ink, 0)) for _, _, members in groups]


def _belongs(one: tuple[int, int], other: tuple[int, int]) -> bool:
    shared = min(one[1], other[1]) - max(one[0], other[0])
    return shared > 0.4 * min(one[1] - one[0], other[1] - other[0])


def _cut(ink: np.ndarray) -> np.ndarray:
    (rows,), (columns,) = np.nonzero(ink.any(1)), np.nonzero(ink.any(0))
    return ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
