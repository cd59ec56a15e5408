"""Seeds added until decided: the looks that were planned, each kept, and nothing trained twice."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from small_studies import (
    ARGUMENTS,
    OPTIONS,
    assert_all_is_whole,
    assert_same_tables,
    contents,
    kill_group,
    plan_of,
    run,
    wait_for_parts,
)

from layerwise.data.dataset import Dataset
from layerwise.errors import SpecError, StudyError
from layerwise.lab import deciding
from layerwise.lab.deciding import Deciding
from layerwise.lab.looks import looks_of
from layerwise.lab.options import StudyOptions
from layerwise.lab.results import found
from layerwise.lab.study import Study
from layerwise.study.cost import Pace
from layerwise.study.store import StudyFolder
from layerwise.study.tables import read_tables

MOST = 10
UNTIL = replace(OPTIONS, until_decided=True, most_seeds=MOST)


@pytest.fixture(autouse=True)
def known_pace(monkeypatch: pytest.MonkeyPatch) -> None:
    """Spares each test the seconds that timing takes: an epoch of all networks takes 3 s, compilation 5 s."""
    monkeypatch.setattr(deciding, "pace", lambda *_: Pace(3.0, 5.0, 2**28))


def decide(few: Dataset, folder: Path, options: StudyOptions = UNTIL) -> list[dict[str, str]]:
    """What is said while seeds are added."""
    said: list[dict[str, str]] = []
    plan = plan_of(few, options)
    Deciding(few, plan, StudyFolder(folder), options, 1, "until decided", lambda _: None, said.append).run()
    return said


@pytest.fixture(scope="module")
def decided(
    few: Dataset, finished: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, list[dict[str, str]]]:
    """A finished study of 5 seeds, taken up again: looks at 5 and at 10 seeds, and still undecided."""
    folder = Path(shutil.copytree(finished, tmp_path_factory.mktemp("studies") / "decided"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(deciding, "pace", lambda *_: Pace(3.0, 5.0, 2**28))
        return folder, decide(few, folder)


@pytest.fixture(scope="module")
def at_once(few: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All 10 seeds planned at once."""
    folder = tmp_path_factory.mktemp("studies") / "at once"
    run(few, folder, replace(OPTIONS, seeds=MOST))
    return folder


def test_seeds_added_at_looks_give_the_tables_of_as_many_seeds_planned_at_once(
    decided: tuple[Path, list[dict[str, str]]], at_once: Path, finished: Path
) -> None:
    folder, _ = decided
    assert_same_tables(folder, at_once)
    for path in (finished / "parts").glob("*.npz"):
        assert (folder / "parts" / path.name).read_bytes() == path.read_bytes()
    sessions = StudyFolder(folder).card()["sessions"]
    assert [session["trained"] for session in sessions] == [30, 10]


def test_the_looks_are_kept_and_the_verdict_is_corrected_for_them_whenever_it_is_written(
    decided: tuple[Path, list[dict[str, str]]], at_once: Path
) -> None:
    study, plain = Study(decided[0]), Study(at_once)
    assert study.card["looks"]["planned"] == [5, 10]
    assert [look.seeds for look in study.looks] == [5, 10]
    assert all(list(look.conclusions) == ["relu, width 4: 1 → 2"] for look in study.looks)
    assert plain.looks == ()
    assert study.plan.seeds == 5
    assert study.card["command"] == "until decided"
    assert read_tables(study.folder).looks == 4
    for four, one in zip(study.verdict, plain.verdict, strict=True):
        assert four.estimate == one.estimate or np.isnan(four.estimate)
        # Each ceiling and each share that fails stands for itself: nothing is decided on it.
        assert four.code in ("ceiling", "failing") or four.low < one.low or one.low == one.high or np.isnan(one.low)
    assert found(study.folder, study.tables).facts["looks"] == [5, 10]


def test_what_is_planned_and_what_each_look_found_is_said_in_both_languages(
    decided: tuple[Path, list[dict[str, str]]],
) -> None:
    corrected, ahead, *looks = decided[1]
    assert "shares its level among 4 looks" in corrected["en"]
    # 10 seeds and 10 rounds of tuning, 4 epochs of 3 s: 240 s, of which 30 networks of 40 are there; and 13 s beside.
    assert ahead["en"] == (
        "few: 2 looks, at 5, 10 seeds, the next only while one more layer is undecided for lack of seeds: "
        "at most 10 networks, 1 min 13 s."
    )
    assert "最多 10 个网络" in ahead["zh"]
    assert [said["en"].partition(", one more")[0] for said in looks] == [
        "look 1 of at most 2, at 5 seeds",
        "look 2 of at most 2, at 10 seeds",
    ]
    assert "relu, width 4: 1 → 2 undecided; seeds are added up to 10." in looks[0]["en"]
    assert looks[1]["en"].endswith("undecided within 10 seeds at the most; --most-seeds raises that.")
    for said in decided[1]:
        numbers = ["".join(c if c.isdigit() else " " for c in said[language]).split() for language in ("en", "zh")]
        assert sorted(numbers[0]) == sorted(numbers[1])


def as_after(decided: Path, looks: Sequence[int], place: Path) -> Path:
    """A copy of the decided study as it was when it had taken these looks; its blocks stay."""
    folder = Path(shutil.copytree(decided, place))
    card = StudyFolder(folder).card()
    by_seeds = {look["seeds"]: look for look in card["looks"]["taken"]}
    card["looks"]["taken"] = [by_seeds[seeds] for seeds in looks]
    (folder / "study.json").write_text(json.dumps(card, ensure_ascii=False, indent=1), encoding="utf-8")
    return folder


def parts_of(folder: Path) -> dict[str, str]:
    return {name: digest for name, digest in contents(folder).items() if name.startswith("parts/")}


def test_a_look_that_leaves_nothing_undecided_is_the_last(
    decided: tuple[Path, list[dict[str, str]]], few: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = as_after(decided[0], [5], tmp_path / "study")
    monkeypatch.setattr(deciding, "wants_seeds", lambda finding, folds: finding.seeds < 10)
    assert decide(few, folder)[-1]["en"].endswith("no seeds are added.")
    assert [look.seeds for look in Study(folder).looks] == [5, 10]
    assert len(Study(folder).tables.measured) == 20
    before = contents(folder)
    assert decide(few, folder)[-1]["en"] == "few: no seeds are added."
    assert decide(few, folder, replace(UNTIL, most_seeds=40))[-1]["en"] == "few: no seeds are added."
    assert contents(folder) == before


def test_a_study_at_its_cap_or_after_four_looks_is_left_as_it_is_and_says_why(
    decided: tuple[Path, list[dict[str, str]]], few: Dataset, tmp_path: Path
) -> None:
    folder = as_after(decided[0], [5, 10], tmp_path / "capped")
    before = contents(folder)
    assert decide(few, folder) == [
        {
            "en": "few: undecided within 10 seeds at the most; --most-seeds raises that.",
            "zh": "few：在最多 10 个随机种子之内尚无定论；可用 --most-seeds 提高上限。",
        }
    ]
    assert contents(folder) == before
    folder = as_after(decided[0], [5, 5, 5, 10], tmp_path / "four")
    (said,) = decide(few, folder, replace(UNTIL, most_seeds=1000))
    assert "undecided after all 4 looks" in said["en"]
    assert len(Study(folder).looks) == 4
    assert parts_of(folder) == parts_of(decided[0])


@pytest.mark.breadth
def test_a_raised_cap_adds_the_looks_that_are_left(
    decided: tuple[Path, list[dict[str, str]]], few: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deciding, "wants_seeds", lambda *_: True)
    folder = Path(shutil.copytree(decided[0], tmp_path / "study"))
    said = decide(few, folder, replace(UNTIL, most_seeds=30))
    assert said[0]["en"].startswith("few: 4 looks, at 5, 10, 20, 30 seeds")
    assert "after all 4 looks" in said[-1]["en"]
    assert [look.seeds for look in Study(folder).looks] == [5, 10, 20, 30]
    run(few, tmp_path / "at once", replace(OPTIONS, seeds=30))
    assert_same_tables(folder, tmp_path / "at once")


def test_a_study_stopped_in_a_look_resumes_at_that_look(
    decided: tuple[Path, list[dict[str, str]]], few: Dataset, tmp_path: Path
) -> None:
    folder = as_after(decided[0], [5], tmp_path / "study")
    for seed in (7, 8):
        StudyFolder(folder).part_path(f"measure-{seed}-c0").unlink()
    # Without the option nothing is trained, and the seeds of the look in hand are no part of the tables.
    parts = parts_of(folder)
    assert len(run(few, folder).measured) == 10
    assert parts_of(folder) == parts
    assert read_tables(StudyFolder(folder)).looks == 4
    assert [said["en"][:6] for said in decide(few, folder)] == ["few: 2", "look 2"]
    assert_same_tables(folder, decided[0])
    assert Study(folder).looks == Study(decided[0]).looks
    assert parts.items() <= parts_of(folder).items()


@pytest.mark.breadth
@pytest.mark.parametrize("parts", [3, 11, 13])
def test_a_study_killed_at_any_look_ends_with_the_same_looks_and_tables(
    decided: tuple[Path, list[dict[str, str]]], few: Dataset, few_file: Path, tmp_path: Path, parts: int
) -> None:
    folder = tmp_path / "killed"
    words = ["study", str(few_file), *ARGUMENTS, "--workers", "1", "--until-decided", "--most-seeds", str(MOST)]
    process = subprocess.Popen(
        [sys.executable, "-m", "layerwise.cli.app", *words, "-o", str(folder)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    try:
        wait_for_parts(folder, parts, process)
        time.sleep(0.05)
        kill_group(process)
        assert process.wait() in (-signal.SIGKILL, 0)
    finally:
        kill_group(process)
        process.communicate()
    assert_all_is_whole(folder)
    decide(few, folder)
    assert_same_tables(folder, decided[0])
    assert Study(folder).looks == Study(decided[0]).looks


def test_a_folder_of_another_study_is_refused_before_anything_is_timed(
    few: Dataset, finished: Path, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(finished, tmp_path / "study"))
    before = contents(folder)
    with pytest.raises(StudyError, match="holds another study"):
        decide(few, folder, replace(UNTIL, epochs=5))
    assert contents(folder) == before


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"most_seeds": 5}, "seeds at the most: got 5, expected more than the 5 of the first look"),
        ({"most_seeds": 0}, "seeds at the most: got 0"),
        ({"most_seeds": 12}, "got 12, expected a multiple of 5.* --most-seeds 15"),
        ({"most_seeds": 10**9}, "got 1,000,000,000"),
        ({"until_decided": False}, "--most-seeds says nothing by itself: got 10 seeds at the most"),
        ({"depths": [2]}, "nothing to add seeds for"),
        ({"depths": None, "widths": None, "hidden": [(4,), (8, 4)]}, "nothing to add seeds for"),
    ],
)
def test_looks_that_cannot_be_are_refused_with_all_parts(few: Dataset, change: dict, said: str) -> None:
    options = replace(UNTIL, **change)
    with pytest.raises(SpecError, match=said) as refused:
        looks_of(few, plan_of(few, options), options)
    assert all(refused.value.as_dict().values())


def test_without_a_cap_the_last_look_has_eight_times_the_seeds(few: Dataset) -> None:
    options = replace(UNTIL, most_seeds=None)
    assert looks_of(few, plan_of(few, options), options) == (5, 10, 20, 40)
    assert looks_of(few, plan_of(few, OPTIONS), OPTIONS) == ()


def test_the_card_of_a_study_without_looks_names_none(finished: Path) -> None:
    assert "looks" not in json.loads((finished / "study.json").read_text())
    assert pd.read_parquet(finished / "runs.parquet")["train_rows"].eq(175).all()
