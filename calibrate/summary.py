"""What `docs/method.md` says of the calibration, from the results themselves: a row a promise.

`python -m calibrate.summary` writes the table there anew; a test fails while it is out of date.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from calibrate.pages import ALL, ALL_WORLDS, PROMISED
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
)
from layerwise.files import write_whole

RESULTS = Path(__file__).parent / "results"
METHOD = Path(__file__).parents[1] / "docs" / "method.md"
BEGIN, END = "<!-- calibration -->", "<!-- /calibration -->"
_HEADS = ("promise", "to reach", "measured", "of", "made")
Row = dict[str, Any]


def summary(folder: Path) -> str:
    """The table, in Markdown.

    Args:
        folder: of the results, one JSON file a part; all have to be there but for `failing`, `tuned`, `retuned` and
            `nulls`.
    """
    told = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))}
    rows = [
        *_differences(told["differences"]["rows"]),
        *(_failing(told["failing"]["rows"]) if "failing" in told else []),
        *_ceilings(told["ceilings"]["rows"]),
        *(_tuned(told["tuned"]["rows"]) if "tuned" in told else []),
        _power(told["power"]["rows"]),
        *(_advice(told["advice"]["rows"]) if "advice" in told else []),
        _aa(told["aa"]["rows"]),
        *([_retuned(told["retuned"]["rows"])] if "retuned" in told else []),
        _backtest(told["backtest"]["rows"]),
        *([_nulls(told["nulls"]["rows"])] if "nulls" in told else []),
    ]
    lines = [_HEADS, ("---",) * len(_HEADS), *((*cells, _made(told[part])) for part, *cells in rows)]
    return "\n".join(f"| {' | '.join(each)} |" for each in lines)


def renewed(text: str, table: str) -> str:
    """A page with the table between its two marks."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{table}\n{END}{after}"


def _differences(rows: Sequence[Row]) -> list[tuple[str, ...]]:
    single = [row for row in rows if row["comparisons"] == 1]
    joint = [row for row in rows if row["comparisons"] > 1]
    none = [row for row in rows if row["truth"] == 0]
    asked, most = _asked(), f"≤ {MOST_FALSE} %"
    found = [("differences", "95 % intervals of one difference hold it", asked, _held(single), _settings(single))]
    if joint:
        found.append(
            ("differences", "of several at once, hold all", f"≥ {COVERAGE[0]:.0f} %", _held(joint), _settings(joint))
        )
    worst = max(100 * row["false"] / row["studies"] for row in none)
    return [*found, ("differences", "a true zero is called a difference", most, f"≤ {worst:.1f} %", _settings(none))]


def _failing(rows: Sequence[Row]) -> list[tuple[str, ...]]:
    """Of studies that answered; what is not answered is not wrong."""
    names = {"next depth": "where networks fail: of those that train", "share that fails": "of the share that fails"}
    groups = {title: [row for row in rows if row["question"] == question] for question, title in names.items()}
    found = [
        (
            "failing",
            title,
            _asked() if not k else f"≥ {COVERAGE[0]:.0f} %",
            _held_where_answered(group),
            _answered(group),
        )
        for k, (title, group) in enumerate(groups.items())
    ]
    trained = groups[next(iter(groups))]
    for title, name, most in (
        ("a false help or harm", "false", MOST_FALSE),
        ("a false equivalence", "alike", MOST_ALIKE),
    ):
        worst = max(100 * row[name] / (row["studies"] + row["unanswered"]) for row in trained)
        found.append(
            ("failing", f"where networks fail: {title}", f"≤ {most} %", f"≤ {worst:.1f} %", _answered(trained))
        )
    return found


def _held_where_answered(rows: Sequence[Row]) -> str:
    shares = sorted(100 * row["held"] / row["studies"] for row in rows if row["studies"])
    return f"{shares[0]:.1f}–{shares[-1]:.1f} %"


def _answered(rows: Sequence[Row]) -> str:
    return f"{len(rows)} settings × {rows[0]['studies'] + rows[0]['unanswered']:,} studies"


def _ceilings(rows: Sequence[Row]) -> list[tuple[str, ...]]:
    names = {
        "ceiling": "95 % intervals of an attainable error hold it",
        "difference of ceilings": "of a difference of attainable errors",
        "overfitting": "of what is lost past the epoch the other seeds chose",
    }
    groups = {title: [row for row in rows if row["question"] == question] for question, title in names.items()}
    return [("ceilings", title, _asked(), _held(group), _settings(group)) for title, group in groups.items()]


def _tuned(rows: Sequence[Row]) -> list[tuple[str, ...]]:
    single = [row for row in rows if row["comparisons"] == 1]
    joint = [row for row in rows if row["comparisons"] > 1]
    none = [row for row in rows if row["truth"] == 0]
    worst = max(100 * row["false"] / row["studies"] for row in none)
    at_once, most = f"≥ {COVERAGE[0]:.0f} %", f"≤ {MOST_FALSE} %"
    return [
        ("tuned", "where tuned rates are noisy or fail, of one difference", _asked(), _held(single), _settings(single)),
        *([("tuned", "there, of several at once, hold all", at_once, _held(joint), _settings(joint))] if joint else []),
        ("tuned", "there, a true zero is called a difference", most, f"≤ {worst:.1f} %", _settings(none)),
    ]


def _retuned(rows: Sequence[Row]) -> tuple[str, ...]:
    shares = ", ".join(f"{row['question']} {100 * row['missed'] / row['intervals']:.1f} %" for row in rows)
    of = f"{rows[0]['intervals']} intervals a question, {rows[0]['studies']} studies"
    title = "a study's intervals miss the mean of others, retuned from scratch"
    return "retuned", title, f"≤ {MOST_RETUNED:.0f} %, and its sampling error", shares, of


def _power(rows: Sequence[Row]) -> tuple[str, ...]:
    seeds, points = PROMISED
    row = next(row for row in rows if (row["seeds"], row["points"]) == PROMISED)
    share = f"{100 * row['found'] / row['studies']:.1f} %"
    return (
        "power",
        f"{seeds} seeds find {points} points",
        f"≥ {LEAST_POWER:.0f} %",
        share,
        f"{row['studies']:,} studies",
    )


def _advice(rows: Sequence[Row]) -> list[tuple[str, ...]]:
    row = next(row for row in rows if row["worlds"] == ALL_WORLDS)
    within, worse = (f"{100 * row[name] / row['advised']:.1f} %" for name in ("within", "worse"))
    answers = ", ".join(f"{row['outcomes'].get(each, 0)} {each}" for each in ("step", "stop", "undecided"))
    of = f"{row['studies']:,} random worlds: {answers}, {row['outcomes'].get('not-measured', 0)} not measured"
    regret = f"{row['regret']:.2f} points"
    return [
        ("advice", "advice is within its margin of the best option", f"≥ {LEAST_WITHIN:.0f} %", within, of),
        ("advice", "advice makes it worse", f"≤ {MOST_WORSE:.0f} %", worse, of),
        ("advice", "what advice misses the best option by", f"≤ {MOST_REGRET} points", regret, of),
    ]


def _aa(rows: Sequence[Row]) -> tuple[str, ...]:
    worst = max(100 * row["false"] / row["studies"] for row in rows)
    of = ", ".join(f"{row['networks']} of {row['data']}" for row in rows)
    splits = f"{rows[0]['studies']:,} splits of real networks of one recipe ({of})"
    return "aa", "one recipe is called different from itself", f"≤ {MOST_FALSE} %", f"≤ {worst:.1f} %", splits


def _backtest(rows: Sequence[Row]) -> tuple[str, ...]:
    row = next(row for row in rows if row["study"] == ALL)
    measured = f"{100 * row['coverage']:.0f} %; score {row['score']:.2f} against {row['no_change_score']:.2f}"
    asked = f"≥ {LEAST_FORETOLD:.0f} %; a lower score than “no change”"
    of = f"{row['architectures']} architectures of real studies"
    return "backtest", "90 % intervals of a ceiling foretold hold what happened", asked, measured, of


def _nulls(rows: Sequence[Row]) -> tuple[str, ...]:
    worst = max(100 * row["any"] / row["networks"] for row in rows)
    of = " and ".join(f"{row['networks']} networks {row['kind']}" for row in rows)
    return (
        "nulls",
        "`inspect` finds something learned where nothing is",
        f"≤ {MOST_FOUND:.0f} %",
        f"≤ {worst:.1f} %",
        of,
    )


def _asked() -> str:
    return f"{COVERAGE[0]:.0f}–{COVERAGE[1]:.0f} %"


def _held(rows: Sequence[Row]) -> str:
    shares = sorted(f"{100 * row['held'] / row['studies']:5.1f}" for row in rows)
    least, most = shares[0].strip(), shares[-1].strip()
    return f"{least} %" if least == most else f"{least}–{most} %"


def _settings(rows: Sequence[Row]) -> str:
    count = f"{len(rows)} setting{'s' * (len(rows) > 1)}"
    return f"{count} × {rows[0]['studies']:,} studies"


def _made(told: Row) -> str:
    cores = told["machine"]["cores"]
    machine = f"{cores} core{'s' * (cores > 1)}, {told['machine']['processor']}"
    return f"{told['date']}, {told['minutes']} min, {machine}"


if __name__ == "__main__":
    write_whole(METHOD, renewed(METHOD.read_text(encoding="utf-8"), summary(RESULTS)).encode())
