"""`python -m bench.shots PAGE`: the pictures of the page's views in `docs/pictures/`, from a one-file page."""

from __future__ import annotations

import argparse
import io
from pathlib import Path
from typing import Any

from PIL import Image

from tests.explorer.browser import address_of, browser, watched

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "pictures"
# Height of each picture, pixels: as much of the view as says what it is.
VIEWS = {"flow": 930, "step": 1180, "training": 1000, "layers": 900, "program": 1000, "lesson": 620}
COLOURS = 256


def main() -> None:
    """Writes `page-VIEW.png`, and `page-flow-dark.png` in Chinese."""
    parser = argparse.ArgumentParser(prog="python -m bench.shots", description=__doc__)
    parser.add_argument("page", type=Path)
    path = parser.parse_args().page.resolve()
    FOLDER.mkdir(parents=True, exist_ok=True)
    with browser() as started:
        for view, height in VIEWS.items():
            state = {"view": view} | ({"lesson": "2", "bets": "bb"} if view == "lesson" else {})
            _shoot(started, address_of(path, **state), FOLDER / f"page-{view}.png", height, "light")
        dark = address_of(path, view="flow", lang="zh")
        _shoot(started, dark, FOLDER / "page-flow-dark.png", VIEWS["flow"], "dark")


def _shoot(started: Any, address: str, path: Path, height: int, scheme: str) -> None:
    seen = watched(started, color_scheme=scheme)
    seen.page.set_viewport_size({"width": 1280, "height": height})
    page = seen.open(address)
    page.wait_for_timeout(8_000)
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    page.context.close()
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)


if __name__ == "__main__":
    main()
