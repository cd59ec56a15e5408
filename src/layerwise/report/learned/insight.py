"""What an inspection has left in a study's folder, as far as it can be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from layerwise.errors import LayerwiseError
from layerwise.insight.paper import Paper
from layerwise.study.store import INSIGHT, StudyFolder
from layerwise.words import Text

_UNREADABLE = Text(
    "What the networks have learned is missing here: {file} in the study's folder cannot be read ({got}). Run "
    "layerwise inspect STUDY with that folder to write it anew; if a newer layerwise wrote it, update layerwise first.",
    "此处缺少“网络学到了什么”：研究文件夹中的 {file} 无法读取（{got}）。请对该文件夹运行 layerwise inspect STUDY "
    "重新生成；若它由更新版本的 layerwise 写入，请先升级 layerwise。",
)
_LONGEST = 160


@dataclass(frozen=True)
class Insight:
    """What the networks of a study have learned.

    Args:
        paper: the report's section; None where there is none to read.
        hierarchy: the popular account's answers (strokes, then loops, then the digit), of the deepest networks first.
        problem: why it could not be read.
    """

    paper: Paper | None = None
    hierarchy: tuple[Text, ...] = ()
    problem: Text | None = None


# Of what cannot be asked at all: curves from elsewhere have no networks to look into.
NOT_ASKED = Insight()


def insight_of(folder: StudyFolder) -> Insight | None:
    """What `layerwise inspect` wrote into a study's folder.

    Returns:
        None where the study has not been inspected; with a `problem` where it was and cannot be read: a report is
        worth having without it.
    """
    try:
        written = folder.insight()
        return None if written is None else _read(written)
    except LayerwiseError as error:
        got = error.as_dict()["got"]
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        got = f"{type(error).__name__}: {error}"
    return Insight(problem=Text(**_UNREADABLE.both(file=INSIGHT, got=got[:_LONGEST])))


def _read(written: Mapping[str, Any]) -> Insight:
    paper, findings = written["paper"], written["findings"]
    asked = [each for each in findings if each["code"] == "hierarchy"]
    asked.sort(key=lambda each: int(each["subject"]["depth"]), reverse=True)
    return Insight(Paper.from_dict({**paper}), tuple(_text(each["text"]) for each in asked))


def _text(written: Mapping[str, Any]) -> Text:
    text = Text(written["en"], written["zh"])
    if not (isinstance(text.en, str) and isinstance(text.zh, str)):
        raise TypeError("a text that is none")
    return text
