"""What an inspection found out about the networks of a study, as the page shows it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from layerwise.errors import StudyError
from layerwise.study.store import StudyFolder
from layerwise.words import LANGUAGES, Text

# The findings that the Lesson answers with.
_LEARNED = "hierarchy"
# What they may conclude of the popular account.
ACCOUNTS = ("holds", "in-part", "not-found", "undecided")
_UNUSABLE = Text(
    "insight.json in the study's folder cannot be used ({why}). Measure it anew: layerwise inspect STUDY",
    "无法使用实验文件夹中的 insight.json（{why}）。请重新测量：layerwise inspect STUDY",
)
_DAMAGED = Text("it is damaged", "文件已损坏")
_OTHERS = Text("it is of other networks", "它属于别的网络")

Both = dict[str, str]


class _OtherNetworksError(Exception):
    """The inspection is not of the networks of this study."""


def inspected(folder: StudyFolder, measured: pd.DataFrame, networks: list[dict[str, Any]]) -> dict[str, Any]:
    """The part of the page's card that comes from `insight.json`.

    Args:
        folder: of the study.
        measured: a row a measured network: `run`, `network` (its architecture), `depth`.
        networks: those on the page, each with its `id` and `run`.

    Returns:
        inspected: by network's id, a list a layer (the input, the hidden ones, the logits) of sentences about that very
            network.
        concepts: `titles` by concept, and by network's id its `epochs`, `layers`, and `scores` by concept, layer and
            epoch (R², null where there is none); None where nothing was inspected.
        learned: the findings about what depth does, without their details.
        uninspected: None, or why the file that is there cannot be used.
    """
    nothing: dict[str, Any] = {"inspected": {}, "concepts": None, "learned": [], "uninspected": None}
    try:
        content = folder.insight()
        return nothing if content is None else {**nothing, **_read(content, measured, networks)}
    except _OtherNetworksError:
        why = _OTHERS
    except (StudyError, ValueError, KeyError, TypeError, AttributeError, OverflowError):
        why = _DAMAGED
    text = {language: _UNUSABLE.say(language, why=why.say(language)) for language in LANGUAGES}
    return {**nothing, "uninspected": text}


def _read(content: dict[str, Any], measured: pd.DataFrame, networks: list[dict[str, Any]]) -> dict[str, Any]:
    depths = {str(run): int(depth) for run, depth in zip(measured["run"], measured["depth"], strict=True)}
    layers = {str(run): [[_text(each) for each in some] for some in told] for run, told in content["layers"].items()}
    if any(run not in depths or len(told) != depths[run] + 2 for run, told in layers.items()):
        raise _OtherNetworksError
    ids = {str(each["run"]): str(each["id"]) for each in networks}
    findings = [_finding(each) for each in content["findings"] if each["code"] == _LEARNED]
    return {
        "inspected": {ids[run]: told for run, told in layers.items() if run in ids},
        "concepts": _concepts(content["epochs"], dict(zip(measured["network"], measured["depth"], strict=True))),
        "learned": findings,
    }


def _concepts(rows: list[dict[str, Any]], depths: Mapping[str, int]) -> dict[str, Any] | None:
    """The scores at the kept epochs, by network."""
    found: dict[str, dict[tuple[str, str, int], float | None]] = {}
    for row in rows:
        name, layer, concept = _str(row["network"]), _str(row["layer"]), _str(row["concept"])
        if name not in depths or layer not in _layers(int(depths[name])):
            raise _OtherNetworksError
        score = row["score"]
        found.setdefault(name, {})[concept, layer, int(row["epoch"])] = (
            None if score is None else round(float(score), 3)
        )
    if not found:
        return None
    concepts = dict.fromkeys(concept for scores in found.values() for concept, _, _ in scores)
    tables = {name: _table(scores, _layers(int(depths[name]))) for name, scores in found.items()}
    return {"titles": _titles(concepts), "networks": tables}


def _table(scores: Mapping[tuple[str, str, int], float | None], layers: list[str]) -> dict[str, Any]:
    epochs = sorted({epoch for _, _, epoch in scores})
    concepts = dict.fromkeys(concept for concept, _, _ in scores)
    return {
        "epochs": epochs,
        "layers": layers,
        "scores": {
            concept: [[scores.get((concept, layer, epoch)) for epoch in epochs] for layer in layers]
            for concept in concepts
        },
    }


def _layers(depth: int) -> list[str]:
    return [*(f"hidden-{place}" for place in range(1, depth + 1)), "logits"]


def _titles(concepts: Mapping[str, None]) -> dict[str, Both]:
    """What the concepts are called: those of digits and the class; of another its name."""
    # It takes scikit-image along, which a page without an inspection does not need.
    from layerwise.insight.strokes import TITLES

    known = {name: title.both() for name, (title, _, _) in TITLES.items()} | {"class": _CLASS.both()}
    return {name: known.get(name, dict.fromkeys(LANGUAGES, name)) for name in concepts}


_CLASS = Text("the class", "类别")


def _finding(found: dict[str, Any]) -> dict[str, Any]:
    if found["conclusion"] not in ACCOUNTS:
        raise ValueError(f"the conclusion {found['conclusion']}")
    numbers = {name: None if found[name] is None else float(found[name]) for name in ("estimate", "low", "high")}
    return {
        "code": _LEARNED,
        "question": _text(found["question"]),
        **numbers,
        "conclusion": found["conclusion"],
        "text": _text(found["text"]),
        "subject": {"network": _str(found["subject"]["network"]), "depth": int(found["subject"]["depth"])},
    }


def _text(value: Any) -> Both:
    return {language: _str(value[language]) for language in LANGUAGES}


def _str(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{type(value).__name__} where a text is expected")
    return value
