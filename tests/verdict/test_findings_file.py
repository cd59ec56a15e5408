"""Findings survive `verdict.json`."""

from __future__ import annotations

import json

import pytest
from simulated import simulate

from layerwise.verdict.compare import compare
from layerwise.verdict.errors import TableError
from layerwise.verdict.finding import Finding, findings_as_dict, findings_from_dict


def written(findings: list[Finding]) -> dict[str, object]:
    return dict(json.loads(json.dumps(findings_as_dict(findings), allow_nan=False)))


def test_findings_come_back_from_json_as_they_were() -> None:
    findings = compare(simulate(depths=(1, 2), seeds=5, images=30, epochs=4))
    assert findings_from_dict(written(findings)) == findings


def test_what_was_not_measured_is_null_in_json_and_comes_back_as_nan() -> None:
    findings = compare(simulate(depths=(1, 2), seeds=2, images=30, epochs=4))
    content = written(findings)
    assert content["findings"][0]["estimate"] is None  # type: ignore[index]
    assert repr(findings_from_dict(content)) == repr(findings)


def test_the_contract_of_verdict_json_is_kept() -> None:
    finding = compare(simulate(depths=(1, 2), seeds=5, images=30, epochs=4))[0].as_dict()
    promised = {"code", "question", "estimate", "low", "high", "unit", "seeds", "conclusion", "p_better", "text"}
    assert promised <= set(finding)
    assert set(finding["text"]) == {"en", "zh"}


def test_a_newer_files_unknown_names_are_left_aside_and_a_wrong_conclusion_is_refused() -> None:
    plain = compare(simulate(depths=(1, 2), seeds=5, images=30, epochs=4))[0].as_dict()
    assert Finding.from_dict(plain | {"added_later": 1}).as_dict() == plain
    with pytest.raises(TableError, match="perhaps"):
        Finding.from_dict(plain | {"conclusion": "perhaps"})
    with pytest.raises(TableError, match="estimate"):
        Finding.from_dict({name: value for name, value in plain.items() if name != "estimate"})


def test_a_file_of_the_older_codes_says_how_to_write_it_again() -> None:
    plain = compare(simulate(depths=(1, 2), seeds=5, images=30, epochs=4))[0].as_dict()
    with pytest.raises(TableError, match=r"'one-more-layer'.*expected 'deeper'.*layerwise report"):
        Finding.from_dict(plain | {"code": "one-more-layer"})
