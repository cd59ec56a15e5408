"""Paper and ink told apart by what lies around each pixel, so that shadows and uneven light are no ink."""

from __future__ import annotations

import numpy as np
from jaxtyping import Bool, Float32
from scipy import ndimage
from skimage.filters import threshold_otsu
from skimage.measure import label, regionprops

_WINDOW = 0.22  # of the shorter side: strokes are thinner, shadows wider
_STRAIGHT = 0.86  # a sheet's share of the smallest box, turned as it is, that holds it; an ellipse has 0.79
_SHEET = (0.12, 0.97)  # of the picture
_COARSE = 128  # pixels of the longer side, where a sheet is looked for

Levels = Float32[np.ndarray, "height width"]
Mask = Bool[np.ndarray, "height width"]


def ink_on(levels: Levels, *, light: bool) -> Levels:
    """How much each pixel differs from the paper around it, as a share of the paper's brightness.

    The paper is what remains when everything narrower than a fifth of the picture is filled from its surroundings.

    Args:
        levels: grey, 0 … 255.
        light: the ink is lighter than the paper.
    """
    size = max(3, int(min(levels.shape) * _WINDOW) | 1)
    smooth = ndimage.median_filter(levels, 3) if min(levels.shape) > 60 else levels
    if light:
        paper = ndimage.grey_opening(smooth, (size, size), mode="nearest")
        signal = (levels - paper) / np.maximum(255 - paper, 32)
    else:
        paper = ndimage.grey_closing(smooth, (size, size), mode="nearest")
        signal = (paper - levels) / np.maximum(paper, 32)
    # Noise lifts the brightest of a window above the paper everywhere alike.
    return np.clip(signal - np.median(signal), 0, 1).astype(np.float32)


def sheet_on_desk(levels: Levels) -> Mask | None:
    """The sheet that lies whole on a desk of another brightness; None where none does.

    A sheet is one region, as straight-edged as its smallest box, that stands out from what reaches the edges.
    """
    factor = max(1, max(levels.shape) // _COARSE)
    coarse = levels[factor // 2 :: factor, factor // 2 :: factor]
    calm = ndimage.median_filter(coarse, 5, mode="nearest")
    if np.ptp(calm) < 24:
        return None
    bright = calm > threshold_otsu(calm)
    for dark in (False, True):
        if (found := _sheet(bright ^ dark)) is not None:
            whole = np.kron(found, np.ones((factor, factor), bool))
            grown = np.zeros(levels.shape, bool)
            part = whole[: levels.shape[0], : levels.shape[1]]
            grown[: part.shape[0], : part.shape[1]] = part
            return ndimage.binary_erosion(grown, iterations=2 * factor)
    return None


def _sheet(region: Mask) -> Mask | None:
    parts = label(region)
    if not parts.max():
        return None
    largest = max(regionprops(parts), key=lambda part: part.area)
    sheet = ndimage.binary_fill_holes(parts == largest.label)
    edge = np.concatenate([sheet[0], sheet[-1], sheet[:, 0], sheet[:, -1]])
    share = float(sheet.mean())
    if not _SHEET[0] < share < _SHEET[1] or edge.mean() > 0.5 or _straightness(sheet) < _STRAIGHT:
        return None
    return sheet


def _straightness(region: Mask) -> float:
    """The region's share of the smallest turned box that holds it."""
    rows, columns = np.nonzero(region)
    smallest = np.inf
    for turn in np.deg2rad(np.arange(0, 90, 2)):
        down = rows * np.cos(turn) + columns * np.sin(turn)
        across = columns * np.cos(turn) - rows * np.sin(turn)
        smallest = min(smallest, (np.ptp(down) + 1) * (np.ptp(across) + 1))
    return float(region.sum() / smallest)


def is_light_ink(levels: Levels) -> bool:
    """Whether the ink is lighter than its paper: what stands out from the commonest grey around it decides."""
    factor = max(1, max(levels.shape) // 48)
    height, width = (side // factor * factor for side in levels.shape)
    coarse = levels[:height, :width].reshape(height // factor, factor, width // factor, factor).mean(axis=(1, 3))
    window = max(3, int(max(coarse.shape) * 0.35) | 1)
    deviation = (coarse - ndimage.median_filter(coarse, window, mode="nearest")).astype(np.float64)
    return float((deviation**3).sum()) > 0
