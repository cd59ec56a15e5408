"""The results as a page for people: every figure beside the one to reach, with its own sampling error."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from calibrate.tally import (
    COVERAGE,
    LEAST_FORETOLD,
    LEAST_POWER,
    LEAST_WITHIN,
    MOST_ALIKE,
    MOST_FALSE,
    MOST_FOUND,
    MOST_REGRET,
    MOST_RETUNED,
    MOST_WORSE,
    misses,
    share,
    shown,
)

Row = dict[str, Any]
PAGE = "README.md"
# The row of a back-test that stands for all studies, and the cell of the power table that was promised.
ALL, PROMISED = "all of them", (12, 0.4)
# The row of advice that stands for worlds of all kinds.
ALL_WORLDS = "all worlds"
_TITLES = {
    "differences": "Intervals of differences",
    "failing": "Where networks fail to train",
    "ceilings": "Ceilings and overfitting",
    "tuned": "Tuned rates: one a fold or group of seeds, chosen among noisy ones",
    "power": "Power",
    "advice": "Advice on the next step",
    "aa": "A/A: one recipe against itself, real networks",
    "retuned": "Studies of `digits` retuned from scratch, each against the mean of the others",
    "backtest": "Back-test of ceilings on real studies",
    "nulls": "What `layerwise inspect` finds where there is nothing",
}
_LEGEND = (
    "Written by `make calibrate`. Figures to reach: intervals of 95 % hold the truth in "
    f"{COVERAGE[0]:.0f}–{COVERAGE[1]:.0f} % of studies; at most {MOST_FALSE} % claim falsely (of a true zero, at all); "
    f"{PROMISED[0]} seeds find {PROMISED[1]} points in at least {LEAST_POWER:.0f} %; back-tested intervals of 90 % "
    f"hold what happened in {LEAST_FORETOLD:.0f} % of architectures, with a better (smaller) interval score than no "
    f"change; intervals of a study miss the mean of studies retuned from scratch in at most {MOST_RETUNED:.0f} %, "
    f"within its sampling error; at most {MOST_FOUND:.0f} % of networks that learned nothing have a concept or a unit "
    f"that holds; advice that says a step or to stop is within its margin of the best option in {LEAST_WITHIN:.0f} %, "
    f"makes it worse in at most {MOST_WORSE:.0f} %, and misses the best option by {MOST_REGRET} points on average. In "
    "brackets the 95 % interval of each share, from the number of studies. Truth, bias (mean estimate − truth), spread "
    "of the estimates and mean half-width of the intervals are in percentage points; intervals of several "
    "comparisons at once may hold the truth more often."
)
_COUNTS = [
    "studies",
    "truth",
    "bias",
    "spread",
    "half-width",
    "hold the truth, %",
    "false claims, %",
    "conclusions",
    "",
]
_HEADS = {
    "differences": ["asked", "of", *_COUNTS],
    "failing": ["asked", "of", *_COUNTS[:-1], "not answered, %", "false equivalence, %", ""],
    "ceilings": ["asked", "of", *_COUNTS],
    "advice": [
        "worlds",
        "of them",
        "step, stop, undecided, not measured",
        "within the margin of the best option, %",
        "makes it worse, %",
        "regret, points",
        "a step gains, points",
        "followed to its end: gains, points; worse, %",
        "",
    ],
    "tuned": ["asked", "of", *_COUNTS],
    "retuned": [
        "asked",
        "studies",
        "seeds of each",
        "intervals, each for itself",
        "of them miss, %",
        "as printed, for all at once, miss, %",
        "seeds and images alone would miss, %",
        "",
    ],
    "backtest": [
        "study",
        "architectures",
        "forecast: held; score",
        "no change",
        "no change, interval of the level",
        "",
    ],
    "aa": ["networks of", "seeds an arm", *_COUNTS],
    "nulls": [
        "784-16-16-10, relu",
        "networks",
        "training accuracy, %",
        "a concept or a unit holds, %",
        "a concept",
        "a unit",
        "a score above the first bound alone",
        "a unit above shuffled answers alone",
        "",
    ],
}


def write(folder: Path) -> None:
    """Writes the page of all results that lie in the folder."""
    text = [
        "# Calibration",
        "",
        _LEGEND,
    ]
    for part, title in _TITLES.items():
        path = folder / f"{part}.json"
        if path.is_file():
            told = json.loads(path.read_text(encoding="utf-8"))
            text += ["", f"## {title}", "", *_table(part, told["rows"]), "", _made(told)]
    (folder / PAGE).write_text("\n".join(text) + "\n", encoding="utf-8")


def line(part: str, row: Row) -> str:
    """A row in plain text, as progress shows it."""
    return "; ".join(each.strip() for each in _cells(part, row))


def missed(part: str, row: Row) -> list[str]:
    """The figures to reach that a row misses."""
    if "skipped" in row:
        return []
    if part == "power":
        too_few = (row["seeds"], row["points"]) == PROMISED and 100 * row["found"] < LEAST_POWER * row["studies"]
        return ["power"] * too_few
    if part == "backtest":
        short = 100 * row["coverage"] < LEAST_FORETOLD, row["score"] >= row["no_change_score"]
        return [name for name, here in zip(("coverage", "score"), short, strict=True) if here and row["study"] == ALL]
    if part == "advice":
        return _advice_missed(row)
    if part == "retuned":
        return ["coverage"] * (share(row["missed"], row["intervals"])[1] > MOST_RETUNED)
    if part == "nulls":
        return ["nothing learned"] * (100 * row["any"] > MOST_FOUND * row["networks"])
    return _missed_failing(row) if part == "failing" else misses(row)


def _missed_failing(row: Row) -> list[str]:
    """What is not answered is not wrong; exact intervals may hold more often, those of few studies anything."""
    asked = row["studies"] + row["unanswered"]
    if not row["studies"]:
        return []
    wrong = 100 * (row["studies"] - row["held"]) / asked
    found = ["coverage"] * (wrong > 100 - COVERAGE[0])
    found += ["false claims"] * (100 * row["false"] > MOST_FALSE * asked)
    return found + ["equivalence"] * (100 * row["alike"] > MOST_ALIKE * asked)


def _table(part: str, rows: Sequence[Row]) -> list[str]:
    if part == "power":
        return _power(rows)
    lines = [_HEADS[part], ["---"] * len(_HEADS[part]), *(_cells(part, row) for row in rows)]
    return [f"| {' | '.join(each)} |" for each in lines]


def _cells(part: str, row: Row) -> list[str]:
    """The cells of a row; of one that was skipped, its name and why."""
    if part == "power":
        return [f"{row['seeds']} seeds", f"{row['points']} points", f"{shown(row['found'], row['studies'])} % found"]
    if "skipped" in row:
        return [str(next(iter(row.values()))), row["skipped"], *[""] * (len(_HEADS[part]) - 2)]
    end = f"{', '.join(missed(part, row))} missed" if missed(part, row) else "reached"
    if part == "backtest":
        shares = [f"{100 * row[f'{of}coverage']:.0f} %; {row[f'{of}score']:.2f}" for of in ("", "no_change_", "level_")]
        return [row["study"], str(row["architectures"]), *shares, end if row["study"] == ALL else ""]
    if part == "advice":
        return [*_advice_cells(row), end if row["worlds"] == ALL_WORLDS else ""]
    if part == "retuned":
        shares = [shown(row[name], row["intervals"]) for name in ("missed", "missed_at_once", "missed_by_layout")]
        return [row["question"], str(row["studies"]), str(row["seeds"]), str(row["intervals"]), *shares, end]
    if part == "nulls":
        names = ("any", "concepts", "units", "bound", "lot")
        fitted = "–" if row["fitted"] is None else f"{100 * row['fitted']:.0f}"
        return [row["kind"], str(row["networks"]), fitted, *(shown(row[name], row["networks"]) for name in names), end]
    where = [row["data"], f"{row['seeds']} of {row['networks']}"] if part == "aa" else _where(row)
    points = [f"{row[name]:+.2f}" for name in ("truth", "bias")] + [f"{row[name]:.2f}" for name in ("sd", "half_width")]
    conclusions = ", ".join(f"{name} {count}" for name, count in row["conclusions"].items())
    held, false = (shown(row[name], row["studies"]) if row["studies"] else "–" for name in ("held", "false"))
    if part == "failing":
        asked = row["studies"] + row["unanswered"]
        shares = [shown(row[name], asked) for name in ("unanswered", "alike")]
        return [*where, f"{asked:,}", *points, held, shown(row["false"], asked), conclusions, *shares, end]
    return [*where, f"{row['studies']:,}", *points, held, false, conclusions, end]


def _advice_missed(row: Row) -> list[str]:
    """Of all worlds together: a kind alone has too few for a share of 1 %."""
    if row["worlds"] != ALL_WORLDS:
        return []
    short = {
        "within the margin": 100 * row["within"] < LEAST_WITHIN * row["advised"],
        "makes it worse": 100 * row["worse"] > MOST_WORSE * row["advised"],
        "regret": row["regret"] > MOST_REGRET,
    }
    return [name for name, here in short.items() if here]


def _advice_cells(row: Row) -> list[str]:
    outcomes = ", ".join(str(row["outcomes"].get(each, 0)) for each in ("step", "stop", "undecided", "not-measured"))
    within, worse = (shown(row[name], row["advised"]) if row["advised"] else "–" for name in ("within", "worse"))
    followed = (
        f"{row['followed_gain']:.2f}; {shown(row['followed_worse'], row['followed'])}" if row["followed"] else "–"
    )
    told = f"{row['regret']:.2f}", f"{row['gain']:.2f}"
    return [row["worlds"], f"{row['studies']:,}", outcomes, within, worse, *told, followed]


def _where(row: Row) -> list[str]:
    return [f"{row['question']}: {row['setting']}", row["design"]]


def _power(rows: Sequence[Row]) -> list[str]:
    """Seeds down, differences across; the promised cell in bold."""
    points = sorted({row["points"] for row in rows})
    lines = [["seeds", *(f"{each} points" for each in points)], ["---"] * (len(points) + 1)]
    for seeds in sorted({row["seeds"] for row in rows}):
        here = {row["points"]: shown(row["found"], row["studies"]) for row in rows if row["seeds"] == seeds}
        shares = [
            f"**{here[each]}**" if (seeds, each) == PROMISED and each in here else here.get(each, "") for each in points
        ]
        lines.append([str(seeds), *shares])
    first = rows[0]
    told = (
        f"Per cent of {first['studies']:,} studies of 10,000 test images in which a true difference is called by its "
        f"name. Their networks err on {first['error']:.1f} % of the images, with a standard deviation of "
        f"{first['seed_sd']:.2f} points over seeds and a correlation of {first['correlation']:.2f} between arms."
    )
    return [told, "", *(f"| {' | '.join(each)} |" for each in lines)]


def _made(told: Row) -> str:
    """What a fair figure says of itself."""
    place, kinds = told["machine"], told["versions"]
    return (
        f"`{told['command']}`: {told['minutes']} minutes on {place['cores']} cores ({place['processor']}), "
        f"{told['date']}; layerwise {kinds['layerwise']}, numpy {kinds['numpy']}, scipy {kinds['scipy']}."
    )
