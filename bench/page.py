"""`python -m bench.page STUDY`: what a reader waits for on the page of a study, in a real browser."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from layerwise.data import load
from layerwise.explorer.bundle import study_bundle
from layerwise.explorer.page import one_file
from layerwise.study.store import StudyFolder
from tests.explorer.browser import browser, watched

LOADS = 5
# Shown: the headline, the picture of the network, the answers of all depths.
USABLE = """() => new Promise((resolve) => {
  const look = () => document.querySelector(".depth .answer")?.textContent.length
    ? resolve(performance.now()) : requestAnimationFrame(look);
  look();
})"""
MOVES = """async () => {
  const times = [], frames = [];
  const strokes = [{ width: 0.09, points: [{ x: 0.5, y: 0.1 }] }];
  for (let k = 0; k < 200; k++) {
    strokes[0].points.push({ x: 0.5 + 0.2 * Math.sin(k / 20), y: 0.1 + 0.004 * k });
    const began = performance.now();
    layerwise.store.set({ input: { kind: "strokes", strokes: [{ ...strokes[0] }], over: null } });
    await null; await null;
    times.push(performance.now() - began);
    await new Promise(requestAnimationFrame);
  }
  return times;
}"""
FRAMES = """async () => {
  document.querySelector(".controls .main").click();
  const frames = [];
  let last = performance.now();
  const end = last + 2000;
  while (last < end) {
    await new Promise(requestAnimationFrame);
    frames.push(performance.now() - last);
    last = performance.now();
  }
  return frames;
}"""
LONG = """() => {
  window.long = [];
  const note = (list) => window.long.push(...list.getEntries().map((each) => each.duration));
  new PerformanceObserver(note).observe({ type: "longtask", buffered: true });
}"""


def main() -> None:
    """Prints the figures as one JSON object."""
    parser = argparse.ArgumentParser(prog="python -m bench.page", description=__doc__)
    parser.add_argument("study", type=Path)
    parser.add_argument("--data", default="digits")
    options = parser.parse_args()
    folder = StudyFolder(options.study)
    verdict = json.loads((folder / "verdict.json").read_text(encoding="utf-8"))
    text = one_file(study_bundle(folder, load(options.data), verdict))
    with TemporaryDirectory() as place, browser() as started:
        path = Path(place) / "page.html"
        path.write_text(text, encoding="utf-8")
        print(json.dumps({"megabytes": len(text.encode()) / 1e6, **_measured(started, path)}, indent=1))


def _measured(started: Any, path: Path) -> dict[str, Any]:
    usable = []
    for _ in range(LOADS):
        seen = watched(started)
        seen.page.goto(path.as_uri())
        usable.append(seen.page.evaluate(USABLE))
        seen.page.context.close()
    seen = watched(started)
    page = seen.open(path.as_uri())
    page.evaluate(LONG)
    depths = page.locator(".depth").count()
    moves = page.evaluate(MOVES)
    frames = page.evaluate(FRAMES)
    long = page.evaluate("() => window.long")
    return {
        "usable_seconds": round(median(usable) / 1e3, 3),
        "depths": depths,
        "script_per_move_ms": round(median(moves), 2),
        "slowest_move_ms": round(max(moves), 1),
        "frame_ms": round(median(frames), 2),
        "longest_task_ms": round(max(long, default=0.0), 1),
    }


if __name__ == "__main__":
    main()
