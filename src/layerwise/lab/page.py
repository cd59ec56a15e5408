"""A page as one offline file, as people hold it: saved, or shown by a notebook."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from pathlib import Path

from layerwise.errors import StudyError
from layerwise.files import write_whole

# Of the frame that a notebook shows the page in, pixels.
HEIGHT = 860


@dataclass(frozen=True)
class Page:
    """The page as one file; in a notebook it shows itself, without a server and still after nbconvert.

    Args:
        html: all of it.
        has_examples: whether the data set was at hand, so that it shows real examples.
    """

    html: str
    has_examples: bool = True

    def _repr_html_(self) -> str:
        return (
            f'<iframe srcdoc="{escape(self.html)}" title="Layerwise" loading="lazy" '
            f'style="width:100%;height:{HEIGHT}px;border:0;border-radius:14px"></iframe>'
        )

    def __repr__(self) -> str:
        return f"<Page of {len(self.html.encode()):,} bytes; save it with .save('page.html')>"

    def save(self, path: str | Path) -> Path:
        """Writes it, whole or not at all.

        Raises:
            StudyError: it cannot be written there.
        """
        try:
            write_whole(Path(path), self.html.encode())
        except OSError as error:
            raise StudyError(
                f"cannot write the page {path}",
                got=error.strerror or str(error),
                expected="a file name in a folder that can be written to",
                remedy="Choose another place with -o.",
            ) from error
        return Path(path)
