"""A table of shades, the values written in its cells."""

from __future__ import annotations

from layerwise.insight.paper import Heat
from layerwise.report.learned.style import ABOVE, BELOW, PLAIN, SHADES
from layerwise.report.markup import both, element

# With more columns than these, values no longer fit into cells: they show where the pointer rests.
_MOST_WRITTEN = 12
# Columns with longer names than these are all as wide as the names need.
_SHORT = 5
_STAR = "*"


def heat(exhibit: Heat, key: str) -> str:
    """The table.

    Args:
        exhibit: to draw.
        key: under which its title stands on the page.
    """
    dense = len(exhibit.columns) > _MOST_WRITTEN
    heads = "".join(element("th", element("span", both(each)), scope="col") for each in exhibit.columns)
    rows = []
    for row, name in enumerate(exhibit.rows):
        cells = "".join(_cell(exhibit, row, column, dense=dense) for column in range(len(exhibit.columns)))
        rows.append(element("tr", element("th", both(name), scope="row") + cells))
    body = element("thead", element("tr", "<td></td>" + heads)) + element("tbody", "".join(rows))
    long = max((len(each.en) for each in exhibit.columns), default=0) > _SHORT
    kind = "heat dense" if dense else "heat named" if long else "heat"
    table = f'<table class="{kind}" aria-labelledby="{key}">{body}</table>'
    return element("div", table, kind="scroll", tabindex="0") + (_scale(exhibit) if dense else "")


def written(value: float, form: str) -> str:
    """A value as a reader sees it: 0.87 as 87 (`percent`) or 0.87 (`share`)."""
    text = f"{100 * value:.0f}" if form == "percent" else f"{value:.2f}"
    text = text.removeprefix("-") if not text.strip("-0.") else text
    return text.replace("-", "\N{MINUS SIGN}")


def shade(exhibit: Heat, value: float) -> str:
    """The name of a value's shade."""
    if exhibit.low >= 0:
        ramp, share = PLAIN, (value - exhibit.low) / ((exhibit.high - exhibit.low) or 1.0)
    else:
        ramp, share = (ABOVE, value / (exhibit.high or 1.0)) if value >= 0 else (BELOW, value / exhibit.low)
    return f"{ramp}{round(min(1.0, max(0.0, share)) * (SHADES - 1))}"


def _cell(exhibit: Heat, row: int, column: int, *, dense: bool) -> str:
    value = exhibit.values[row][column]
    if value is None:
        return '<td class="none">–</td>'
    starred = bool(exhibit.marked) and exhibit.marked[row][column]
    text = written(value, exhibit.form)
    star = element("i", _STAR if starred else "") if exhibit.marked else ""
    shown = f' data-value="{text}{_STAR if starred else ""}"' if dense else ""
    return f'<td class="{shade(exhibit, value)}"{shown}>{text}{star}</td>'


def _scale(exhibit: Heat) -> str:
    """The shades with the values of their ends: what a table without written values is read by."""
    names = [f"{PLAIN}{k}" for k in range(SHADES)]
    if exhibit.low < 0:
        names = [*(f"{BELOW}{k}" for k in range(SHADES - 1, 0, -1)), *(f"{ABOVE}{k}" for k in range(SHADES))]
    steps = "".join(element("i", "", kind=name) for name in names)
    ends = [element("span", written(end, exhibit.form)) for end in (exhibit.low, exhibit.high)]
    return element("p", ends[0] + element("span", steps, kind="steps") + ends[1], kind="shades")
