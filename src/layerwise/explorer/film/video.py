"""The film as MP4, written by the ffmpeg that imageio-ffmpeg brings (the extra `video`)."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path
from typing import IO

import numpy as np

from layerwise.explorer.film.errors import FilmError
from layerwise.explorer.film.frames import Painter, timed_pictures

_RATE = 30
# Of x264's scale, where 23 is its usual and 18 can hardly be told from the original.
_QUALITY = 18


def mp4(painter: Painter) -> tuple[bytes, int]:
    """The film's bytes and how many pictures it holds, 30 a second.

    Raises:
        FilmError: ffmpeg failed.
    """
    from imageio_ffmpeg import get_ffmpeg_exe

    # Not imageio-ffmpeg's own writer: it forks the process, of which JAX warns that it may never end.
    with tempfile.TemporaryDirectory() as folder:
        film = Path(folder) / "film.mp4"
        command = [get_ffmpeg_exe(), *_taken(painter), *_given(), str(film)]
        with tempfile.TemporaryFile() as told:
            with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=told) as process:
                assert process.stdin is not None
                frames = _send(painter, process.stdin)
            if process.returncode != 0:
                told.seek(0)
                raise _failed(told.read().decode("utf-8", "replace"), process.returncode)
        return film.read_bytes(), frames


def _taken(painter: Painter) -> list[str]:
    wide, high = painter.size
    size, rate = f"{wide}x{high}", f"{_RATE}"
    return ["-loglevel", "error", "-f", "rawvideo", "-pix_fmt", "rgb24", "-s", size, "-r", rate, "-i", "-"]


def _given() -> list[str]:
    # yuv420p is what every player reads, in the colours of high definition, and said so; the index comes first, so that
    # it plays while it loads.
    colours = ["-vf", "scale=out_color_matrix=bt709:out_range=tv"]
    colours += ["-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709"]
    form = ["-an", "-c:v", "libx264", "-pix_fmt", "yuv420p", "-crf", f"{_QUALITY}"]
    return [*colours, *form, "-movflags", "+faststart", "-threads", "1"]


def _send(painter: Painter, stream: IO[bytes]) -> int:
    frames = 0
    try:
        for picture, seconds in timed_pictures(painter, _RATE):
            content = np.ascontiguousarray(picture).tobytes()
            for _ in range(round(seconds * _RATE)):
                stream.write(content)
                frames += 1
        stream.close()
    except BrokenPipeError:
        pass  # ffmpeg has ended, and says why
    return frames


def _failed(told: str, status: int) -> FilmError:
    lines = [line for line in told.splitlines() if line.strip()]
    return FilmError(
        "ffmpeg could not write the video",
        got=lines[-1].strip() if lines else f"exit status {status}",
        expected="an MP4 with H.264",
        remedy="Write a .gif or an .svg instead, or install imageio-ffmpeg again.",
    )
