"""One example's way through a saved network, written as a film."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from layerwise.explorer.film.files import check_film, write_film
from layerwise.explorer.film.passage import Passage
from layerwise.explorer.film.scene import film_scene
from layerwise.explorer.film.shapes import WIDTH
from layerwise.explorer.film.themes import Theme
from layerwise.lab.examples import example_for
from layerwise.lab.reading import warnings_of
from layerwise.nets.network import Network
from layerwise.words import Language


def flow(
    network: Network | str | Path,
    image: str | Path | None = None,
    output: str | Path = "film.svg",
    *,
    at: Sequence[float] | None = None,
    language: Language = "en",
    theme: Theme | None = None,
    width: int = WIDTH,
    loop: bool = True,
) -> dict[str, Any]:
    """Writes the film of one example's way through a network.

    Args:
        network: or the file of one.
        image: a picture file, or `test:12`, row 12 (counted from 0) of those that the network was tested on.
        output: an animated .svg or .gif, an .mp4, or a .png of the last picture.
        at: values, for a network that reads no pictures, instead of an image.
        language: of the words in it.
        theme: light or dark; None: light, and in an .svg as the reader's system is.
        width: of the pictures in pixels; their height is 9/16 of it.
        loop: whether .svg and .gif begin again when they have ended.

    Returns:
        `example`, `class` (the most probable), `probabilities` by class, `truth` (its class, where it is known),
        `warnings` (reasons to doubt the answer to a picture file, as `read_pictures` has them) and `film`: `path, size,
        width, height, seconds, frames`.

    Raises:
        SpecError: an output of another kind.
        NetworkFileError, PictureError, DataError: as loading the network and reading the example raise them.
        FilmError: the file cannot be written, or needs something that is not installed.
    """
    check_film(output, width)
    net = network if isinstance(network, Network) else Network.load(network)
    example = example_for(net, image, at)
    passage = Passage.of(net, example.row)
    scene = film_scene(passage, language, truth=example.truth, plane=example.plane)
    film = write_film(scene, output, theme, width=width, loop=loop)
    shares = (float(share) for share in passage.probabilities)
    return {
        "example": example.name,
        "class": net.classes[passage.answer],
        "probabilities": dict(zip(net.classes, shares, strict=True)),
        "warnings": warnings_of(net, example.photograph)[0] if example.photograph else [],
        "truth": None if example.truth is None else net.classes[example.truth],
        "film": asdict(film),
    }
