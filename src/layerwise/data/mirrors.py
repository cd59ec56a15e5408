"""Downloads through pooch: each mirror in turn, until one gives the file that its checksum names."""

from __future__ import annotations

import logging
import os
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from layerwise.errors import DataError

_TIMEOUT_SECONDS = (5, 30)  # to connect, to wait for the next bytes
_CHUNK_BYTES = 1 << 16

log = logging.getLogger(__name__)


def mirrors_of(name: str, known: Sequence[str]) -> tuple[str, ...]:
    """Base addresses to fetch a data set from: those in `$LAYERWISE_MIRRORS` where it is set, else the `known` ones.

    The variable holds addresses separated by spaces; `{name}` in them stands for the data set's name. Set but empty, it
    forbids all downloads.
    """
    chosen = os.environ.get("LAYERWISE_MIRRORS")
    bases = known if chosen is None else [base.replace("{name}", name) for base in chosen.split()]
    return tuple(base.rstrip("/") + "/" for base in bases)


def fetch(file: str, bases: Sequence[str], accept: Callable[[bytes, str], object]) -> bytes:
    """The content of `file` from the first of `bases` that gives an acceptable one.

    Args:
        file: its name at the mirrors.
        bases: addresses of folders, in the order to try them.
        accept: called with the content and its address; raises `DataError` where it is not the wanted one.

    Raises:
        DataError: no mirror gave it; `got` tells what each of them said.
    """
    said = []
    for base in bases:
        log.info("fetching %s%s", base, file)
        try:
            content = _download(base + file)
            accept(content, base + file)
        except (OSError, ValueError) as error:  # requests' errors are OSErrors, malformed addresses ValueErrors
            said.append(f"{base}: {_in_short(error)}")
        except DataError as error:
            said.append(f"{base}: {error.got}")
        else:
            return content
    raise DataError(
        f"cannot fetch {file}",
        got="; ".join(said) or "no mirror to ask",
        expected="one mirror that gives it whole",
        remedy="Connect to the internet and try again.",
    )


def _download(url: str) -> bytes:
    import pooch  # brings requests along: 0.2 s that only a download should cost

    with tempfile.TemporaryDirectory(prefix="layerwise-") as folder:
        path = Path(folder) / "file"
        pooch.HTTPDownloader(chunk_size=_CHUNK_BYTES, timeout=_TIMEOUT_SECONDS)(url, str(path), None)
        return path.read_bytes()


def _in_short(error: Exception) -> str:
    """What a person needs of requests' nested messages."""
    names = [type(link).__name__ for link in _chain(error)]
    if "HTTPError" in names and (answer := getattr(error, "response", None)) is not None:
        return f"answers {answer.status_code} {answer.reason}"
    if any("Timeout" in name for name in names):
        return "does not answer in time"
    if any("IncompleteRead" in name or "ChunkedEncoding" in name for name in names):
        return "breaks off before the end"
    if any("NameResolution" in name or name == "gaierror" for name in names):
        return "its name cannot be resolved"
    if any("ConnectionError" in name or "ConnectionRefused" in name or "ProxyError" in name for name in names):
        return "cannot be reached"
    return str(error) or names[0]


def _chain(error: BaseException) -> list[BaseException]:
    links = [error]
    while (after := links[-1].__cause__ or links[-1].__context__) is not None and after not in links:
        links.append(after)
    return links
