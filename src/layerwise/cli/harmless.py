"""What Rich is given to print, with the control characters of other people's names made visible."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.console import Console, ConsoleOptions, ConsoleRenderable, RenderHook
from rich.segment import Segment

from layerwise.characters import visible


class Harmless(RenderHook):
    """Lets through the colours and movements that Rich itself makes, and no others."""

    def process_renderables(self, renderables: list[ConsoleRenderable]) -> list[ConsoleRenderable]:
        """Each of them, harmless."""
        return [_Harmless(each) for each in renderables]


class _Harmless:
    def __init__(self, of: ConsoleRenderable) -> None:
        self.of = of

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Segment]:
        return _harmless(console.render(self.of, options))


def _harmless(segments: Iterable[Segment]) -> Iterator[Segment]:
    for segment in segments:
        yield segment if segment.control else Segment(visible(segment.text), segment.style)
