"""Lines that cross the whole paper, ruled or squared, told from the ink and taken out of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float32
from scipy import ndimage
from skimage.transform import hough_line, hough_line_peaks

_STEEPEST = 12.0  # degrees off level or upright
_STEP = 0.25  # degrees
_MOST = 120  # lines of one direction
_COVERED = 0.8  # of a line's way through the picture, at least, is dark …
_THIN = 0.35  # … and this much of it is the line alone
_LEAST_APART = 4  # pixels between lines
_BESIDE = 5  # pixels from a line there is paper

Signal = Float32[np.ndarray, "height width"]
Mask = Bool[np.ndarray, "height width"]


@dataclass(frozen=True)
class Ruling:
    """One line across the picture: row = start + slope × column (of a transposed picture, where it is upright)."""

    start: float
    slope: float


def without_rulings(signal: Signal, threshold: float) -> tuple[Signal, int]:
    """The ink without lines that cross the whole picture, level or upright within 12 degrees.

    A line is erased where nothing thicker crosses it, as music notation's staves are: strokes keep their crossings.

    Args:
        signal: how much each pixel differs from the paper.
        threshold: what differs by less is paper.

    Returns:
        The signal, 0 where lines were, and how many lines there were.

    Source: Fujinaga 2004, "Staff detection and removal".
    """
    found = 0
    for transposed in (False, True):
        seen = signal.T if transposed else signal
        dark = seen > threshold
        rulings = _rulings(dark)
        if rulings:
            found += len(rulings)
            seen = _erased(seen, dark, rulings)
            signal = np.ascontiguousarray(seen.T) if transposed else seen
    return signal, found


def _rulings(dark: Mask) -> list[Ruling]:
    """Nearly level lines that are dark along most of their way."""
    height, width = dark.shape
    thin = dark & (_run_lengths(dark) <= max(3, height // 20))
    if thin.sum() < width:
        return []
    angles = np.deg2rad(90 + np.arange(-_STEEPEST, _STEEPEST + _STEP, _STEP))
    space, thetas, distances = hough_line(thin, theta=angles)
    _, peaks, places = hough_line_peaks(
        space, thetas, distances, min_distance=_LEAST_APART, min_angle=4, threshold=_THIN * width, num_peaks=_MOST
    )
    grown, grown_thin = (ndimage.binary_dilation(mask, np.ones((3, 1), bool)) for mask in (dark, thin))
    kept: list[Ruling] = []
    for theta, distance in zip(peaks, places, strict=True):
        ruling = Ruling(float(distance / np.sin(theta)), float(-np.cos(theta) / np.sin(theta)))
        covered = _coverage(grown, ruling)
        beside = max(_coverage(thin, Ruling(ruling.start + shift, ruling.slope)) for shift in (-_BESIDE, _BESIDE))
        if covered >= _COVERED and _coverage(grown_thin, ruling) >= _THIN and beside < 0.5 * covered:
            kept.append(ruling)
    return kept


def _coverage(dark: Mask, ruling: Ruling) -> float:
    """The share of a line's way through the picture on which it is dark; 0 where that way is short."""
    height, width = dark.shape
    columns = np.arange(width)
    rows = np.round(ruling.start + ruling.slope * columns).astype(int)
    inside = (rows >= 0) & (rows < height)
    if inside.sum() < 0.5 * width:
        return 0.0
    return float(dark[rows[inside], columns[inside]].mean())


def _erased(signal: Signal, dark: Mask, rulings: list[Ruling]) -> Signal:
    """The signal without what is dark near a line and no thicker than it."""
    height, width = dark.shape
    runs = _run_lengths(dark)
    columns = np.arange(width)
    gone = np.zeros(dark.shape, bool)
    for ruling in rulings:
        rows = np.round(ruling.start + ruling.slope * columns).astype(int)
        inside = (rows >= 2) & (rows < height - 2)
        rows, across = rows[inside], columns[inside]
        around = np.stack([runs[rows + shift, across] for shift in (-2, -1, 0, 1, 2)]).max(axis=0)
        seen = around[around > 0]
        if not len(seen):
            continue
        thick = float(np.percentile(seen, 30))
        reach = int(np.ceil(thick / 2)) + 2
        near = np.abs(np.arange(height)[:, None] - (ruling.start + ruling.slope * columns)[None]) <= reach
        gone |= near & (runs <= 1.6 * thick + 1)
    soft = ndimage.binary_dilation(gone & dark, np.ones((3, 1), bool)) & ~(dark & ~gone)
    return np.where(soft, np.float32(0), signal)


def _run_lengths(dark: Mask) -> np.ndarray:
    """For each dark pixel the length of the upright run of dark pixels it lies in; 0 elsewhere."""
    padded = np.pad(dark, ((1, 1), (0, 0))).astype(np.int8)
    change = np.diff(padded, axis=0)
    starts, ends = np.nonzero((change == 1).T), np.nonzero((change == -1).T)
    lengths = ends[1] - starts[1]
    runs = np.zeros(dark.shape, np.int32)
    runs[dark] = 0
    # Runs come column by column; so do the dark pixels of the transposed picture.
    turned = np.zeros(dark.T.shape, np.int32)
    turned[dark.T] = np.repeat(lengths, lengths)
    return turned.T
