"""`python -m bench.shots PAGE [--plane PAGE] [--live ADDRESS]`: the pictures of the page's views in `docs/pictures/`.

PAGE is the one-file page of a study of digits, that of `--plane` one of points in the plane; ADDRESS is where
`layerwise explore` serves the form of new studies while one is at work: http://127.0.0.1:8642/new.
"""

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
LIVE = 800
COLOURS = 256
# The read-outs of the view Layers have been computed.
_SETTLED = """() => ![...document.querySelectorAll(".layers-first .bar span")]
  .some((bar) => parseFloat(bar.style.width) === 0)"""


def main() -> None:
    """Writes `page-VIEW.png`, `page-flow-dark.png` in Chinese, `page-plane.png` and `page-live.png`."""
    parser = argparse.ArgumentParser(prog="python -m bench.shots", description=__doc__)
    parser.add_argument("page", type=Path)
    parser.add_argument("--plane", type=Path)
    parser.add_argument("--live")
    options = parser.parse_args()
    path = options.page.resolve()
    FOLDER.mkdir(parents=True, exist_ok=True)
    with browser() as started:
        for view, height in VIEWS.items():
            state = {"view": view} | ({"lesson": "2", "bets": "bb"} if view == "lesson" else {})
            _shoot(started, address_of(path, **state), FOLDER / f"page-{view}.png", height, "light")
        dark = address_of(path, view="flow", lang="zh")
        _shoot(started, dark, FOLDER / "page-flow-dark.png", VIEWS["flow"], "dark")
        if options.plane:
            _shoot(started, address_of(options.plane.resolve()), FOLDER / "page-plane.png", VIEWS["flow"], "light")
        if options.live:
            _shoot(started, options.live, FOLDER / "page-live.png", LIVE, "light")


def _shoot(started: Any, address: str, path: Path, height: int, scheme: str) -> None:
    seen = watched(started, color_scheme=scheme)
    seen.page.set_viewport_size({"width": 1280, "height": height})
    page = seen.open(address)
    page.wait_for_timeout(3_000)
    page.wait_for_function(_SETTLED, timeout=120_000)
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    page.context.close()
    # Colours that few pixels have, such as a dot of the legend, stay what they are.
    few = picture.quantize(COLOURS, method=Image.Quantize.MAXCOVERAGE, kmeans=1, dither=Image.Dither.NONE)
    few.save(path, optimize=True)


if __name__ == "__main__":
    main()
