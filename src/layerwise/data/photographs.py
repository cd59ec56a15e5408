"""Photographs of handwritten digits: the marks on the paper, whatever it lies on, is ruled with, or is lit by."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from jaxtyping import Bool, Float32, UInt8
from scipy import ndimage
from skimage.filters import apply_hysteresis_threshold, threshold_otsu

from layerwise.data.centring import blank, digit_of, has_the_form_of_mnist, plain_ink, shrunk, without_specks
from layerwise.data.marks import marks_apart
from layerwise.data.paper import ink_on, is_light_ink, sheet_on_desk
from layerwise.data.pictures import read_picture
from layerwise.data.rulings import without_rulings
from layerwise.errors import PictureError

MOST_MARKS = 12
_SIDE = 400  # pixels of the longer side, where ink is told from paper pixel by pixel
_LEAST_SIDE = 40  # smaller pictures are taken as they are
_LEAST_SIGNAL = 0.05  # of the paper's brightness
_NOISE_SIGMAS = 4.0
_PEN = (0.3, 0.6)  # of the pen's darkness: ink begins at the first, next to what has the second
_AT_EDGES = 0.05  # of all ink
_BROAD = 0.04  # of the longer side: strokes of a digit that fills the picture, not lines
_OWN_STROKES = 2  # of a digit that fills the picture may look like lines that cross it

Ink = Float32[np.ndarray, "height width"]
Grey = UInt8[np.ndarray, "height width"]


@dataclass(frozen=True, eq=False)
class Photograph:
    """What is written in a picture.

    Args:
        digits: each mark in the form of MNIST's digits, in reading order.
        doubts: what may have spoilt them: `lines` that cross the picture were taken out; `edges`: ink reaches the
            picture's edges.
    """

    digits: UInt8[np.ndarray, "marks 784"]
    doubts: tuple[str, ...] = ()


def read_photograph(path: Path | str) -> Photograph:
    """The digits in a picture file.

    Raises:
        PictureError: as `read_picture` and `photographed` raise it.
    """
    return photographed(read_picture(path), where=str(path))


def one_mark(path: Path | str) -> Photograph:
    """The digit in a picture file that holds one.

    Raises:
        PictureError: as `read_photograph` raises it, and where there are several marks.
    """
    found = read_photograph(path)
    if len(found.digits) > 1:
        raise _crowded(str(path), len(found.digits), "one")
    return found


def photographed(picture: Grey, *, where: str = "the picture") -> Photograph:
    """The digits in a picture, light on black, each in 20×20 of 28×28, by its centre of mass.

    A picture of one mark on even paper gives what `as_digit` gives. Else ink is what differs from the paper around it:
    a sheet is told from the desk it lies on, lines that cross the whole picture are taken out, and so is what reaches
    its edges.

    Args:
        picture: grey levels, of any size.
        where: its name, for messages.

    Raises:
        PictureError: less than 2 pixels wide or high, no ink, or more than 12 marks.
    """
    if has_the_form_of_mnist(picture):
        return Photograph(picture.reshape(1, -1).copy())
    try:
        plain = plain_ink(picture, where)
    except PictureError:
        if min(picture.shape) < _LEAST_SIDE:
            raise
        plain = None
    if plain is not None and min(plain.shape) < _LEAST_SIDE:
        return _of(plain, where, ())
    found = _local_ink(shrunk(picture, _SIDE).astype(np.float32))
    if plain is not None and _is_plain(plain, found):
        return _of(plain, where, ())
    if found.ink is None or (plain is None and not (found.sheet or found.lines)):
        raise blank(where)
    return _of(found.ink, where, found.doubts)


def _of(ink: Ink, where: str, doubts: tuple[str, ...]) -> Photograph:
    if not ink.any():  # specks alone
        raise blank(where)
    marks = marks_apart(ink)
    if len(marks) > MOST_MARKS:
        raise _crowded(where, len(marks), f"at most {MOST_MARKS}")
    return Photograph(np.stack([digit_of(mark) for mark in marks]), doubts)


@dataclass(frozen=True, eq=False)
class _Found:
    """Ink told from the paper around it; None where nothing differs from it but lines."""

    ink: Ink | None
    sheet: bool
    lines: int
    doubts: tuple[str, ...] = ()


_NOTHING = _Found(None, sheet=False, lines=0)


def _local_ink(levels: Float32[np.ndarray, "height width"]) -> _Found:
    """Ink as what differs from the paper around it, on a sheet where one lies there, without lines that cross it."""
    sheet = sheet_on_desk(levels)
    if sheet is not None:
        levels, inside = _cut_out(levels, sheet)
    else:
        inside = np.ones(levels.shape, bool)
    signal = np.where(inside, ink_on(levels, light=is_light_ink(levels)), np.float32(0))
    signal, lines = without_rulings(signal, _threshold(signal))
    drawn = signal[signal > _threshold(signal)]
    if len(drawn) < 10 or not np.ptp(drawn):
        return _Found(None, sheet is not None, lines)
    pen = float(drawn[drawn >= threshold_otsu(drawn)].mean())
    ink = ndimage.binary_dilation(apply_hysteresis_threshold(signal, _PEN[0] * pen, _PEN[1] * pen))
    kept, left_out = _off_the_edges(np.where(ink, np.clip(signal / pen, 0, 1) * 255, 0).astype(np.float32))
    doubts = (*(["lines"] if lines else []), *(["edges"] if left_out > _AT_EDGES else []))
    return _Found(without_specks(kept), sheet is not None, lines, doubts)


def _threshold(signal: Ink) -> float:
    """What differs by less from the paper is its grain."""
    noise = 1.4826 * float(np.median(np.abs(signal - np.median(signal))))
    return max(_LEAST_SIGNAL, min(_NOISE_SIGMAS * noise, 0.25 * float(np.percentile(signal, 99.8))))


def _cut_out(levels: np.ndarray, sheet: Bool[np.ndarray, "height width"]) -> tuple[np.ndarray, np.ndarray]:
    """The part of a picture that holds the sheet, its paper's grey around it, and where in it the sheet is."""
    rows, columns = np.flatnonzero(sheet.any(axis=1)), np.flatnonzero(sheet.any(axis=0))
    box = slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)
    return np.where(sheet, levels, np.float32(np.median(levels[sheet])))[box], sheet[box]


def _off_the_edges(ink: Ink) -> tuple[Ink, float]:
    """The ink without what reaches the edges, and the share that does; all of it where next to nothing else is left."""
    parts, count = ndimage.label(ink, structure=np.ones((3, 3)))
    amounts = ndimage.sum_labels(ink, parts, np.arange(count + 1))
    amounts[0] = 0
    touching = np.unique(np.concatenate([parts[0], parts[-1], parts[:, 0], parts[:, -1]]))
    share = float(amounts[touching].sum() / amounts.sum())
    kept = np.ones(count + 1, bool)
    kept[touching] = False
    return (np.where(kept[parts], ink, np.float32(0)), share) if share < 0.9 else (ink, share)


def _is_plain(ink: Ink, found: _Found) -> bool:
    """Whether what differs from the border's colour is the ink: it keeps off the edges, or is a digit cut to them."""
    if found.sheet:
        return False
    if not found.lines and (found.ink is None or _is_clear(ink)):
        return True
    return found.lines <= _OWN_STROKES and _is_cropped(ink)


def _is_clear(ink: Ink) -> bool:
    """Whether next to no ink reaches the edges."""
    return _off_the_edges(ink)[1] < 0.02


def _is_cropped(ink: Ink) -> bool:
    """Whether one mark of broad strokes fills the picture from edge to edge, as one that was cut to its ink does."""
    touched = [float((edge > 0).mean()) for edge in (ink[0], ink[-1], ink[:, 0], ink[:, -1])]
    broad = bool(2 * ndimage.distance_transform_edt(ink > 0).max() >= _BROAD * max(ink.shape))
    return sum(share > 0 for share in touched) >= 3 and max(touched) < 0.8 and broad and len(marks_apart(ink)) == 1


def _crowded(where: str, marks: int, expected: str) -> PictureError:
    return PictureError(
        f"cannot read {where}",
        got=f"{marks} marks that lie apart",
        expected=expected,
        remedy="Cut the digits out and read each from a picture of its own.",
    )
