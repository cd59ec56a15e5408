"""Rows of small pictures, each a mask for the page's own ink, so that one file is right in both lights."""

from __future__ import annotations

import base64
import io

import numpy as np
from PIL import Image

from layerwise.insight.paper import Picture, Sheet, SheetRow
from layerwise.report.markup import both, element
from layerwise.words import Text

# Rows of more pictures than these show them smaller; weights, of which every pixel says something, are larger.
_MANY, _MANY_SIGNED = 12, 6
# With longer labels than these every picture has as much room as the labels need.
_WORDED = 8


def sheet(exhibit: Sheet, key: str) -> str:
    """The rows.

    Args:
        exhibit: to draw.
        key: under which its title stands on the page.
    """
    return element("div", "".join(_row(row, f"{key}-{k}") for k, row in enumerate(exhibit.rows)), kind="sheet")


def mask(alpha: np.ndarray) -> str:
    """Bytes, 0 (nothing) … 255, as the address of a PNG that is opaque where they are large."""
    held = np.zeros((*alpha.shape, 2), np.uint8)
    held[..., 1] = alpha
    stream = io.BytesIO()
    Image.fromarray(held, "LA").save(stream, "PNG", optimize=True)
    return f"url(data:image/png;base64,{base64.b64encode(stream.getvalue()).decode()})"


def _row(row: SheetRow, key: str) -> str:
    signed = any(each.signed for each in row.pictures)
    kind = "pictures signed" if signed else "pictures"
    kind += " many" if len(row.pictures) > (_MANY_SIGNED if signed else _MANY) else ""
    kind += " worded" if max((len(each.label.en) for each in row.pictures), default=0) > _WORDED else ""
    name = element("p", both(row.label), kind="row-name", id=key)
    shown = "".join(element("li", _picture(each, key, k)) for k, each in enumerate(row.pictures))
    return element("div", name + f'<ul class="{kind}" aria-labelledby="{key}">{shown}</ul>', kind="sheet-row")


def _picture(picture: Picture, key: str, number: int) -> str:
    """Ink in the page's ink; of a signed picture what is above 0 in one colour, what is below in another."""
    values = picture.array()
    if picture.signed:
        away = 2 * (values.astype(np.int16) - 128)
        layers = [("for", np.clip(away, 0, 255)), ("against", np.clip(-away, 0, 255))]
    else:
        layers = [("ink", values)]
    drawn = "".join(
        f'<i class="{kind}" style="--m:{mask(alpha.astype(np.uint8))}"></i>' for kind, alpha in layers if alpha.any()
    )
    named = picture.label != Text("", "")
    place = f"{key}-{number}"
    shape = f"--w:{picture.width};--h:{picture.height}"
    opening = f'<span class="picture" role="img" aria-labelledby="{place if named else key}" style="{shape}">'
    label = element("small", both(picture.label), id=place) if named else ""
    return f"{opening}{drawn}</span>{label}"
