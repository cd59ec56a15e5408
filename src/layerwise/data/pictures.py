"""Picture files, read as grey levels and never trusted: refused by their header where they are too large."""

from __future__ import annotations

import re
import struct
import warnings
from pathlib import Path

import numpy as np
from jaxtyping import UInt8
from PIL import Image, ImageOps, UnidentifiedImageError

from layerwise.errors import PictureError

MOST_PIXELS = 80_000_000  # below Pillow's own limit, above a phone's 50 million
# No formats that start other programs (EPS) or are read by old code paths that nobody photographs with.
FORMATS = ("PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP", "PPM")
_DARK_SPECKS = 0.01  # of all that is opaque: less is dirt on light ink
_BEGINNINGS = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*", b"RIFF", b"P5", b"P6")


def read_picture(path: Path | str) -> UInt8[np.ndarray, "height width"]:
    """The grey levels of a picture file: turned as its EXIF says, transparency on white, light ink on black.

    Args:
        path: a PNG, JPEG, GIF (its first picture), BMP, TIFF, WebP or PPM file.

    Raises:
        PictureError: no such file, not a picture, truncated or damaged, of no or of more than 80 million pixels.
    """
    path = Path(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow warns of odd EXIF and of size; both are handled here
            with Image.open(path, formats=FORMATS) as picture:
                _check_size(path, picture.width * picture.height, f"{picture.width:,}×{picture.height:,} pixels")
                picture.load()
                return _grey(ImageOps.exif_transpose(picture))
    except Image.DecompressionBombError as error:
        pixels = int(next(iter(re.findall(r"\d+", str(error))), MOST_PIXELS + 1))
        _check_size(path, pixels, f"{pixels:,} pixels")
        raise
    except UnidentifiedImageError as error:
        raise _not_a_picture(path) from error
    except (OSError, SyntaxError, ValueError, EOFError, MemoryError) as error:
        raise _unreadable(path, error) from error


def _check_size(path: Path, pixels: int, got: str) -> None:
    if pixels > MOST_PIXELS:
        raise PictureError(
            f"cannot read {path}: it is too large to be decoded safely",
            got=got,
            expected=f"at most {MOST_PIXELS:,}",
            remedy="Make it smaller: 28×28 is enough for a digit.",
        )


def _grey(picture: Image.Image) -> UInt8[np.ndarray, "height width"]:
    """Any of Pillow's modes as 8-bit grey; what is transparent becomes paper, black where only light ink is opaque."""
    if picture.mode.startswith("I;16"):
        return (np.asarray(picture) >> 8).astype(np.uint8)
    if picture.mode in ("I", "F"):
        values = np.nan_to_num(np.asarray(picture).astype(np.float64), posinf=0, neginf=0)
        largest = next(limit for limit in (1, 255, 65_535, np.inf) if values.max() <= limit or limit == np.inf)
        return np.clip(np.round(values * 255 / min(largest, max(values.max(), 1))), 0, 255).astype(np.uint8)
    if picture.has_transparency_data:
        layer = picture.convert("RGBA")
        paper = "black" if _is_light(layer) else "white"
        picture = Image.alpha_composite(Image.new("RGBA", layer.size, paper), layer)
    return np.asarray(picture.convert("L")).copy()


def _is_light(layer: Image.Image) -> bool:
    """Whether next to nothing of what can be seen of an RGBA picture is dark."""
    seen, dark = np.asarray(layer.getchannel("A"), np.float64), np.asarray(layer.convert("RGB").convert("L")) < 128
    return bool(seen.any() and seen[dark].sum() < _DARK_SPECKS * seen.sum())


def _not_a_picture(path: Path) -> PictureError:
    """A file that no format recognises; one that begins like a picture is a torn one."""
    with path.open("rb") as file:
        header = file.read(24)
    beginning, size = header[:4], path.stat().st_size
    if len(header) == 24 and beginning == b"\x89PNG" and 0 in (sides := struct.unpack(">II", header[16:])):
        return PictureError(
            f"cannot read {path}: the picture is empty",
            got=f"{sides[0]}×{sides[1]} pixels",
            expected="at least 2×2, better 28×28 or more",
            remedy="Save the picture again.",
        )
    if size and any(beginning.startswith(known[: len(beginning)]) for known in _BEGINNINGS):
        return _truncated(path, size)
    return PictureError(
        f"cannot read {path}: it is not a picture",
        got="an empty file" if size == 0 else f"a file that begins with {beginning.hex(' ')}",
        expected="a PNG, JPEG, GIF, BMP, TIFF, WebP or PPM file",
        remedy="Check the path, or save the picture as PNG.",
    )


def _unreadable(path: Path, error: Exception) -> PictureError:
    if isinstance(error, OSError) and error.errno is not None:
        return PictureError(
            f"cannot read {path}",
            got=error.strerror or str(error),
            expected="a picture file",
            remedy="Check the path and its permissions.",
        )
    if "truncated" in str(error).lower() or _ends_before_its_webp(path):
        return _truncated(path, path.stat().st_size)
    return PictureError(
        f"cannot read {path}: the picture is damaged",
        got=str(error) or type(error).__name__,
        expected="a whole picture file",
        remedy="Delete it or fetch it again.",
    )


def _ends_before_its_webp(path: Path) -> bool:
    """Whether a WebP file is shorter than its header says, which Pillow's decoder does not tell."""
    with path.open("rb") as file:
        header = file.read(8)
    return header.startswith(b"RIFF") and path.stat().st_size < 8 + int.from_bytes(header[4:], "little")


def _truncated(path: Path, size: int) -> PictureError:
    return PictureError(
        f"cannot read {path}",
        got=f"the file ends after {size:,} bytes, before the picture does",
        expected="a whole picture file",
        remedy="Delete it or fetch it again.",
    )
