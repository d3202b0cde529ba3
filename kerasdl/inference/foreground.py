"""Foreground extraction: ink on a clean canvas, in a box, on a shaded photograph, on ruled paper, in a screenshot.

`web/image/foreground.js` does the same; both are held to one result by tests/fixtures/foreground.json.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from scipy import ndimage

from kerasdl.inference.enclosures import remove_enclosures
from kerasdl.inference.filters import (
    Components,
    block_means,
    closing,
    connected_components,
    holes_filled,
    interpolated,
    sampled_median,
)
from kerasdl.inference.frames import remove_frames
from kerasdl.inference.ruled_lines import remove_ruled_lines

_CONSTANTS = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))
# Ink must stand out from the background by this much of 255, or the picture is blank.
MIN_CONTRAST: float = _CONSTANTS["MIN_CONTRAST"]
# What is fainter than this share of the strongest ink is the background's own unevenness: paper, compression, sensor noise.
NOISE_FLOOR: float = _CONSTANTS["NOISE_FLOOR"]
# A background is uniform when this share of the border lies this near to the border's median, …
UNIFORM_BORDER_SHARE: float = _CONSTANTS["UNIFORM_BORDER_SHARE"]
UNIFORM_BORDER_TOLERANCE: float = _CONSTANTS["UNIFORM_BORDER_TOLERANCE"]
# … and the border shows it, not a frame, when at least this share of the picture looks like the border.
MIN_BACKGROUND_SHARE: float = _CONSTANTS["MIN_BACKGROUND_SHARE"]
MEDIAN_SAMPLES: int = _CONSTANTS["MEDIAN_SAMPLES"]
# A shaded background is estimated in a picture of at most this side, in pixels.
COARSE_SIDE: int = _CONSTANTS["COARSE_SIDE"]
# A shadow's edge is blurred by this many pixels in the coarse picture, and the paper beside it looks lighter than it is.
SHADOW_EDGE_RADIUS: int = _CONSTANTS["SHADOW_EDGE_RADIUS"]
# Less light than this, of 255, is not divided by.
MIN_ILLUMINATION: float = _CONSTANTS["MIN_ILLUMINATION"]
# Ink on a shaded background is dark, unless the picture's median is below this.
BLACKBOARD_MEDIAN: float = _CONSTANTS["BLACKBOARD_MEDIAN"]
# Ink on a shaded background stands out by at least this many standard deviations of the background.
NOISE_DEVIATIONS: float = _CONSTANTS["NOISE_DEVIATIONS"]
# Components smaller than this share of the largest are specks.
MIN_COMPONENT_SHARE: float = _CONSTANTS["MIN_COMPONENT_SHARE"]
# … but not hairlines: the longer and the shorter side of their box have at least these shares of the longest.
LONG_PIECE: float = _CONSTANTS["LONG_PIECE"]
THIN_PIECE: float = _CONSTANTS["THIN_PIECE"]
# On a shaded background (a shadow's corner looks like ink) and on ruled paper, components at the border are left out where
# the largest inside has at least this share of the largest component's size.
MIN_INTERIOR_SHARE: float = _CONSTANTS["MIN_INTERIOR_SHARE"]
# A component that covers this share of the picture's border is a frame, or the paper's own edge.
FRAME_BORDER_SHARE: float = _CONSTANTS["FRAME_BORDER_SHARE"]

# Ink on a ground without noise stands out by at least this much.
NOISELESS_CONTRAST: float = _CONSTANTS["NOISELESS_CONTRAST"]
# A shadow or a table is wider than this share of the picture's shorter side; ink in it is stronger by this factor.
SHADE_WIDTH: float = _CONSTANTS["SHADE_WIDTH"]
SHADE_DEPTH: float = _CONSTANTS["SHADE_DEPTH"]
# What is lower than this share of the picture's height is no digit.
MIN_DIGIT_HEIGHT: float = _CONSTANTS["MIN_DIGIT_HEIGHT"]
# A scrap at the rim reaches no deeper into the picture than this share of the digit's height.
SCRAP_DEPTH: float = _CONSTANTS["SCRAP_DEPTH"]
# In a row a piece that is wide enough for a digit is one from this share of the tallest's height on.
FLAT_PIECE: float = _CONSTANTS["FLAT_PIECE"]
# A piece lower than this share of the tallest belongs to a digit only within this share of that height.
SMALL_PIECE: float = _CONSTANTS["SMALL_PIECE"]
PIECE_GAP: float = _CONSTANTS["PIECE_GAP"]
# More pieces than this are no writing.
MAX_TALL_PIECES: int = _CONSTANTS["MAX_TALL_PIECES"]
# In a row a digit's height differs from the tallest one's by at most this share of that.
ROW_HEIGHT: float = _CONSTANTS["ROW_HEIGHT"]
# A hole is a pixel with ink in at least so many of the eight around it; strokes are perforated where there are so many holes
# for each of their pixels, and twice filled they are whole.
HOLE_NEIGHBOURS: int = _CONSTANTS["HOLE_NEIGHBOURS"]
PERFORATED: float = _CONSTANTS["PERFORATED"]
# Noise is measured in about so many parts of the longer side, from these quantiles of each part.
NOISE_BLOCKS: int = _CONSTANTS["NOISE_BLOCKS"]
LOWER_SHARES: list[float] = _CONSTANTS["LOWER_SHARES"]
# Of a normal distribution, they lie this many deviations apart, and the upper one this many below the mean.
LOWER_SPREAD: float = _CONSTANTS["LOWER_SPREAD"]
LOWER_TO_MEAN: float = _CONSTANTS["LOWER_TO_MEAN"]


def extract_ink(grey: np.ndarray, *, row: bool = False) -> np.ndarray | None:
    """Separate ink from its background.

    Where the border is of one tone, that tone is the background. Where it is not, or something wide lies at the rim, the
    background is the picture's grey-scale closing: strokes are narrow and vanish in it, shadows are wide and stay (R. C.
    Gonzalez and R. E. Woods, "Digital Image Processing", on the bottom-hat transform). Ink may be darker or lighter than its
    background.

    Args:
        grey: (height, width), 0 to 255.
        row: several digits are expected: what is as tall as a digit stays, also at the rim.

    Returns:
        uint8, (height, width), white ink on black, 255 where strongest; None where nothing stands out.
    """
    grey = grey.astype(np.float64)
    found, even = _on_its_ground(grey)
    if found is None:
        return None
    found = _whole_strokes(found)
    ink = remove_ruled_lines(remove_frames(remove_enclosures(found)))
    # A ruled line that leaves the picture at its top or bottom is not removed; it touches the border.
    ruled = (ink != found).any()
    ink = _interior(ink, row=row) if ruled or not even else _without_scraps(ink, row=row)
    ink = _without_furniture(_without_frame(_without_specks(ink)), row=row)
    return np.floor(255 * ink / ink.max() + 0.5).astype(np.uint8)


def _whole_strokes(ink: np.ndarray) -> np.ndarray:
    """Fill the holes of strokes that were made black and white, of which many pixels are missing: each looks like lines."""
    filled = holes_filled(ink, HOLE_NEIGHBOURS)
    holes = np.count_nonzero(filled) - np.count_nonzero(ink)
    return holes_filled(filled, HOLE_NEIGHBOURS) if holes > PERFORATED * np.count_nonzero(ink) else ink


def _on_its_ground(grey: np.ndarray) -> tuple[np.ndarray | None, bool]:
    """Ink, and whether its ground is even."""
    border = np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])
    tone = sampled_median(border, MEDIAN_SAMPLES)
    if (np.abs(border - tone) < UNIFORM_BORDER_TOLERANCE).mean() < UNIFORM_BORDER_SHARE:
        return _on_shaded_background(grey), False
    framed = (np.abs(grey - tone) < MIN_CONTRAST).mean() < MIN_BACKGROUND_SHARE
    found = _on_uniform_background(grey, sampled_median(grey, MEDIAN_SAMPLES) if framed else tone)
    if found is not None and _is_shaded(found):
        shaded = _on_shaded_background(grey)
        if shaded is not None:
            return shaded, False
    return found, True


def _on_uniform_background(grey: np.ndarray, background: float) -> np.ndarray | None:
    darker, lighter = background - grey, grey - background
    ink = darker if darker.max() >= lighter.max() else lighter
    strongest = float(ink.max())
    # A ground without any noise shows fainter ink.
    noisy = sampled_median(np.abs(ink), MEDIAN_SAMPLES) > 0
    if strongest < (MIN_CONTRAST if noisy else NOISELESS_CONTRAST):
        return None
    return np.where(ink < NOISE_FLOOR * strongest, 0, ink)


def _is_shaded(ink: np.ndarray) -> bool:
    """Whether something wide lies at the rim, as shadows and tables do, and ink beside it or deeper within it."""
    radius = int(SHADE_WIDTH * min(ink.shape) / 2)
    wide = ndimage.minimum_filter(ink > 0, 2 * radius + 1, mode="constant", cval=False)
    if not wide.any():
        return False
    parts = connected_components(ink)
    shades = np.unique(parts.labels[wide])
    shades = shades[parts.border[shades] > 0]
    if not len(shades):
        return False
    heights = parts.boxes[:, 1] - parts.boxes[:, 0]
    beside = np.delete(heights, [0, *shades])
    if (beside >= MIN_DIGIT_HEIGHT * len(ink)).any():
        return True
    shade = np.isin(parts.labels, shades)
    return float(ink[shade].max()) > SHADE_DEPTH * sampled_median(ink[shade & wide], MEDIAN_SAMPLES)


def _on_shaded_background(grey: np.ndarray) -> np.ndarray | None:
    """Ink as a share of its background's light, times 255, so that it is as dark in the shadow as in the sun."""
    coarse = ndimage.gaussian_filter(block_means(grey, COARSE_SIDE), 1.0)
    if _is_blackboard(coarse):
        grey, coarse = 255 - grey, 255 - coarse
    closed = closing(coarse, max(1, max(coarse.shape) // 8))
    closed = ndimage.minimum_filter(closed, 2 * SHADOW_EDGE_RADIUS + 1, mode="nearest")
    light = np.maximum(interpolated(closed, grey.shape), MIN_ILLUMINATION)
    ink = 255 * np.clip(1 - ndimage.gaussian_filter(grey, 0.7) / light, 0, 1)
    strongest = float(ink.max())
    usual = sampled_median(ink, MEDIAN_SAMPLES)
    deviation = 1.4826 * sampled_median(np.abs(ink - usual), MEDIAN_SAMPLES)
    least = max(NOISE_FLOOR * strongest, usual + NOISE_DEVIATIONS * deviation)
    if strongest < max(MIN_CONTRAST, least):
        return None
    ink = np.where(ink < np.maximum(least, _local_noise(ink)), 0, ink)
    return ink if ink.any() else None


def _local_noise(ink: np.ndarray) -> np.ndarray:
    """What ink has to exceed in each part of the picture: a table has a grain of its own.

    Of a part's values the lowest fifth is its ground, however much of it is written on.
    """
    size = max(16, -(-max(ink.shape) // NOISE_BLOCKS))
    rows, columns = (max(1, side // size) for side in ink.shape)
    height, width = (min(size, side) for side in ink.shape)
    blocks = ink[: rows * height, : columns * width].reshape(rows, height, columns, width)
    values = np.sort(blocks.transpose(0, 2, 1, 3).reshape(rows, columns, -1), 2)
    low, fifth = (values[..., int(share * (values.shape[2] - 1))] for share in LOWER_SHARES)
    deviation = (fifth - low) / LOWER_SPREAD
    most = fifth + (LOWER_TO_MEAN + NOISE_DEVIATIONS) * deviation
    return interpolated(ndimage.median_filter(most, 3, mode="nearest"), ink.shape)


def _is_blackboard(coarse: np.ndarray) -> bool:
    """Whether ink is lighter than its background.

    Narrow dark strokes pull the local contrast down, light ones up; so do shadows, but they leave the paper light.
    """
    small = block_means(coarse, COARSE_SIDE // 4)
    around = interpolated(ndimage.gaussian_filter(small, max(small.shape) / 8), coarse.shape)
    return float(((coarse - around) ** 3).sum()) > 0 and sampled_median(coarse, MEDIAN_SAMPLES) < BLACKBOARD_MEDIAN


def _without_specks(ink: np.ndarray) -> np.ndarray:
    """Leave out what has few pixels, but no hairline, which has few beside a bold stroke; ruled lines' are straight."""
    parts = connected_components(ink)
    short, long = np.sort([parts.boxes[:, 1] - parts.boxes[:, 0], parts.boxes[:, 3] - parts.boxes[:, 2]], 0)
    hairline = (long >= LONG_PIECE * long.max()) & (short >= THIN_PIECE * long.max())
    stays = (parts.sizes >= MIN_COMPONENT_SHARE * parts.sizes.max()) | hairline
    return np.where(stays[parts.labels], ink, 0)


def _are_digits_of_a_row(parts: Components, inside: np.ndarray) -> np.ndarray:
    """Which components are about as tall as the tallest of those inside, and no frame: (n,), bool."""
    heights = parts.boxes[:, 1] - parts.boxes[:, 0]
    tall = np.where(inside, heights, 0).max()
    return (abs(heights - tall) <= ROW_HEIGHT * tall) & (parts.border < FRAME_BORDER_SHARE)


def _without_scraps(ink: np.ndarray, *, row: bool) -> np.ndarray:
    """Leave out shallow pieces at the rim, as of lines and neighbours that were cut, beside a digit that is whole."""
    parts = connected_components(ink)
    top, bottom, left, right = parts.boxes.T
    inside = parts.border == 0
    inside[0] = False
    tall = np.where(inside, bottom - top, 0).max()
    if tall < MIN_DIGIT_HEIGHT * len(ink):
        return ink
    height, width = ink.shape
    sides = [(top == 0, bottom), (bottom == height, height - top), (left == 0, right), (right == width, width - left)]
    depth = np.min([np.where(at, deep, max(ink.shape)) for at, deep in sides], 0)
    stays = inside | (depth > SCRAP_DEPTH * tall)
    if row:
        stays |= _are_digits_of_a_row(parts, inside)
    return np.where(stays[parts.labels], ink, 0)


def _without_furniture(ink: np.ndarray, *, row: bool) -> np.ndarray:
    """Leave out pieces that are low and apart from all that is tall: buttons, cursors, a stroke that went astray."""
    parts = connected_components(ink)
    heights = parts.boxes[:, 1] - parts.boxes[:, 0]
    tallest = heights.max()
    tall = parts.boxes[heights >= (1 - SMALL_PIECE) * tallest]
    if len(tall) > MAX_TALL_PIECES:
        return ink
    gap = PIECE_GAP * tallest
    stays = heights >= SMALL_PIECE * tallest
    if row:
        stays |= _lie_in_line(parts, tall)
    for top, bottom, left, right in tall:
        across = np.maximum(left - parts.boxes[:, 3], parts.boxes[:, 2] - right)
        down = np.maximum(top - parts.boxes[:, 1], parts.boxes[:, 0] - bottom)
        stays |= np.maximum(across, down) <= gap
    return np.where(stays[parts.labels], ink, 0)


def _lie_in_line(parts: Components, tall: np.ndarray) -> np.ndarray:
    """Which components lie between the tall ones' tops and bottoms, and are a digit that is wider than high: (n,), bool."""
    heights, widths = parts.boxes[:, 1] - parts.boxes[:, 0], parts.boxes[:, 3] - parts.boxes[:, 2]
    tallest = heights.max()
    wide = (widths >= SMALL_PIECE * tallest) & (widths <= tallest) & (heights >= FLAT_PIECE * tallest)
    return wide & (parts.boxes[:, 0] >= tall[:, 0].min()) & (parts.boxes[:, 1] <= tall[:, 1].max())


def _interior(ink: np.ndarray, *, row: bool) -> np.ndarray:
    """Leave out components that touch the border, where there is enough besides."""
    parts = connected_components(ink)
    inside = np.where(parts.border > 0, 0, parts.sizes)
    if inside.max() < MIN_INTERIOR_SHARE * parts.sizes.max():
        return ink
    stays = inside > 0
    if row:
        stays |= _are_digits_of_a_row(parts, stays)
    stays[0] = False
    return np.where(stays[parts.labels], ink, 0)


def _without_frame(ink: np.ndarray) -> np.ndarray:
    """Leave out components that run along the border, unless nothing else is there."""
    parts = connected_components(ink)
    rest = np.where((parts.border >= FRAME_BORDER_SHARE)[parts.labels], 0, ink)
    return rest if rest.any() else ink


def cut_to_ink(ink: np.ndarray) -> np.ndarray:
    """The part of a picture that has ink in it; there must be some."""
    (rows,), (columns,) = np.nonzero(ink.any(1)), np.nonzero(ink.any(0))
    return ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
