"""`layerwise verdict`: on a study, on tables from elsewhere, in both languages, with its report."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pytest
from command_line import Command

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "curves"))

from long_tables import long_table


@pytest.fixture(scope="session")
def table(place: Path) -> Path:
    long_table().rename(columns={"test_accuracy": "top1"}).to_csv(place / "curves.csv", index=False)
    return place / "curves.csv"


def test_a_table_gets_its_verdict_and_a_report(table: Path, command: Command, tmp_path: Path) -> None:
    ended = command("verdict", table, "--map", "test_accuracy=top1", "-o", "r.html", "--lang", "en").done()
    assert "Column 'top1' is read as test_accuracy." in " ".join(ended.out.split())
    assert "A second layer helps here." in ended.out
    assert "seeds alone" in ended.out
    assert "Report: r.html" in ended.out
    page = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert "What was read, and what was left out" in page
    assert "layerwise verdict" in page


def test_json_holds_the_findings_and_what_was_left_out(table: Path, command: Command, tmp_path: Path) -> None:
    rows = table.read_text(encoding="utf-8").splitlines()
    (tmp_path / "twice.csv").write_text("\n".join([*rows, rows[7]]), encoding="utf-8")
    found = command("verdict", "twice.csv", "--map", "test_accuracy=top1", "--json").done().json
    assert found["rows"] == {"read": 101, "used": 100, "merged": 0}
    (left_out,) = found["left_out"]
    assert (left_out["code"], left_out["rows"], left_out["names"]) == ("same-row-again", 1, ["relu 16-s0"])
    (study,) = found["studies"]
    assert {"helps"} <= {finding["conclusion"] for finding in study["findings"]}
    assert all(set(note) == {"en", "zh"} for note in found["notes"])


def test_both_languages_carry_the_same_numbers(table: Path, command: Command) -> None:
    found = command("verdict", table, "--map", "test_accuracy=top1", "--json").done().json
    texts = [*found["notes"], *(finding["text"] for finding in found["studies"][0]["findings"])]
    for text in [*texts, *found["studies"][0]["text"]]:
        english, chinese = (sorted(re.findall(r"\d[\d.,]*\d|\d", text[language])) for language in ("en", "zh"))
        assert english == chinese, text


def test_a_study_gets_its_own_verdict_and_nothing_in_it_is_written(study: Path, command: Command) -> None:
    before = {path: path.stat().st_mtime_ns for path in study.rglob("*")}
    found = command("verdict", study, "--json").done().json
    own = json.loads((study / "verdict.json").read_text(encoding="utf-8"))
    assert found["studies"][0]["findings"] == own["findings"]
    wide = command("verdict", study, "--margin", "90", "--json").done().json
    # The margin of a loss is in nats, and what was not answered has none.
    in_points = [
        each for each in wide["studies"][0]["findings"] if each["unit"] != "nats" and each["margin"] is not None
    ]
    assert {each["margin"] for each in in_points} == {90.0}
    assert {"deeper", "longer", "overfit", "ceiling"} <= {each["code"] for each in in_points}
    assert {path: path.stat().st_mtime_ns for path in study.rglob("*")} == before


@pytest.mark.parametrize("page", ["README.md", "README.zh-CN.md", "docs/cli.md"])
def test_no_page_teaches_to_take_validation_for_the_test_set(page: str) -> None:
    text = (Path(__file__).resolve().parents[2] / page).read_text(encoding="utf-8")
    assert "test_accuracy=top1" in text
    assert not re.search(r"test_(accuracy|error|loss)=val", text)


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["nowhere.csv"], 1, "cannot read nowhere.csv: got no such file"),
        (["nowhere"], 1, "no such file"),
        (["CURVES"], 1, "only train_loss"),
        (["CURVES", "--map", "test_accuracy"], 2, "expected NAME=VALUE"),
        (["CURVES", "--map", "epoch=top1", "--map", "epoch=seed"], 2, "twice"),
        (["CURVES", "--map", "test_accuracy=top5"], 2, "no column 'top5'"),
        (["CURVES", "--set", "colour=red"], 2, "unknown name of a column"),
        (["CURVES", "--set", "depth=2", "--map", "test_accuracy=top1"], 2, "got a column 'depth' with 1, 2"),
        (["CURVES", "--map", "test_accuracy=top1", "--map", "train_accuracy=top1"], 2, "read two things"),
        (["CURVES", "--ignore", "nothere"], 2, "no column 'nothere'"),
        (["CURVES", "--unit", "promille"], 2, "unknown unit"),
        (["CURVES", "--margin", "0"], 2, "unusable margin"),
        (["CURVES", "--margin", "much"], 2, "--margin"),
    ],
)
def test_wrong_usage_and_bad_input_end_with_one_message(
    arguments: list[str], status: int, said: str, table: Path, command: Command
) -> None:
    # Without --map this table has no test accuracy; without its validation none that could be judged.
    lines = [line.split(",") for line in table.read_text(encoding="utf-8").splitlines()]
    keep = [place for place, name in enumerate(lines[0]) if not name.startswith("val_")]
    curves = table.with_name("unjudged.csv")
    curves.write_text("\n".join(",".join(line[place] for place in keep) for line in lines), encoding="utf-8")
    ended = command("verdict", *[curves if word == "CURVES" else word for word in arguments])
    assert ended.status == status
    assert said in " ".join(ended.err.replace("│", " ").split())
    assert "Traceback" not in ended.err


def test_a_report_that_cannot_be_written_is_one_message(table: Path, command: Command, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    ended = command("verdict", table, "--map", "test_accuracy=top1", "-o", "file/r.html")
    assert ended.status == 1
    assert "cannot write the report" in ended.err
