"""One long table as people export it, made from a simulated study, and the check that no row of it gets lost."""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "verdict"))

from simulated import World, simulate

from layerwise.errors import LayerwiseError
from layerwise.lab.verdicts import CurvesVerdict, verdict
from layerwise.report.answers import leads
from layerwise.verdict.codes import DEEPER, LONGER
from layerwise.verdict.finding import Finding
from layerwise.verdict.tables import Tables

MEASURED = [f"{part}_{kind}" for part in ("train", "val", "test") for kind in ("loss", "accuracy")]


def study(**changes: object) -> Tables:
    """Depths 1 and 2 at five seeds, ten epochs, one test set; the second layer helps."""
    asked: dict[str, object] = {"depths": (1, 2), "seeds": 5, "epochs": 10, "folds": 0, "images": 400, **changes}
    return simulate(World({2: -1.0}), **asked)  # type: ignore[arg-type]


def long_table(
    tables: Tables | None = None, settings: tuple[str, ...] = ("seed", "depth", "width", "activation")
) -> pd.DataFrame:
    """A row a run and epoch, the settings repeated in each."""
    tables = tables or study()
    table = tables.epochs.merge(tables.runs[["run", *settings]], on="run")
    return table[["run", "epoch", *settings, *MEASURED]]


def codes(found: CurvesVerdict) -> set[str]:
    """Why anything was left out."""
    return {each.code for each in found.account.left_out}


def rows_of(found: CurvesVerdict, code: str) -> int:
    return sum(each.rows for each in found.account.left_out if each.code == code)


def told(found: CurvesVerdict) -> str:
    """All notes and omissions in English."""
    return "\n".join(text.say("en") for text in (*found.notes, *(each.text for each in found.account.left_out)))


def measured(found: CurvesVerdict) -> list[Finding]:
    """The findings that have an estimate; the others say what they lack."""
    return [each for each in found if each.estimate == each.estimate]


def leading(found: CurvesVerdict) -> list[Finding]:
    """The findings of the questions that the fixture `leading` asks."""
    return [each for each in found if each.code in (DEEPER, LONGER) and leads(each)]


def whole(found: CurvesVerdict) -> CurvesVerdict:
    """The verdict, once every row read is either in its tables or counted among those left out."""
    in_use = sum(len(result.tables.epochs) for result in found.results)
    assert found.account.used == in_use, (found.account.read, found.account.used, in_use)
    assert all(each.rows >= 0 and each.text.en and each.text.zh for each in found.account.left_out)
    return found


def assert_refused(source: object, said: str) -> None:
    """It is refused with these words, with what was got and expected, and with a remedy."""
    with pytest.raises(LayerwiseError) as refused:
        verdict(source)
    assert said in str(refused.value)
    assert refused.value.got
    assert refused.value.expected
    assert refused.value.remedy
