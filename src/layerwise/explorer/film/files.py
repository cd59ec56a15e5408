"""The film as a file, by the ending of its name: .svg, .gif, .mp4, or .png, its last picture."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

from layerwise.errors import SpecError
from layerwise.explorer.film.errors import FilmError
from layerwise.explorer.film.shapes import HEIGHT, WIDTH, Scene
from layerwise.explorer.film.svg import svg
from layerwise.explorer.film.themes import Theme
from layerwise.files import write_whole

if TYPE_CHECKING:
    from layerwise.explorer.film.frames import Painter

SUFFIXES = (".svg", ".gif", ".mp4", ".png")
LEAST_WIDTH, MOST_WIDTH = 320, 3840


@dataclass(frozen=True)
class FilmFile:
    """What was written.

    Args:
        path, size: the file and its bytes.
        width, height: of its pictures in pixels.
        seconds: it plays; 0 for a single picture.
        frames: pictures in it; None where the reader draws them.
    """

    path: str
    size: int
    width: int
    height: int
    seconds: float
    frames: int | None


def check_film(path: str | Path, width: int = WIDTH) -> None:
    """Whether such a file can be written here at all, before anything is drawn.

    Raises:
        SpecError: another kind of file, or an unusable width.
        FilmError: a video, and what writes videos is not installed.
    """
    suffix = Path(path).suffix.lower()
    if suffix not in SUFFIXES:
        raise SpecError(
            f"cannot make a film called {path}",
            got=f"the ending {suffix!r}" if suffix else "a name without an ending",
            expected=", ".join(SUFFIXES),
            remedy="Choose by the ending what to write: -o film.svg is animated, small and sharp at any size.",
        )
    if not LEAST_WIDTH <= width <= MOST_WIDTH:
        raise SpecError(
            "unusable width of the film",
            got=f"{width:,}",
            expected=f"{LEAST_WIDTH} … {MOST_WIDTH:,} pixels",
            remedy=f"Leave it out for {WIDTH:,}.",
        )
    if suffix == ".mp4" and find_spec("imageio_ffmpeg") is None:
        raise FilmError(
            f"cannot write the video {path}",
            got="no package imageio-ffmpeg",
            expected="the extra `video`",
            remedy='Install it with pip install "layerwise[video]", or write a .gif or an .svg.',
        )


def write_film(
    scene: Scene, path: str | Path, theme: Theme | None = None, *, width: int = WIDTH, loop: bool = True
) -> FilmFile:
    """Writes the film, whole or not at all.

    Args:
        scene: to draw.
        path: the file; its ending decides what is written.
        theme: light or dark; None: light, and in an .svg as the reader's system is.
        width: of the pictures in pixels; their height is 9/16 of it. An .svg has any size.
        loop: whether .svg and .gif begin again when they have ended.

    Raises:
        SpecError, FilmError: as `check_film`; or Chinese words without a Chinese font; or the file cannot be written.
    """
    check_film(path, width)
    target = Path(path)
    suffix = target.suffix.lower()
    across, height, seconds = WIDTH, HEIGHT, scene.seconds
    frames: int | None = None
    if suffix == ".svg":
        content = svg(scene, theme, loop=loop).encode()
    else:
        from layerwise.explorer.film.frames import Painter  # Matplotlib, which an .svg does without

        painter = Painter(scene, theme or "light", width)
        content, frames = _PICTURES[suffix](painter, loop)
        across, height = painter.size
        seconds = 0.0 if suffix == ".png" else seconds
    try:
        write_whole(target, content)
    except OSError as error:
        raise FilmError(
            f"cannot write {target}",
            got=error.strerror or type(error).__name__,
            expected="a file in a folder that can be written",
            remedy="Name another after -o.",
        ) from error
    return FilmFile(str(target), len(content), across, height, seconds, frames)


def _png(painter: Painter, loop: bool) -> tuple[bytes, int]:
    stream = io.BytesIO()
    Image.fromarray(painter.picture(painter.scene.seconds)).save(stream, format="PNG", optimize=True)
    return stream.getvalue(), 1


def _gif(painter: Painter, loop: bool) -> tuple[bytes, int]:
    from layerwise.explorer.film.gif import gif

    return gif(painter, loop=loop)


def _mp4(painter: Painter, loop: bool) -> tuple[bytes, int]:
    from layerwise.explorer.film.video import mp4

    return mp4(painter)


_PICTURES: dict[str, Callable[[Painter, bool], tuple[bytes, int]]] = {".png": _png, ".gif": _gif, ".mp4": _mp4}
