"""Any picture of a handwritten digit, brought into the form of MNIST's: light ink on black, 20×20 in 28×28, centred."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float32, UInt8
from PIL import Image
from scipy import ndimage

from layerwise.errors import PictureError

SIDE, BOX = 28, 20
_CENTRE = SIDE / 2  # of mass, in pixel numbers from 0: all of MNIST's lie between 13.5 and 14.5 in both directions
_WORKING_SIDE = 1_024  # larger pictures are shrunk to this first
_LEAST_CONTRAST = 16  # grey levels between ink and paper below which there is no ink
_FAINT = 16  # of 255: fainter ink neither counts for the box nor is kept
_SPECK = 0.01  # of all ink: smaller separate spots are dirt
_NOISE_SIGMAS = 4.0

Ink = Float32[np.ndarray, "_ _"]
Grey = UInt8[np.ndarray, "_ _"]


def as_digit(picture: UInt8[np.ndarray, "height width"], *, where: str = "the picture") -> UInt8[np.ndarray, " 784"]:
    """A picture of one digit as a row that a network trained on MNIST can read.

    What differs from the border's colour is ink, be it darker or lighter; slow shadows, noise and specks go. The ink is
    scaled, with its proportions and antialiased, until its longer side is 20 pixels, and is put where its centre of
    mass lies in the middle of 28×28. A picture that has this form already is returned as it is.

    Args:
        picture: grey levels, of any size.
        where: its name, for messages.

    Raises:
        PictureError: less than 2 pixels wide or high, or no ink.

    Source: LeCun, Cortes & Burges, the description of the MNIST database.
    """
    if has_the_form_of_mnist(picture):
        return picture.reshape(-1).copy()
    return digit_of(plain_ink(picture, where))


def plain_ink(picture: UInt8[np.ndarray, "height width"], where: str = "the picture") -> Ink:
    """What differs from the border's colour, 0 … 255, without specks; large pictures are shrunk.

    Raises:
        PictureError: less than 2 pixels wide or high, or no ink.
    """
    if min(picture.shape) < 2:
        raise _no_digit(where, f"{picture.shape[1]}×{picture.shape[0]} pixels", "at least 2×2, better 28×28 or more")
    return without_specks(_ink(shrunk(picture), where))


def digit_of(ink: Ink) -> UInt8[np.ndarray, " 784"]:
    """Ink as one digit in MNIST's form."""
    return _centred(_scaled(_cropped(ink))).reshape(-1)


def has_the_form_of_mnist(picture: UInt8[np.ndarray, "height width"]) -> bool:
    """Whether a picture is 28×28, light on a black border, its ink 19 or 20 pixels long, its centre of mass central."""
    if picture.shape != (SIDE, SIDE) or np.median(_border(picture)) > 0 or not picture.any():
        return False
    down, across = ndimage.center_of_mass(picture)
    central = bool(max(abs(down - _CENTRE), abs(across - _CENTRE)) <= 0.5)
    return central and max(_cropped(picture).shape) in (BOX - 1, BOX)


def shrunk(picture: Grey, side: int = _WORKING_SIDE) -> Grey:
    """The picture averaged until its longer side has at most so many pixels."""
    factor = -(-max(picture.shape) // side)
    factors = (min(factor, picture.shape[1]), min(factor, picture.shape[0]))
    return np.asarray(Image.fromarray(picture).reduce(factors)) if factor > 1 else picture


def _ink(picture: UInt8[np.ndarray, "height width"], where: str) -> Ink:
    """How much each pixel differs from the paper, 0 … 255, as ink that is light on black."""
    signal = picture - _paper(picture)
    if signal.max() < -signal.min():
        signal = -signal
    edge = _border(signal)
    noise = _NOISE_SIGMAS * 1.4826 * float(np.median(np.abs(edge - np.median(edge))))
    ink = np.where(signal > noise, signal, 0)
    if ink.max() < _LEAST_CONTRAST:
        raise blank(where)
    ink *= 255 / ink.max()
    ink[ink < _FAINT] = 0
    return ink.astype(np.float32)


def _paper(picture: UInt8[np.ndarray, "height width"]) -> Ink:
    """The paper's grey at every pixel: a plane through the border, fitted again without what lies far off it."""
    height, width = picture.shape
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    ramps = np.stack([np.ones_like(rows), rows / height, columns / width], axis=-1)
    edge, places = _border(picture).astype(np.float32), _border(ramps)
    plane = np.array([np.median(edge), 0, 0], np.float32)
    for _ in range(3):
        misfit = np.abs(edge - places @ plane)
        near = misfit <= max(np.percentile(misfit, 75), 1)
        plane = np.linalg.lstsq(places[near], edge[near], rcond=None)[0]
    plane[np.abs(plane) < 0.01] = 0  # rounding, not shadow
    return np.clip(ramps @ plane, 0, 255)


def _border(picture: np.ndarray) -> np.ndarray:
    """The outermost pixels, (pixels,) or (pixels, channels)."""
    return np.concatenate([picture[0], picture[-1], picture[1:-1, 0], picture[1:-1, -1]])


def without_specks(ink: Ink) -> Ink:
    """The ink without separate spots of less than a hundredth of it."""
    spots, count = ndimage.label(ink, structure=np.ones((3, 3)))
    amounts = ndimage.sum_labels(ink, spots, np.arange(count + 1))
    return np.where((amounts < _SPECK * amounts.sum())[spots], 0, ink)


def _cropped(ink: np.ndarray) -> np.ndarray:
    """The smallest box that holds all ink."""
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    return ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def _scaled(ink: Ink) -> Ink:
    """The ink with its longer side 20 pixels long, its brightest again at 255."""
    height, width = ink.shape
    scale = BOX / max(height, width)
    if scale == 1:
        return ink
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    small = np.clip(np.asarray(Image.fromarray(ink).resize(size, Image.Resampling.BICUBIC)), 0, None)
    return small * np.float32(255 / small.max())


def _centred(ink: Ink) -> UInt8[np.ndarray, "28 28"]:
    """The ink moved by whole pixels until its centre of mass is nearest the middle, as far as it stays inside."""
    canvas = np.zeros((SIDE, SIDE), np.uint8)
    height, width = ink.shape
    down, across = ndimage.center_of_mass(ink)
    top = int(np.clip(round(_CENTRE - down), 0, SIDE - height))
    left = int(np.clip(round(_CENTRE - across), 0, SIDE - width))
    canvas[top : top + height, left : left + width] = np.clip(np.round(ink), 0, 255)
    return canvas


def blank(where: str) -> PictureError:
    """The error for a picture without ink."""
    return _no_digit(where, "a blank picture", f"ink at least {_LEAST_CONTRAST} grey levels from the paper")


def _no_digit(where: str, got: str, expected: str) -> PictureError:
    return PictureError(
        f"cannot see a digit in {where}",
        got=got,
        expected=expected,
        remedy="Take a picture of one digit, dark on light or light on dark.",
    )
