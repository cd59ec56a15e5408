"""Tables with next to nothing in them are answered to the end: sentences, plain values, report, smallest network."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from long_tables import leading
from rich.console import Console

import layerwise as lw
from layerwise.verdict.advice.pareto import pareto
from layerwise.verdict.advice.reach import reach

NEEDED = ["epoch", "depth", "test_accuracy"]


@pytest.mark.parametrize(
    "kept",
    [
        pytest.param([*NEEDED], id="needed"),
        pytest.param([*NEEDED, "seed", "run", "val_accuracy", "activation"], id="no width"),
        pytest.param([*NEEDED, "seed", "run", "val_accuracy", "width"], id="no activation", marks=pytest.mark.breadth),
    ],
)
def test_what_a_table_does_not_tell_stops_no_answer(kept: list[str], table: pd.DataFrame, tmp_path: Path) -> None:
    # Without runs and seeds, two networks of a depth would be one.
    found = lw.verdict(table[kept] if "run" in kept else table[table["seed"] == 0][kept])
    (study,) = json.loads(json.dumps(found.as_dict(), allow_nan=False))["studies"]
    assert any(text["en"].startswith("Next step") for text in study["text"])
    assert leading(found)
    (page,) = found.write_report(tmp_path / "report.html", "en")
    text = page.read_text(encoding="utf-8")
    assert "do not tell the number of parameters" in text
    assert "--activations unknown" not in text
    # The map of depth and epochs needs no costs; only which cell is the cheapest does.
    assert "nothing more to gain inside the line; cheapest" not in text
    assert '"maps-0"' in text
    console = Console(width=80, record=True)
    console.print(*found.shown("en"))
    said = console.export_text() + reach(found.results[0].tables, 0.9).text.en
    assert "nan" not in said
    assert "unknown " not in said.replace("so unknown", "")


def test_a_width_that_is_not_known_is_none_and_no_step_is_made_of_it(table: pd.DataFrame) -> None:
    (result,) = lw.verdict(table.drop(columns="width")).results
    assert result.advice is not None
    measured = {step.name: step.finding is not None for step in result.advice.steps}
    told = result.advice.as_dict()
    assert result.advice.network == "relu depth 2"
    assert measured["wider"] is False
    assert told["hidden"] == [None, None]
    assert set(pareto(result.tables)["hidden"]) == {"?", "?-?"}
