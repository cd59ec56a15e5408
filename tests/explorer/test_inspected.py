"""What an inspection found reaches the page; a damaged or a foreign one is left out, with a sentence."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from layerwise.explorer.inspected import ACCOUNTS, inspected
from layerwise.explorer.page import words
from layerwise.insight.strokes import TITLES
from layerwise.lab.inspection.words import HIERARCHY
from layerwise.study.store import INSIGHT, StudyFolder
from layerwise.words import LANGUAGES

SAID = {"en": "A sentence.", "zh": "一句话。"}
NETWORKS = [{"id": "relu-16", "run": "relu-16-s0"}, {"id": "relu-16x2", "run": "relu-16x2-s0"}]


def measured() -> pd.DataFrame:
    runs = [("relu-16-s0", "relu-16", 1), ("relu-16-s1", "relu-16", 1), ("relu-16x2-s0", "relu-16x2", 2)]
    return pd.DataFrame(runs, columns=["run", "network", "depth"])


def score(network: str, epoch: int, layer: str, concept: str, value: float | None) -> dict[str, Any]:
    depth = 1 if network == "relu-16" else 2
    return {"network": network, "depth": depth, "epoch": epoch, "layer": layer, "concept": concept, "score": value}


def content() -> dict[str, Any]:
    """As `layerwise inspect STUDY` writes it."""
    finding = {
        "code": "hierarchy",
        "question": SAID,
        "estimate": 0.04,
        "low": None,
        "high": 0.1,
        "conclusion": "undecided",
        "text": SAID,
        "subject": {"network": "relu-16x2", "depth": 2},
        "details": {"a": 1.0},
    }
    card = {
        "activation": "relu",
        "networks": 3,
        "findings": [finding, {**finding, "code": "concept", "subject": {"concept": "loop"}}],
        "epochs": [
            score("relu-16", 5, "hidden-1", "loop", 0.51234),
            score("relu-16", 0, "hidden-1", "loop", 0.1),
            score("relu-16", 5, "logits", "loop", None),
            score("relu-16", 5, "logits", "striped", -0.25),
        ],
        "layers": {"relu-16-s0": [[SAID], [SAID, SAID], []], "relu-16-s1": [[], [], [SAID]]},
    }
    return dict(deepcopy(card))


def found(folder: Path, written: str | bytes) -> dict[str, Any]:
    (folder / INSIGHT).write_bytes(written if isinstance(written, bytes) else written.encode())
    return inspected(StudyFolder(folder), measured(), NETWORKS)


def test_what_was_found_reaches_the_networks_of_the_page(tmp_path: Path) -> None:
    card = found(tmp_path, json.dumps(content()))
    assert card["uninspected"] is None
    assert card["inspected"] == {"relu-16": [[SAID], [SAID, SAID], []]}
    (learned,) = card["learned"]
    assert (learned["estimate"], learned["low"], learned["subject"]["depth"]) == (0.04, None, 2)
    told = card["concepts"]["networks"]["relu-16"]
    assert (told["epochs"], told["layers"]) == ([0, 5], ["hidden-1", "logits"])
    assert told["scores"] == {"loop": [[0.1, 0.512], [None, None]], "striped": [[None, None], [None, -0.25]]}
    loop = TITLES["loop"][0].both()
    assert card["concepts"]["titles"] == {"loop": loop, "striped": {"en": "striped", "zh": "striped"}}


def test_the_lesson_has_words_for_all_that_an_inspection_may_conclude() -> None:
    assert set(HIERARCHY) == set(ACCOUNTS)
    assert {f"lesson.account-{each}" for each in ACCOUNTS} <= set(words())


def test_without_an_inspection_nothing_is_shown_and_nothing_said(tmp_path: Path) -> None:
    card = inspected(StudyFolder(tmp_path), measured(), NETWORKS)
    assert card == {"inspected": {}, "concepts": None, "learned": [], "uninspected": None}


def less(name: str) -> Callable[[dict[str, Any]], None]:
    return lambda card: card.pop(name)


def put(*path: Any) -> Callable[[dict[str, Any]], None]:
    *way, last, value = path

    def change(card: Any) -> None:
        for step in way:
            card = card[step]
        card[last] = value

    return change


DAMAGED = [
    *(pytest.param(less(name), id=f"without {name}") for name in ("findings", "epochs", "layers")),
    pytest.param(put("layers", "relu-16-s0", 0, ["a sentence"]), id="a sentence in no language"),
    pytest.param(put("layers", "relu-16-s0", 0, 0, "zh", 3), id="a number for a sentence"),
    pytest.param(put("epochs", 0, "score", "much"), id="a word for a score"),
    pytest.param(put("epochs", 0, "epoch", None), id="no epoch"),
    pytest.param(put("findings", 0, "subject", {}), id="a finding about nothing"),
    pytest.param(put("findings", 0, "conclusion", "perhaps"), id="a conclusion that is none"),
    pytest.param(put("findings", 3), id="no findings"),
]
OTHERS = [
    pytest.param(put("layers", "tanh-9-s0", []), id="another run"),
    pytest.param(put("layers", "relu-16-s0", [[], []]), id="fewer layers"),
    pytest.param(put("epochs", 0, "network", "tanh-9"), id="another architecture"),
    pytest.param(put("epochs", 0, "layer", "hidden-7"), id="another layer"),
]


@pytest.mark.parametrize("change", DAMAGED)
def test_a_damaged_inspection_is_left_out_with_a_sentence(change: Callable[[Any], None], tmp_path: Path) -> None:
    card = content()
    change(card)
    left_out(found(tmp_path, json.dumps(card)), "damaged")


@pytest.mark.parametrize("change", OTHERS)
def test_an_inspection_of_other_networks_is_left_out_with_a_sentence(
    change: Callable[[Any], None], tmp_path: Path
) -> None:
    card = content()
    change(card)
    left_out(found(tmp_path, json.dumps(card)), "other networks")


@pytest.mark.parametrize("written", [b"", b"\xff\xfe", b"[]", b"3", b'{"layers": {}', b"[" * 200_000], ids=range(6))
def test_a_file_that_is_no_inspection_is_left_out_with_a_sentence(written: bytes, tmp_path: Path) -> None:
    left_out(found(tmp_path, written), "damaged")


def left_out(card: dict[str, Any], why: str) -> None:
    assert (card["inspected"], card["concepts"], card["learned"]) == ({}, None, [])
    assert why in card["uninspected"]["en"]
    assert all("layerwise inspect STUDY" in card["uninspected"][language] for language in LANGUAGES)
