"""What a reader waits for on a page, measured in a real browser: on the clock, and as processor time of its one thread,
which other work on the machine does not lengthen."""

from __future__ import annotations

from pathlib import Path
from statistics import median
from typing import Any

from tests.explorer.browser import Watched, watched

# Shown: the headline, the picture of the network, the answers of all depths.
_USABLE = """() => new Promise((resolve) => {
  const look = () => document.querySelector(".depth .answer")?.textContent.length
    ? resolve(performance.now()) : requestAnimationFrame(look);
  look();
})"""
_MOVES = """async (count) => {
  const times = [];
  const strokes = [{ width: 0.09, points: [{ x: 0.5, y: 0.1 }] }];
  for (let k = 0; k < count; k++) {
    strokes[0].points.push({ x: 0.5 + 0.2 * Math.sin(k / 20), y: 0.1 + 0.8 * k / count });
    const began = performance.now();
    layerwise.store.set({ input: { kind: "strokes", strokes: [{ ...strokes[0] }], over: null } });
    await null; await null;
    times.push(performance.now() - began);
    await new Promise(requestAnimationFrame);
  }
  return times;
}"""
_FRAMES = """async (seconds) => {
  document.querySelector(".controls .main").click();
  const frames = [];
  let last = await new Promise(requestAnimationFrame);
  const end = last + 1000 * seconds;
  while (last < end) {
    const now = await new Promise(requestAnimationFrame);
    frames.push(now - last);
    last = now;
  }
  return frames;
}"""
_LONG = """() => {
  window.long = [];
  const note = (list) => window.long.push(...list.getEntries().map((each) => each.duration));
  new PerformanceObserver(note).observe({ type: "longtask", buffered: true });
}"""


class Processor:
    """Processor time of a page's main thread, seconds."""

    def __init__(self, page: Any) -> None:
        self.session = page.context.new_cdp_session(page)
        self.session.send("Performance.enable", {"timeDomain": "threadTicks"})

    def seconds(self, kind: str) -> float:
        """So far; `TaskDuration`: of all it did; `ScriptDuration`: of its scripts alone."""
        metrics = self.session.send("Performance.getMetrics")["metrics"]
        return next(float(each["value"]) for each in metrics if each["name"] == kind)


def usable(started: Any, path: Path) -> tuple[float, float]:
    """Seconds from opening a page's file until every depth has answered: on the clock, and of the main thread."""
    seen = watched(started)
    processor = Processor(seen.page)
    seen.page.goto(path.as_uri())
    clock = seen.page.evaluate(_USABLE) / 1e3
    spent = processor.seconds("TaskDuration")
    seen.page.context.close()
    assert seen.requests == []
    return clock, spent


def pen_moves(page: Any, count: int = 100) -> tuple[list[float], float]:
    """Milliseconds that each move of a pen takes on the clock; and milliseconds of script a move, processor time."""
    processor = Processor(page)
    before = processor.seconds("ScriptDuration")
    times = page.evaluate(_MOVES, count)
    return times, 1e3 * (processor.seconds("ScriptDuration") - before) / count


def film_frames(page: Any, seconds: float = 1.5) -> list[float]:
    """Milliseconds from frame to frame while the flow is played."""
    return list(page.evaluate(_FRAMES, seconds))


def watch_long_tasks(page: Any) -> None:
    """From now on, and what the browser still remembers of before."""
    page.evaluate(_LONG)


def long_tasks(page: Any) -> list[float]:
    """Milliseconds of every task above 50 since `watch_long_tasks`."""
    return list(page.evaluate("() => window.long"))


def measured(seen: Watched, path: Path) -> dict[str, float]:
    """All that concerns a page once it is open."""
    page = seen.open(path.as_uri())
    watch_long_tasks(page)
    moves, script = pen_moves(page)
    frames = film_frames(page)
    return {
        "depths": page.locator(".depth").count(),
        "script_per_move_ms": round(median(moves), 2),
        "processor_per_move_ms": round(script, 2),
        "slowest_move_ms": round(max(moves), 1),
        "frame_ms": round(median(frames), 2),
        "longest_task_ms": round(max(long_tasks(page), default=0.0), 1),
    }
