"""A study folder that cannot be used: one clear error, and nothing in it is lost or changed."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from small_studies import OPTIONS, assert_same_tables, contents, make_read_only, pictures, plan_of, run, small_disk

from layerwise.data import from_arrays
from layerwise.data.dataset import Dataset
from layerwise.errors import DataError, LayerwiseError, SpecError, StudyBusyError, StudyError
from layerwise.lab.running import study as run_as_people_do
from layerwise.lab.study import Study
from layerwise.study import environment
from layerwise.study import run as run_module
from layerwise.study.design import Plan
from layerwise.study.parts import Part
from layerwise.study.run import run_study
from layerwise.study.store import SCHEMA, StudyFolder
from layerwise.study.tables import read_tables


@pytest.fixture
def study(finished: Path, tmp_path: Path) -> Path:
    """A finished study that may be harmed."""
    return Path(shutil.copytree(finished, tmp_path / "study"))


def assert_told(error: LayerwiseError, *parts: str) -> None:
    for part in parts:
        assert part in str(error)
    assert error.expected
    assert error.remedy


# Another study


OTHERS = {
    "seeds": replace(OPTIONS, seeds=10),
    "architectures": replace(OPTIONS, depths=[1, 3]),
    "recipe": replace(OPTIONS, epochs=5),
    "rates": replace(OPTIONS, learning_rates=[0.003, 0.02]),
    "keep": replace(OPTIONS, keep="none"),
}


@pytest.mark.parametrize("differs", OTHERS)
def test_a_folder_of_another_study_is_refused_and_left_alone(few: Dataset, study: Path, differs: str) -> None:
    before = contents(study)
    with pytest.raises(StudyError) as refused:
        run(few, study, OTHERS[differs])
    assert_told(refused.value, f"{study} holds another study", f"differs in {differs}", "another folder with -o")
    assert "the same again" in refused.value.remedy
    assert contents(study) == before


def test_a_folder_with_a_study_of_other_data_is_refused(study: Path) -> None:
    X, y = pictures()
    X[0, 3, 3] ^= 1
    with pytest.raises(StudyError, match="differs in data"):
        run(from_arrays(X, y, name="few"), study)


def test_a_study_of_the_same_rows_cut_otherwise_is_refused(few: Dataset, study: Path, tmp_path: Path) -> None:
    before = contents(study)
    for change in ({"validation_size": few.validation_size + 5}, {"classes": tuple("vwxyz")}):
        with pytest.raises(StudyError, match=r"differs in data \((train, validation|classes)\)"):
            run(replace(few, **change), study)
    assert contents(study) == before


def test_a_study_goes_on_in_its_own_packing_whatever_the_memory(few: Dataset, study: Path, finished: Path) -> None:
    folder = StudyFolder(study)
    held = Plan.from_dict(folder.card()["plan"])
    for seed in (0, 3):
        folder.part_path(f"measure-{seed}-c0").unlink()
    run_study(few, replace(held, cohorts=((0,), (1,))), folder, workers=1)
    assert folder.card()["sessions"][-1]["trained"] == 4
    assert Plan.from_dict(folder.card()["plan"]) == held
    assert_same_tables(study, finished)


# In use, not to be written, full


def test_a_folder_that_another_process_works_in_is_refused(few: Dataset, study: Path) -> None:
    before = contents(study)
    with StudyFolder(study).held(), pytest.raises(StudyBusyError) as refused:
        run(few, study)
    assert_told(refused.value, f"another process is working in {study}", "another folder with -o")
    assert contents(study) == before
    run(few, study)


def test_a_file_in_the_folders_place_is_refused_and_kept(few: Dataset, tmp_path: Path) -> None:
    (tmp_path / "study").write_text("a diary")
    for place in (tmp_path / "study", tmp_path / "study" / "below"):
        with pytest.raises(StudyError) as refused:
            run(few, place)
        assert_told(refused.value, str(place), "a new or empty folder")
    assert (tmp_path / "study").read_text() == "a diary"


def test_a_read_only_folder_is_refused(few: Dataset, finished: Path, tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 4096) as disk:
        shutil.copytree(finished, disk / "study")
        make_read_only(disk)
        with pytest.raises(StudyError) as refused:
            run(few, disk / "study")
        assert_told(refused.value, "cannot write to the study folder", "read-only", "another folder with -o")


@pytest.mark.breadth
def test_a_disk_that_fills_up_is_told_and_the_study_goes_on_once_there_is_room(
    few: Dataset, finished: Path, tmp_path: Path
) -> None:
    with small_disk(tmp_path / "disk", 160) as disk:
        with pytest.raises(LayerwiseError) as refused:
            run(few, disk / "study")
        assert_told(refused.value, "cannot write", str(disk / "study"), "No space left")
        left = [name for name in contents(disk / "study") if name.endswith(".part")]
        assert left == []
        assert StudyFolder(disk / "study").parts()
        shutil.copytree(disk / "study", tmp_path / "study")
    run(few, tmp_path / "study")
    assert_same_tables(tmp_path / "study", finished)


def test_a_result_that_cannot_get_its_name_is_told_by_its_place(few: Dataset, study: Path) -> None:
    for kind in ("parts/measure-3-c0.npz", "report.html"):
        (study / kind).unlink(missing_ok=True)
        (study / kind).mkdir()
    with pytest.raises(StudyError) as refused:
        run(few, study)
    assert_told(refused.value, "measure-3-c0.npz", str(study))


# Damaged


def damages(content: bytes) -> Iterator[bytes]:
    random = np.random.default_rng(2)
    yield b""
    yield from (content[: int(cut)] for cut in random.integers(1, len(content), 12))
    yield content[:-1]
    for place in random.integers(0, len(content), 40):
        yield content[:place] + bytes([content[place] ^ 0xFF]) + content[place + 1 :]


def test_a_damaged_block_is_named_and_only_it_is_trained_anew(few: Dataset, study: Path, finished: Path) -> None:
    part = study / "parts" / "measure-2-c0.npz"
    part.write_bytes(part.read_bytes()[:-100])
    before = contents(study)
    with pytest.raises(StudyError) as refused:
        run(few, study)
    assert_told(refused.value, f"cannot read the block {part}", "Delete it and run the same study command again")
    assert contents(study) == before
    part.unlink()
    run(few, study)
    assert_same_tables(study, finished)
    assert StudyFolder(study).card()["sessions"][-1]["trained"] == 2


def test_a_block_damaged_in_any_way_is_read_whole_or_refused(study: Path) -> None:
    part = study / "parts" / "measure-2-c0.npz"
    whole = Part.load(part)
    for content in damages(part.read_bytes()):
        part.write_bytes(content)
        try:
            found = Part.load(part)
        except StudyError as error:
            assert_told(error, str(part))
        else:
            assert all(np.array_equal(found.arrays[name], whole.arrays[name], equal_nan=True) for name in found.arrays)


@pytest.mark.parametrize("table", ["runs.parquet", "epochs.parquet", "correct.npz", "trained.npz", "rows.npz"])
def test_a_damaged_table_is_told_and_made_anew_by_the_same_command(
    few: Dataset, study: Path, finished: Path, table: str
) -> None:
    content = (study / table).read_bytes()
    for damaged in (b"", content[: len(content) // 2], content[:-1]):
        (study / table).write_bytes(damaged)
        with pytest.raises(StudyError) as refused:
            read_tables(StudyFolder(study))
        assert_told(refused.value, f"cannot read the tables of {study}", "Run its command again")
    run(few, study)
    assert_same_tables(study, finished)


def test_a_part_reads_back_as_it_was_saved(tmp_path: Path, study: Path) -> None:
    part = Part.load(study / "parts" / "measure-2-c0.npz")
    part.save(tmp_path / "copy.npz")
    again = Part.load(tmp_path / "copy.npz")
    assert again.card == part.card
    assert again.arrays.keys() == part.arrays.keys()
    for name, array in part.arrays.items():
        assert again.arrays[name].dtype == array.dtype
        assert np.array_equal(again.arrays[name], array, equal_nan=array.dtype.kind == "f")


def test_a_study_of_a_newer_layerwise_asks_for_an_update(few: Dataset, study: Path) -> None:
    path = study / "study.json"
    path.write_text(json.dumps({"schema": SCHEMA + 1, "blocks": "of another form"}), encoding="utf-8")
    before = contents(study)
    for use in (lambda: run(few, study), lambda: Study(study)):
        with pytest.raises(StudyError) as refused:
            use()
        assert_told(refused.value, "newer layerwise", f"schema {SCHEMA + 1}", "pip install --upgrade layerwise")
    assert contents(study) == before


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"schema": 1}', '{"schema": "one"}', "\x00"])
def test_a_damaged_study_json_is_told(study: Path, content: str) -> None:
    (study / "study.json").write_text(content, encoding="utf-8")
    with pytest.raises(StudyError) as refused:
        Study(study)
    assert_told(refused.value, f"cannot read {study / 'study.json'}")


def test_no_study_and_an_unfinished_study_are_told_apart(study: Path, tmp_path: Path) -> None:
    with pytest.raises(StudyError, match=r"no study in .*no such folder.*Make one"):
        Study(tmp_path / "nowhere")
    with pytest.raises(StudyError, match=r"no study\.json there"):
        Study(tmp_path)
    (study / "runs.parquet").unlink()
    with pytest.raises(StudyError, match=r"has not ended.*Let it go on: the same again"):
        read_tables(StudyFolder(study))


# Refused before anything is written


def too_few() -> Dataset:
    X, y = pictures()
    return replace(from_arrays(X, y, name="few"), inputs=X[:21].reshape(21, -1), labels=y[:21], validation_size=3)


@pytest.mark.parametrize(
    ("options", "error", "said"),
    [
        (replace(OPTIONS, seeds=7), SpecError, "seeds: got 7, expected a multiple of 5.*Use --seeds 10"),
        (replace(OPTIONS, weight_decay=-1.0), SpecError, "weight decay"),
    ],
)
def test_a_study_that_cannot_be_is_refused_before_anything_is_written(
    few: Dataset, tmp_path: Path, options, error: type[LayerwiseError], said: str
) -> None:
    with pytest.raises(error, match=said):
        run(few, tmp_path / "study", options)
    assert list(tmp_path.iterdir()) == []


def test_fewer_images_than_the_folds_need_are_refused_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"class .* has too few examples: got 4 of 21 rows, expected at least 5"):
        run(too_few(), tmp_path / "study")
    assert list(tmp_path.iterdir()) == []


def test_what_killed_processes_left_unfinished_is_swept_away(study: Path) -> None:
    before = contents(study)
    for name in (
        ".study.json.0a1b2c3d.part", "parts/.measure-1-c0.npz.0a1b2c3d.part", "weights/.x.safetensors.0a1b2c3d.part",
        ".layerwise-handover/inputs.npy",
    ):  # fmt: skip
        (study / name).parent.mkdir(exist_ok=True)
        (study / name).write_bytes(b"half")
    with StudyFolder(study).held():
        assert contents(study) == before
    assert contents(study) == before


def test_files_of_others_stay_whatever_they_are_called(study: Path) -> None:
    others = [".film.mkv.part", ".notes.part", "parts/.measure-1-c0.npz.part", ".a.json.zzzzzzzz.part", "b.part"]
    for name in others:
        (study / name).write_text("a diary")
    with StudyFolder(study).held():
        pass
    assert all((study / name).read_text() == "a diary" for name in others)


def test_a_folder_that_cannot_be_swept_at_the_end_hides_no_failure_and_stays_unlocked(study: Path, monkeypatch) -> None:
    folder = StudyFolder(study)

    def refuse() -> None:
        raise StudyError("cannot sweep")

    def fail() -> None:
        with folder.held():
            monkeypatch.setattr(folder, "_sweep", refuse)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    monkeypatch.undo()
    with StudyFolder(study).held():
        pass


# Other versions


@pytest.mark.breadth
def test_going_on_under_other_versions_is_said_once_in_both_languages(
    few: Dataset, study: Path, tmp_path: Path, monkeypatch, capsys
) -> None:
    def go_on(language: str) -> str:
        (study / "parts" / "measure-3-c0.npz").unlink(missing_ok=True)
        run_as_people_do(few, folder=study, options=replace(OPTIONS, workers=1), language=language)
        return capsys.readouterr().err

    assert go_on("en") == ""
    others = {**run_module.versions(), "jax": "99.1", "numpy": "98.2"}
    monkeypatch.setattr(run_module, "versions", lambda: others)
    said = go_on("en")
    now = environment.versions()
    assert said.count("\n") == 1
    assert f"trained with jax {now['jax']}, numpy {now['numpy']}, the missing ones are trained with jax 99.1" in said
    assert f"jax {now['jax']}, numpy {now['numpy']} 训练，其余的网络现在用 jax 99.1, numpy 98.2" in go_on("zh")


def test_a_finished_study_asked_for_under_other_versions_mixes_nothing(few: Dataset, study: Path, monkeypatch) -> None:
    notes: list[dict[str, str]] = []
    monkeypatch.setattr(run_module, "versions", lambda: {"jax": "99.1"})
    run_study(few, plan_of(few), StudyFolder(study), workers=1, on_note=notes.append)
    assert notes == []


def test_one_file_is_written_by_many_threads_without_a_part_of_one_being_read(tmp_path: Path) -> None:
    folder, letters = StudyFolder(tmp_path), [bytes([letter]) * 20_000 for letter in b"abcd"]
    folder.write("table", letters[0])
    writers = [
        threading.Thread(target=lambda text=text: [folder.write("table", text) for _ in range(5)]) for text in letters
    ]
    for writer in writers:
        writer.start()
    while any(writer.is_alive() for writer in writers):
        assert (tmp_path / "table").read_bytes() in letters
    assert [path.name for path in tmp_path.iterdir()] == ["table"]


@pytest.mark.parametrize("name", ["report.html", ".film.mkv.part", "thesis.tex"])
def test_a_folder_with_other_files_is_refused_and_left_as_it_is(few: Dataset, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("mine")
    with pytest.raises(StudyError, match="no study folder"), StudyFolder(tmp_path).held():
        raise AssertionError("held")
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert (tmp_path / name).read_text() == "mine"


def test_a_study_killed_while_its_first_card_was_written_goes_on_in_its_folder(tmp_path: Path) -> None:
    unfinished = tmp_path / ".study.json.0123abcd.part"
    unfinished.write_text("{")
    with StudyFolder(tmp_path).held():
        assert not unfinished.exists()
