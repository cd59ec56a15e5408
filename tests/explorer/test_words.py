"""Every text of the page is there in both languages, and none is there that nothing says."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from layerwise.explorer.page import STATIC, modules

WORDS = sorted(Path(str(STATIC)).joinpath("words").glob("*.json"))
TEXTS = {
    f"{path.stem}.{key}": texts for path in WORDS for key, texts in json.loads(path.read_text(encoding="utf-8")).items()
}
SOURCES = {name: source for name, source in modules().items() if name != "lw/words"}
_KEY = re.compile(rf'"((?:{"|".join(path.stem for path in WORDS)})\.[a-z][\w-]*)"')
# `flow.${name}`: any key that begins and ends so.
_PATTERN = re.compile(rf"`((?:{'|'.join(path.stem for path in WORDS)})\.[^`]*\$\{{[^`]*)`")
_PLACE = re.compile(r"\{(\w+)(?::([^}]*))?\}")


def test_there_are_texts_and_they_are_said() -> None:
    assert len(TEXTS) > 100
    assert len(said()) > 100


@pytest.mark.parametrize("path", WORDS, ids=lambda path: path.stem)
def test_no_text_is_written_twice_in_a_file(path: Path) -> None:
    keys: list[str] = []
    json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=lambda pairs: keys.extend(key for key, _ in pairs))
    assert sorted(keys) == sorted(set(keys))


@pytest.mark.parametrize("key", TEXTS)
def test_a_text_is_in_both_languages_with_the_same_places(key: str) -> None:
    en, zh = TEXTS[key]
    assert en.strip()
    assert zh.strip()
    assert {name for name, _ in _PLACE.findall(en)} == {name for name, _ in _PLACE.findall(zh)}
    assert not any(form.startswith("n ") for _, form in _PLACE.findall(zh)), "Chinese nouns take no plural"


def test_chinese_texts_are_chinese() -> None:
    alike = {key for key, (en, zh) in TEXTS.items() if en == zh}
    assert alike <= {"training.nats"}, "these are not translated"


def test_every_text_that_a_module_says_exists() -> None:
    assert {key for source in SOURCES.values() for key in _KEY.findall(source)} - set(TEXTS) == set()
    for pattern in patterns():
        assert any(pattern.fullmatch(key) for key in TEXTS), f"no text fits {pattern.pattern}"


def test_no_text_is_left_that_nothing_says() -> None:
    assert set(TEXTS) - said() == set()


def said() -> set[str]:
    """Keys that stand in a module as they are, or fit a pattern whose open part stands somewhere as a word."""
    together = "\n".join(SOURCES.values()) + "".join(f'"{path.stem}"' for path in WORDS)
    plain = set(_KEY.findall(together))
    words = set(re.findall(r"[\w-]+", together)) | spoken_by_the_verdict()
    fitting = {
        key
        for pattern in patterns()
        for key in TEXTS
        # Tabs have their names before their views are built.
        if (found := pattern.fullmatch(key)) and all(part in words or key.startswith("app.") for part in found.groups())
    }
    return plain | fitting


def spoken_by_the_verdict() -> set[str]:
    """Words that come with the data: what a finding concludes."""
    from layerwise.explorer.inspected import ACCOUNTS
    from layerwise.verdict.finding import CONCLUSIONS

    return {*CONCLUSIONS, *ACCOUNTS}


def patterns() -> list[re.Pattern[str]]:
    found = {each for source in SOURCES.values() for each in _PATTERN.findall(source)}
    return [re.compile(r"([\w-]+)".join(map(re.escape, re.split(r"\$\{[^}]*\}", each)))) for each in found]
