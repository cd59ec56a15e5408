"""Remedies speak the caller's language, and lead somewhere: who obeys one does not meet the same error again."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from small_tables import curves, finished

import layerwise as lw
from layerwise.errors import Caller, LayerwiseError, Options, hint

Table = pd.DataFrame
SOURCE = Path(lw.__file__).parent
FLAG = re.compile(r"--(map|set|ignore|unit|margin|runs|output)\b|(?<!\w)-o\b")
IN_PYTHON = re.compile(r"\b(columns|settings)=\{|\bignore=\[|\bunit='|write_report\(")


def no_depth() -> Table:
    return curves(depths=[2]).drop(columns="depth")


# A table, what is said of it, and the column that the remedy's COLUMN stands for where its first option has one.
REFUSED: dict[str, tuple[Callable[[], Any], dict[str, Any], str]] = {
    "depth in a column of another name": (lambda: curves().rename(columns={"depth": "how deep"}), {}, "how deep"),
    "depth nowhere": (no_depth, {}, ""),
    "a history without depth": (lambda: {"loss": [1.0, 0.5], "val_accuracy": [0.8, 0.9]}, {}, ""),
    "test accuracy under another name": (
        lambda: curves().drop(columns="val_accuracy").rename(columns={"test_accuracy": "top1"}),
        {},
        "top1",
    ),
    "two columns of one meaning": (
        lambda: curves().drop(columns="val_accuracy").assign(val_acc=0.5, valid_acc=0.6),
        {},
        "val_acc",
    ),
    "a column that is not there": (curves, {"columns": {"test_accuracy": "top5"}}, "test_accuracy"),
    "epochs that are none": (
        lambda: curves().assign(epoch="three", t=lambda table: table.groupby("run").cumcount()),
        {},
        "t",
    ),
    "rows that may be epochs": (
        lambda: curves().drop(columns="epoch").assign(t=lambda table: table.groupby("run").cumcount()),
        {},
        "t",
    ),
    "finished runs that nothing tells apart": (
        lambda: finished().drop(columns="seed").assign(lucky=[3, 1, 4, 15, 3, 1, 4, 16]),
        {},
        "lucky",
    ),
    "runs that share all settings": (
        lambda: curves(epochs=3).drop(columns="run").rename(columns={"seed": "nr"}).assign(nr=lambda t: t["nr"] + 0.5),
        {},
        "nr",
    ),
    "one name for all runs": (lambda: curves().assign(run="x"), {}, ""),
    "texts in an accuracy": (
        lambda: curves().assign(top1=lambda table: table["test_accuracy"], test_accuracy="good"),
        {},
        "top1",
    ),
    "accuracies of 600": (
        lambda: curves().assign(top1=lambda table: table["test_accuracy"], test_accuracy=600.0),
        {},
        "top1",
    ),
    "accuracies in two units": (
        lambda: curves().assign(test_accuracy=lambda t: t["test_accuracy"] * np.where(t["seed"] > 1, 100, 1)),
        {},
        "",
    ),
    "a setting that a column contradicts": (curves, {"settings": {"depth": 2}}, ""),
    "a column that names no runs": (lambda: curves().assign(x="a"), {"columns": {"run": "x"}}, "run"),
    "a repetition": (
        lambda: pd.concat([curves(seeds=1).assign(attempt=k) for k in range(3)]).drop(columns=["run", "seed"]),
        {},
        "",
    ),
    "too many kinds of runs": (
        lambda: pd.concat([curves(epochs=2, seeds=1).assign(tag=f"t{k}", run=lambda t, k=k: t["run"] + str(k))
                           for k in range(30)]),
        {},
        "",
    ),
    "training accuracy for the test error": (
        lambda: curves().rename(columns={"train_accuracy": "train_acc", "test_accuracy": "top1"}),
        {"columns": {"test_accuracy": "train_acc"}},
        "top1",
    ),
}  # fmt: skip


def obeyed(way: Options, said: dict[str, Any], column: str) -> dict[str, Any]:
    """The keywords of the next call: those given so far, and what the remedy names."""
    columns = {name: column if value == "COLUMN" else value for name, value in way.columns.items()}
    columns = {**{k: v for k, v in said.get("columns", {}).items() if k not in columns}, **columns}
    return {**said, **way.keywords(), **({"columns": columns} if columns else {})}


@pytest.mark.parametrize("name", REFUSED)
def test_who_obeys_a_remedy_does_not_meet_its_error_again(name: str) -> None:
    make, said, column = REFUSED[name]
    source = make()
    with pytest.raises(LayerwiseError) as refused:
        lw.verdict(source, **said)
    ways = refused.value.ways_out
    # Of rows without epochs the first way is for curves, the second for finished runs.
    ways = ways[1:] if name.startswith("finished") else ways
    way = next(way for way in ways if column or "COLUMN" not in way.columns.values())
    lw.verdict(source, **obeyed(way, said, column))


@pytest.mark.parametrize("name", REFUSED)
def test_each_caller_is_told_in_its_own_language(name: str) -> None:
    make, said, _ = REFUSED[name]
    with pytest.raises(LayerwiseError) as refused:
        lw.verdict(make(), **said)
    error = refused.value
    assert not FLAG.search(str(error))
    assert not FLAG.search(" ".join(error.as_dict().values()))
    on_the_command_line = error.said_to("command line")
    assert not IN_PYTHON.search(on_the_command_line)
    if error.ways_out:
        assert FLAG.search(on_the_command_line)
        assert IN_PYTHON.search(str(error))


@pytest.mark.parametrize(
    ("options", "python", "command_line"),
    [
        (Options(settings={"depth": 2}), "settings={'depth': 2}", "--set depth=2"),
        (Options(columns={"run": "Run ID"}), "columns={'run': 'Run ID'}", "--map 'run=Run ID'"),
        (
            Options(columns={"run": "a", "epoch": "b"}),
            "columns={'run': 'a', 'epoch': 'b'}",
            "--map run=a --map epoch=b",
        ),
        (Options(ignore=("host",)), "ignore=['host']", "--ignore host"),
        (Options(unit="percent"), "unit='percent'", "--unit percent"),
        (Options(report="r.html"), "write_report('r.html')", "-o r.html"),
    ],
)
def test_an_option_is_written_as_its_reader_types_it(options: Options, python: str, command_line: str) -> None:
    callers: tuple[Caller, Caller] = ("python", "command line")
    error = LayerwiseError("x", remedy=hint("Say {it}", it=options))
    assert [error.said_to(caller) for caller in callers] == [f"x. Say {python}", f"x. Say {command_line}"]
    assert error.remedy == f"Say {python}"
    assert error.as_dict("command line")["remedy"] == f"Say {command_line}"


@pytest.mark.parametrize(
    ("command", "said"),
    [("", "settings=dict(schedule='cosine')"), ("layerwise verdict t.csv", "--set schedule=cosine")],
)
def test_notes_speak_the_callers_language_too(command: str, said: str) -> None:
    found = lw.verdict(curves(epochs=2), command=command)
    told = [text for note in found.notes for text in (note.en, note.zh)]
    assert sum(said in text for text in told) == 2
    assert bool(command) == any(FLAG.search(text) for text in told)


def test_no_text_of_the_readers_of_curves_spells_an_option_itself() -> None:
    files = [*sorted((SOURCE / "curves").glob("*.py")), SOURCE / "lab" / "verdicts.py"]
    found = []
    for file in files:
        tree = ast.parse(file.read_text(encoding="utf-8"))
        docs = {
            id(node.body[0].value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and isinstance(node.body[0], ast.Expr)
        }
        found += [f"{file.name}: {node.value}" for node in ast.walk(tree)
                  if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs
                  and FLAG.search(node.value)]  # fmt: skip
    assert not found


@pytest.mark.parametrize(
    "history",
    [
        [{"epoch": 1, "train_loss": 1.0, "valid_acc": 0.8}, {"epoch": 2, "train_loss": 0.5, "valid_acc": 0.9}],
        [{"loss": 1.0, "val_accuracy": 0.8}, {"loss": 0.5, "val_accuracy": 0.9}],
        [{"loss": 1.0, "val_accuracy": 0.8}, {"loss": 0.5, "val_accuracy": 0.9, "note": "best"}],
    ],
)
def test_a_history_may_be_a_list_with_a_dict_for_each_epoch(history: list[dict[str, Any]]) -> None:
    found = lw.verdict([({"depth": 1, "seed": 0}, history)])
    (result,) = found.results
    assert result.tables.curves("test_accuracy").loc["0"].tolist() == [0.8, 0.9]
    alone = lw.verdict(history, settings={"depth": 1})
    assert alone.account.read == 2
