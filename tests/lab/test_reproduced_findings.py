"""Published findings: each one's judge on made tables that flip it, and one that is run to its page."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from made_tables import Course, made, with_images
from typer.testing import CliRunner

from layerwise.cli.app import app
from layerwise.data.idx_sets import MNIST
from layerwise.data.mnist import where_found
from layerwise.data.mnist1d import mnist_1d
from layerwise.data.variants import part
from layerwise.errors import SpecError, StudyError
from layerwise.lab.options import StudyOptions, make_plan
from layerwise.lab.published import (
    depth_collapse,
    double_descent,
    grokking,
    lucky_seeds,
    nielsen_ladder,
    random_labels,
    spirals,
)
from layerwise.lab.published import mnist_1d as one_d
from layerwise.lab.published.catalogue import FINDINGS, LATER, finding_named
from layerwise.lab.published.finding import Arm, Finding, Form, Reading
from layerwise.lab.published.lucky_seeds import lead_left
from layerwise.lab.published.measures import at_best, at_last, courses, first_epoch_at
from layerwise.lab.published.running import reproduce
from layerwise.report.claims import sentence
from layerwise.verdict.published import Figure, judge_figure, judge_range, overall
from layerwise.words import LANGUAGES, Text

NUMBERS = re.compile(r"−?\d+(?:,\d{3})*(?:\.\d+)?")


def outcomes(finding: Finding, tables: Mapping[str, object], form: Form = "full") -> dict[str, str]:
    return {claim.code: claim.conclusion for claim in finding.reading(tables, {}, form).claims}  # type: ignore[arg-type]


# Reading tables


def test_accuracies_are_read_by_seed_and_diverged_networks_left_out() -> None:
    tables = made({(8,): [50, 70, 60], (9,): [1, 2, 3]}, seeds=6, diverged=[2])
    assert list(at_last(tables, (8,)).index) == [0, 1, 3, 4, 5]
    assert at_last(tables, (8,)).mean() == pytest.approx(60, abs=0.2)
    assert courses(tables, (9,)).shape == (5, 3)
    assert at_best(tables, (8,)).equals(at_last(tables, (8,)).rename(None))
    assert set(first_epoch_at(tables, (8,), 65.0)) == {2.0}
    assert first_epoch_at(tables, (8,), 99.0).isna().all()


# Each finding's judge


def spirals_tables(one: float, four: float, wide: float) -> dict[str, object]:
    shapes: dict[tuple[int, ...], Course] = {(8,) * depth: [one, four] for depth in (2, 3)}
    return {"spirals": made({(8,): [one, one], (8,) * 4: [one, four], (256,): [one, wide], **shapes})}


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        ((60, 95, 93), {"depth-pays": "agree", "epochs-do-not": "agree", "width-gets-close": "agree"}),
        ((88, 95, 80), {"depth-pays": "differ", "epochs-do-not": "differ", "width-gets-close": "differ"}),
    ],
)
def test_spirals(levels: tuple[float, float, float], expected: dict[str, str]) -> None:
    assert outcomes(spirals.SPIRALS, spirals_tables(*levels)) == expected


def test_one_layer_that_is_good_at_an_early_epoch_only_is_given_that_epoch() -> None:
    tables = spirals_tables(60, 95, 93)
    lifted = made({(8,): [90, 60], (8,) * 4: [60, 95], (256,): [60, 93], (8, 8): [60, 60], (8,) * 3: [60, 60]})
    assert outcomes(spirals.SPIRALS, tables)["epochs-do-not"] == "agree"
    assert outcomes(spirals.SPIRALS, {"spirals": lifted})["epochs-do-not"] == "differ"


def ladder(levels: tuple[float, ...]) -> dict[str, object]:
    return {"ladder": made({(30,) * depth: [90, level] for depth, level in enumerate(levels, 1)})}


def test_nielsen_ladder() -> None:
    finding = nielsen_ladder.NIELSEN_LADDER
    as_published = outcomes(finding, ladder((96.48, 96.90, 96.57, 96.53)))
    assert set(as_published.values()) == {"agree"}
    other = outcomes(finding, ladder((95.0, 97.9, 98.5, 96.53)))
    assert other["depth-1"] == other["second-layer"] == other["third-layer"] == "differ"
    assert other["depth-4"] == "agree"
    # The quick form has fewer seeds and as many epochs, so it decides, too.
    assert outcomes(finding, ladder((95.0, 97.9, 98.5, 96.53)), "quick") == other
    assert {arm.options.epochs for form in ("quick", "full") for arm in finding.arms(form)} == {30}


def collapse(plain: float, saved: float) -> dict[str, object]:
    arms = {"one-rate": plain, "own-rates": saved, "residual": saved, "normalised": saved}
    return {name: made({(16, 16): [93], (16,) * 16: [deep]}) for name, deep in arms.items()}


def test_depth_collapse() -> None:
    finding = depth_collapse.DEPTH_COLLAPSE
    assert set(outcomes(finding, collapse(11, 90), "quick").values()) == {"agree"}
    assert set(outcomes(finding, collapse(11, 20), "quick").values()) == {"agree", "differ"}
    # Where nothing was lost there is nothing to give back.
    kept = outcomes(finding, collapse(90, 92), "quick")
    assert kept.pop("collapse") == "differ"
    assert set(kept.values()) == {"undecided"}


def random_tables(train: float, test: float, fitted_late: bool = True) -> dict[str, object]:
    slow, fast = [20, 50, train], [50, train, train]
    hidden = random_labels.HIDDEN["full"]
    true = made({hidden: {"train": [50, 100, 100], "test": [50, 80, 92]}})
    return {"random": made({hidden: {"train": slow if fitted_late else fast, "test": [10, 10, test]}}), "true": true}


def test_random_labels() -> None:
    finding = random_labels.RANDOM_LABELS
    assert set(outcomes(finding, random_tables(100, 10)).values()) == {"agree"}
    assert outcomes(finding, random_tables(60, 10))["fits"] == "differ"
    assert outcomes(finding, random_tables(100, 40))["chance"] == "differ"


def descent(noisy: Mapping[int, float], clean: Mapping[int, float], form: Form) -> dict[str, object]:
    def arm(name: str, widths: tuple[int, ...]) -> object:
        errors = noisy if name.startswith("noisy") else clean
        return made({(width, width): [50, 100 - errors.get(width, 50.0)] for width in widths}, seeds=6, spread=0.6)

    return {name: arm(name, widths) for name, widths in double_descent.WIDTHS[form].items()}


def test_double_descent() -> None:
    finding, clean = double_descent.DOUBLE_DESCENT, {9: 45.0, 47: 35.0, 300: 30.0}
    assert set(outcomes(finding, descent(double_descent.PUBLISHED, clean, "full")).values()) == {"agree"}
    monotone = outcomes(finding, descent({9: 49.0, 47: 45.0, 300: 40.0}, {9: 40.0, 47: 45.0}, "full"))
    assert monotone["width-9"] == "agree"
    assert {monotone[code] for code in ("width-47", "width-300", "rises", "none-without-noise")} == {"differ"}
    quick = outcomes(finding, descent(double_descent.PUBLISHED, clean, "quick"), "quick")
    assert quick["width-47"] == "undecided"
    assert quick["rises"] == "agree"


def test_mnist_1d() -> None:
    def tables(linear: float, dense: float) -> dict[str, object]:
        arm = made({(): [20, linear], (100, 100): [30, dense]}, spread=0.6)
        return {"plain": arm, "shuffled": arm}

    assert set(outcomes(one_d.MNIST_1D, tables(32.3, 67.2)).values()) == {"agree"}
    assert set(outcomes(one_d.MNIST_1D, tables(40, 60)).values()) == {"differ"}


def grokked(known: float, early: float, late: float | None, usual: float) -> dict[str, object]:
    """Steps are read at 2,000, 5,000 and 100,000, five a row of the tables; without `late` they end at 5,000."""
    ends = np.full(1_000 if late is None else 20_000, early)
    if late is not None:
        ends[10_000:] = late
    train = np.r_[np.full(300, 60.0), np.full(len(ends) - 300, known)]
    return {
        "enlarged": made({grokking.HIDDEN: {"train": train, "val": train, "test": ends}}, seeds=5, spread=0.4),
        "usual": made({grokking.HIDDEN: np.full(200, usual)}, seeds=5),
    }


def test_grokking() -> None:
    finding = grokking.GROKKING
    assert set(outcomes(finding, grokked(100.0, 18.0, 89.0, 88.0)).values()) == {"agree"}
    assert set(outcomes(finding, grokked(90.0, 85.0, 95.0, 60.0)).values()) == {"differ"}
    quick = outcomes(finding, grokked(100.0, 18.0, None, 88.0), "quick")
    assert quick == {"known": "agree", "early": "agree", "late": "undecided", "usual": "agree"}


def lucky(own: float, *, seeds: int = 40, images: int = 1_000, key: int = 0) -> np.ndarray:
    """Errors of seeds whose true error rates differ with a standard deviation of `own`."""
    draw = np.random.default_rng(key)
    hard = draw.beta(0.3, 2.0, images)
    rates = np.clip(hard[None] * (1 + own * draw.normal(size=(seeds, 1))), 0, 1)
    return (draw.random((seeds, images)) < rates).astype(float)


def test_the_share_of_a_lead_that_is_left_is_none_by_luck_and_all_by_merit() -> None:
    low, high = (lead_left(lucky(own), halvings=20) for own in (0.0, 0.8))
    assert low[1] < 0 < low[2]
    assert high[1] > 0.8
    assert high[2] <= 1.01


def test_the_interval_of_the_share_holds_the_truth_as_often_as_it_says() -> None:
    held = 0
    for key in range(60):
        _, low, high = lead_left(lucky(0.0, seeds=30, images=400, key=key), halvings=10)
        held += low <= 0 <= high
    assert held >= 53


def test_lucky_seeds() -> None:
    def tables(tiny: float, large: float, form: Form = "full") -> dict[str, object]:
        hidden = lucky_seeds.LARGE[form]
        return {"tiny": with_images(lucky(tiny), (16, 16)), "large": with_images(lucky(large, key=1), hidden)}

    agreeing, other = (outcomes(lucky_seeds.LUCKY_SEEDS, tables(*own)) for own in ((0.3, 0.0), (0.0, 0.6)))
    assert agreeing == {"tiny": "agree", "less": "agree", "large": "agree"}
    assert other == {"tiny": "undecided", "less": "differ", "large": "differ"}
    assert outcomes(lucky_seeds.LUCKY_SEEDS, tables(0.0, 0.6, "quick"), "quick")["large"] == "undecided"


# The catalogue


# Those that read all of MNIST take their seconds.
FORMS = [
    pytest.param(name, form, marks=[pytest.mark.breadth] * bool(finding.needs.get(form)))
    for name, finding in FINDINGS.items()
    for form in ("quick", "full")
]


@pytest.mark.parametrize(("name", "form"), FORMS)
def test_every_form_of_every_finding_has_plans_that_can_be_run(name: str, form: Form) -> None:
    finding = FINDINGS[name]
    if any(where_found(MNIST) is None for needed in finding.needs.get(form, ()) if needed == "mnist"):
        pytest.skip("MNIST is not here")
    arms = finding.arms(form)
    assert len({arm.name for arm in arms}) == len(arms)
    for arm in arms:
        plan = make_plan(arm.dataset, arm.options, workers=2)
        assert arm.dataset.test_size is not None or plan.seeds % 5 == 0
        assert plan.seeds >= 5, "fewer decide nothing"


def test_texts_carry_the_same_numbers_in_both_languages() -> None:
    for each in [*FINDINGS.values(), *LATER.values()]:
        for text in (value for value in vars(each).values() if isinstance(value, Text)):
            spelled = text.en.replace("one to four", "")
            assert sorted(NUMBERS.findall(spelled)) == sorted(NUMBERS.findall(text.zh)), text


def test_unknown_findings_and_those_that_come_later_are_told_as_such() -> None:
    with pytest.raises(SpecError, match="Did you mean 'spirals'"):
        finding_named("spiral")
    with pytest.raises(SpecError, match="comes later"):
        finding_named("mimic")
    assert not set(FINDINGS) & set(LATER)


@pytest.mark.parametrize("decimals", [0, 2])
def test_sentences_carry_the_same_numbers_in_both_languages(decimals: int) -> None:
    text = Text("It is so.", "如此。")
    claims = [
        judge_figure("a", text, "%", [96.2, 96.4, 96.5, 96.7, 96.9], Figure(96.48, decimals, "x")),
        judge_figure("b", text, "points", [-3.0, 1.0], Figure(0.42, decimals, "x")),
        judge_figure("n", text, "%", [], Figure(89.0, decimals, "x"), same_size=False),
        judge_range("c", text, "×", [5.0, 7.0, 6.0, 5.5, 8.0], least=2.0),
    ]
    for claim in claims:
        english, chinese = (sentence(claim).say(language) for language in LANGUAGES)
        assert NUMBERS.findall(english)
        assert sorted(NUMBERS.findall(english)) == sorted(NUMBERS.findall(chinese))


# One that is run


def small(finding_name: str = "small") -> Finding:
    """A finding that takes a second: more hidden units learn more of MNIST-1D."""

    def arms(form: Form) -> list[Arm]:
        data = part(mnist_1d(), learning=300, validation=20, test=400)
        options = StudyOptions(
            hidden=[(1,), (24,)], epochs=20, seeds=5, learning_rates=0.1, optimizer="sgd", keep="none"
        )
        return [Arm("widths", data, options, momentum=0.5)]

    def read(tables: Mapping[str, object], form: Form) -> Reading:
        found = tables["widths"]
        gain = at_last(found, (24,)) - at_last(found, (1,))  # type: ignore[arg-type]
        return Reading(
            [
                judge_range("more", Text("More units are better.", "单元越多越好。"), "points", gain, least=0.0),
                judge_figure("level", Text("So much.", "这么多。"), "%", at_last(found, (24,)), Figure(99.0, 0, "x")),  # type: ignore[arg-type]
            ]
        )

    return replace(finding_named("spirals"), name=finding_name, arms=arms, read=read)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("reproduced") / "small"
    reproduce(small(), folder=home, command="layerwise reproduce small", workers=1)
    return home


def test_a_finding_is_run_by_the_ordinary_engine_and_judged(folder: Path) -> None:
    told = json.loads((folder / "reproduction.json").read_text(encoding="utf-8"))
    assert {claim["code"]: claim["conclusion"] for claim in told["claims"]} == {"more": "agree", "level": "differ"}
    assert told["outcome"] == "differ"
    study = told["trained"][0]
    assert (study["networks"], study["seeds"], study["rows"]["train"]) == (10, 5, 300)
    assert study["recipe"]["momentum"] == 0.5
    card = json.loads((folder / "widths" / "study.json").read_text(encoding="utf-8"))
    assert card["data"]["checksum"] == study["checksum"]
    assert card["command"] == told["command"] == "layerwise reproduce small"


def test_the_same_again_trains_nothing_and_finds_the_same(folder: Path) -> None:
    before = json.loads((folder / "reproduction.json").read_text(encoding="utf-8"))
    parts = {path: path.stat().st_mtime_ns for path in folder.rglob("*.npz")}
    again = reproduce(small(), folder=folder, command="layerwise reproduce small", workers=1)
    assert again.as_dict()["claims"] == before["claims"]
    assert {
        path: path.stat().st_mtime_ns for path in (folder / "widths" / "parts").glob("*.npz")
    }.items() <= parts.items()


def test_the_page_is_one_offline_file_in_both_languages(folder: Path) -> None:
    page = (folder / "reproduction.html").read_text(encoding="utf-8")
    body = page.partition("<body>")[2].partition("<script")[0]
    assert "不一致" in body
    assert "differ" in body
    assert body.count('lang="en"') == body.count('lang="zh-CN"') > 10
    assert not re.search(r"(?:src|href)=", body)
    assert "layerwise reproduce small" in body


@pytest.mark.parametrize(
    ("language", "outcome"), [("en", "small (quick form): differ"), ("zh", "small（快速版）：不一致")]
)
def test_the_command_tells_claims_caveats_and_the_page(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str, outcome: str
) -> None:
    monkeypatch.setitem(FINDINGS, "small", small())
    home = shutil.copytree(folder, tmp_path / "small")
    ended = CliRunner().invoke(app, ["reproduce", "small", "-o", str(home), "--workers", "2", "--lang", language])
    assert ended.exit_code == 0
    said = "".join(ended.stdout.split())
    assert "".join(outcome.split()) in said
    assert str(home / "reproduction.html") in said
    assert "".join(small().quick.say(language).split()) in said  # type: ignore[arg-type]


def test_a_folder_of_other_files_and_one_of_another_form_are_refused(tmp_path: Path, folder: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(StudyError, match="other files"):
        reproduce(small(), folder=tmp_path)
    with pytest.raises(StudyError, match="other files"):
        reproduce(finding_named("mnist-1d"), folder=folder)
    assert overall([]) == "undecided"
