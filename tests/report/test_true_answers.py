"""Short answers say no more than was measured: which layer, which epochs, and what is not known."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from simulated import World, simulate
from told import facts

from layerwise.report import memorising
from layerwise.report.answers import StudyResult, spoken_for
from layerwise.report.blocks import blocks
from layerwise.report.figures import learning_curves
from layerwise.report.headlines import headline
from layerwise.report.html import report_page
from layerwise.report.lines import context, lines
from layerwise.report.summary import overall, summary_dict
from layerwise.report.uneven import TITLE, uneven_section
from layerwise.verdict.codes import DEEPER, LONGER, OVERFIT
from layerwise.verdict.compare import compare
from layerwise.verdict.levels import uneven_levels
from layerwise.verdict.memorising.answer import Memorising
from layerwise.verdict.memorising.chance import Memorised
from layerwise.verdict.tables import Tables
from layerwise.words import Text


def result(tables: Tables, **facts_: Any) -> StudyResult:
    return StudyResult(tables, compare(tables), facts() | facts_)


USUAL = World()


def study(*, schedule: str = "constant", world: World = USUAL, **asked: Any) -> StudyResult:
    chosen = {"seeds": 5, "images": 40, "epochs": 8} | asked
    return result(replace(simulate(world, **chosen), schedule=schedule))


def told(of: StudyResult) -> str:
    return "\n".join(text["en"] for text in summary_dict([of])["studies"][0]["text"])


@pytest.mark.parametrize(
    ("depths", "en", "zh"),
    [
        ((1, 2), "A second layer helps here.", "在这里，第二个隐藏层有帮助。"),
        ((0, 1), "A first hidden layer helps here.", "在这里，第一个隐藏层有帮助。"),
        ((0, 1, 2), "A second layer helps here.", "在这里，第二个隐藏层有帮助。"),
        ((3, 5), "Going from 3 to 5 hidden layers helps here.", "在这里，从 3 个隐藏层增加到 5 个有帮助。"),
    ],
)
def test_a_second_layer_is_the_step_from_one_to_two(depths: tuple[int, ...], en: str, zh: str) -> None:
    found = study(depths=depths)
    findings = [replace(each, conclusion="helps") for each in found.findings]
    said = headline(findings, DEEPER)
    assert (said.en, said.zh) == (en, zh)
    undecided = headline([replace(each, conclusion="undecided") for each in findings], DEEPER)
    assert undecided.en.startswith(f"Whether {en[0].lower()}{en[1:].split(' helps')[0]} helps")


def test_where_only_the_steps_differ_the_answer_does_not_depend_on_the_problem() -> None:
    studies = [study(depths=(1, 2)), study(depths=(3, 5))]
    helped = [replace(each, findings=[replace(f, conclusion="helps") for f in each.findings]) for each in studies]
    assert (
        overall(helped).en == "digits: A second layer helps here. digits: Going from 3 to 5 hidden layers helps here."
    )


def test_without_two_depths_no_answer_about_layers_is_given() -> None:
    assert overall([study(depths=(1,))]).en == "No two depths were compared."


@pytest.mark.parametrize("schedule", ["cosine", "linear"])
def test_of_a_decaying_rate_no_shorter_training_is_read(schedule: str) -> None:
    found = study(depths=(1, 2), schedule=schedule)
    page = report_page(found)
    for text in (told(found), page):
        assert f"decays over the whole run ({schedule})" in text
        assert not re.search("[Tt]wice the epochs (still|help|hurt|change)", text)
    assert "学习率在整个训练过程中递减" in page
    assert not re.search('id="(maps|longer)-0"', page)
    assert "Earlier epochs of a decaying learning rate are no shorter runs" in page
    for figure in learning_curves(found.tables, "en"):
        assert "after all 8 epochs" in figure.layout.title.text


def test_lines_of_different_depths_name_their_own() -> None:
    relu, tanh = (simulate(depths=depths, activations=[name], seeds=5, images=40, epochs=8)
                  for name, depths in (("relu", (1, 2)), ("tanh", (3, 5))))  # fmt: skip
    mixed = Tables(pd.concat([relu.runs, tanh.runs]), pd.concat([relu.epochs, tanh.epochs]), condition=relu.condition)
    found = result(mixed)
    for code, parts in (
        (DEEPER, ("1 → 2 layers", "3 → 5 layers")),
        (LONGER, ("2 layers, 4 → 8 epochs", "3 layers, 4 → 8 epochs")),
        (OVERFIT, ("2 layers, epoch 8", "3 layers, epoch 8")),
    ):
        assert "layer," not in context(found.findings, code).en
        for line, part in zip(lines(found.findings, code), parts, strict=True):
            assert part in line.en
    first, *rest = memorising.lines(memorising.spoken(found), "images")
    assert "layers" not in first.en
    assert ["2 layers, epoch 8" in rest[0].en, "3 layers, epoch 8" in rest[1].en] == [True, True]


def test_lines_of_one_depth_share_their_context() -> None:
    found = study(depths=(1,), activations=("relu", "tanh"))
    assert "4 → 8 epochs, 1 hidden layer:" in context(found.findings, LONGER).en
    assert all("layer" not in line.en for line in lines(found.findings, LONGER))


def test_without_validation_nothing_is_called_the_best_epoch() -> None:
    found = study(depths=(1, 2))
    blind = replace(found.tables, epochs=found.tables.epochs.assign(val_accuracy=np.nan))
    (deeper,) = (block for block in blocks(replace(found, tables=blind)) if block.headline.en.startswith("Deeper?"))
    assert "each after its last epoch" in deeper.lines[0].en
    assert "最后一轮" in deeper.lines[0].zh
    assert "each at its best epoch" in context(found.findings, DEEPER).en


def test_without_validation_networks_of_uneven_layers_are_read_after_their_last_epoch() -> None:
    tables = simulate(depths=(2,), seeds=3, images=20, epochs=2)
    uneven = replace(tables, runs=tables.runs.assign(hidden=[[32, 16]] * 3))
    blind = replace(uneven, epochs=uneven.epochs.assign(val_accuracy=np.nan))
    for each, wording, other in ((uneven, "best epoch", "last epoch"), (blind, "last epoch", "best epoch")):
        (block,) = (block for block in blocks(result(each)) if block.headline == TITLE)
        page = uneven_section(uneven_levels(each), validated=each.validated)
        for told in (block.lines[0].en, page):
            assert wording in told
            assert other not in told


# Memorising


def answer(**values: Any) -> Memorising:
    usual = {"gap": 8.0, "gap_low": 7.2, "gap_high": 8.91, "margin": 1.0, "train": 98.0, "test": 90.0, "depth": 2}
    usual |= {"epoch": 8.0, "series": Text("relu, width 16", "relu，宽度 16"), "network": "relu 16-16", "seeds": 20}
    usual |= {"moment": "last", "answer": "some", "harm": "no", "chance": 10.0, "missing": ""}
    return Memorising(**usual | {"images": Memorised(5000, 410, 10.0, 390)} | values)


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("none", "No gap that matters: training accuracy is at most 9.0 points above test accuracy (after epoch 8)."),
        ("some", "Partly: 8.0 % of the images are right only with networks that were trained on them (after epoch 8)."),
        ("many", "Strongly: 8.0 % of the images"),
        ("spread", "none of the images is memorised beyond chance"),
        ("gap", "a gap alone does not show what is memorised"),
        ("chance", "new images are answered at chance, 90.0 % against 10.0 %"),
        ("nothing", "Not answered: no network is shown to be better than always naming the commonest class"),
        ("undecided", "Undecided: the gap between training and test accuracy may be 7.2 to 9.0 points"),
        ("unknown", "Too few seeds to say."),
    ],
)
def test_every_answer_to_memorising_has_its_numbers_and_its_epoch(kind: Any, said: str) -> None:
    headline = memorising.headline([answer(answer=kind)], "images")
    assert headline.en.startswith("Memorising? ")
    assert said in headline.en
    assert ("第 8 轮后" in headline.zh) == (kind != "unknown")


@pytest.mark.parametrize(
    ("harm", "said"), [("yes", "Harmful? Yes"), ("no", "Harmful? No"), ("undecided", "Harmful? U")]
)
def test_memorising_and_its_harm_are_two_answers(harm: Any, said: str) -> None:
    assert said in memorising.headline([answer(harm=harm)], "images").en
    # What is not memorised does no harm by it, and what was not asked is not answered.
    assert "Harmful" not in memorising.headline([answer(harm=harm, answer="none")], "images").en
    assert "Harmful" not in memorising.headline([answer(harm="unasked")], "images").en


def test_networks_that_differ_in_memorising_are_named() -> None:
    other = answer(series=Text("tanh, width 16", "tanh，宽度 16"), answer="none", gap_high=0.3)
    both = memorising.headline([answer(), other], "images").en
    assert "Relu, width 16: partly: 8.0 %" in both
    assert "tanh, width 16: no gap that matters: training accuracy is at most 0.3 points" in both
    alike = memorising.headline([answer(), answer(images=Memorised(5000, 510, 10.0, 480))], "images").en
    assert "Partly: 8.0 to 10.0 % of the images" in alike


def test_two_seeds_leave_memorising_open_and_show_what_was_seen() -> None:
    text = told(study(depths=(1, 2), seeds=2))
    assert "Memorising? Too few seeds to say." in text
    assert "too few seeds for an interval" in text


# Why about 91 % here?


def test_missing_data_is_named_only_where_longer_training_no_longer_helps() -> None:
    flat = study(depths=(1, 2), seeds=40, images=1_000, epochs=60, world=World(falling=0.3))
    (twice,) = spoken_for(flat.findings, LONGER)
    assert twice.conclusion == "equivalent"
    assert "Why about" in told(flat)
    assert "about 95.5 %" in told(flat)


@pytest.mark.parametrize(
    "asked",
    [
        {"depths": (1, 2), "epochs": 1},
        {"depths": (1, 2), "world": World(falling=12)},
        {"depths": (1, 3), "world": World(turning=0.06), "epochs": 20, "seeds": 20},
        {"depths": (1, 2), "widths": (8,), "world": World(turning=0.06), "epochs": 20, "seeds": 20},
        {"depths": (2,), "diverged": [(2, seed) for seed in range(5)]},
        {"depths": (1, 2), "schedule": "cosine"},
    ],
)
def test_what_is_missing_is_not_claimed_of_other_studies(asked: dict[str, Any]) -> None:
    assert "Why about" not in told(study(**asked))


def test_a_file_that_is_called_digits_is_not_the_digits() -> None:
    tables = simulate(World(turning=0.06), depths=(1, 2))
    assert "Why about" in told(result(tables))
    assert "Why about" not in told(result(tables, data=facts()["data"] | {"rows": 60000, "train": 48000}))
